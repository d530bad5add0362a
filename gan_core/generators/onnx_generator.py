"""A trained model in ONNX Runtime, on the CPU: several times faster than torch for one picture, and without torch."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime

from gan_core.errors import CheckpointError
from gan_core.generators.generator import LoadedModel
from gan_core.generators.onnx_graph.fill import read_weights
from gan_core.generators.onnx_graph.graphs import onnx_bytes
from gan_core.generators.sampling import Sampling, sampled_with
from gan_core.present import present
from gan_core.store.model_card import WEIGHTS, ModelCard, read_card
from gan_core.text.tokeniser import Tokeniser

ONLY_ERRORS = 3
PORTION = 512


class OnnxGenerator(LoadedModel):
    """A model in ONNX Runtime. `files` has the ONNX file of each part of its family, as bytes.

    The parts are "decode", "encode" and "embed". Of a model that reads sentences `examples` are some as tokens int64
    (N, L), and `tokeniser` knows its words. It needs its folder no more: a run that continues removes its older
    checkpoints.
    """

    def __init__(
        self,
        card: ModelCard,
        files: Mapping[str, bytes],
        examples: np.ndarray | None = None,
        tokeniser: Tokeniser | None = None,
    ) -> None:
        super().__init__(card)
        self.files, self.examples, self.tokeniser = files, examples, tokeniser
        self._decoder = session(files["decode"])

    @property
    def file(self) -> bytes:  # type: ignore[override]  # LoadedModel's is the constant None of all others
        return self.files["decode"]

    @cached_property
    def _encoder(self) -> onnxruntime.InferenceSession:
        return session(self.files["encode"])

    @cached_property
    def _text(self) -> onnxruntime.InferenceSession:
        return session(self.files["embed"])

    def embed(self, tokens: np.ndarray) -> np.ndarray:
        """y float32 (N, condition_width) of sentences int64 (N, max_words + 2), of a model that reads such."""
        return self._text.run(None, {"tokens": tokens})[0]

    def embed_sentences(self, sentences: Sequence[str]) -> np.ndarray:
        """The same of sentences in words."""
        tokens = present(self.tokeniser).encode(sentences)
        parts = [self.embed(tokens[first : first + PORTION]) for first in range(0, len(tokens), PORTION)]
        return np.concatenate(parts)

    def example_conditions(self, count: int) -> np.ndarray | None:
        """Embeddings of captions that the model learned from, where it learned from captions."""
        if self.examples is None:
            return super().example_conditions(count)
        return self.embed(self.examples[:count])[np.arange(count) % min(count, len(self.examples))]

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        return self._decoder.run(None, {"z": z} if y is None else {"z": z, "y": y})[0]

    def _encode(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        mu, logvar = self._encoder.run(None, {"x": x} if y is None else {"x": x, "y": y})
        return mu, logvar


def session(model: bytes) -> onnxruntime.InferenceSession:
    """One thread: the networks are small, and the other cores belong to training and to other visitors."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ONLY_ERRORS
    # A freed arena per model would stay with the process for ever: thirty students open many models.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors share no class of their own
        raise CheckpointError(f"ONNX Runtime cannot use this model: {error}") from error


def load(folder: Path, sampling: Sampling | None = None) -> OnnxGenerator:
    """The model in the folder of a checkpoint. Raises CheckpointError with a sentence."""
    card = sampled_with(read_card(folder), sampling)
    parts = card.config.family.parts
    files = {part: onnx_bytes(folder, part, card) for part in parts}
    if "embed" not in parts:
        return OnnxGenerator(card, files)
    weights = read_weights(folder / WEIGHTS)
    examples = weights["examples"].astype(np.int64)
    tokeniser = Tokeniser.stored(weights["text.words"], max_words=examples.shape[1] - 2)
    return OnnxGenerator(card, files, examples, tokeniser)
