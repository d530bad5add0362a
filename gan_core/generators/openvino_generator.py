"""A trained model in OpenVINO, on the CPU: another runtime for the same ONNX files. An optional extra."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import openvino

from gan_core.errors import CheckpointError
from gan_core.generators.generator import LoadedModel
from gan_core.present import present
from gan_core.store.model_card import ModelCard

WITH_WEIGHTS = ("Convolution", "Deconvolution", "FullyConnected", "MatMul")
ONE_THREAD = {
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_PRECISION_HINT": "f32",  # on some processors its own choice is bf16: other numbers under the same name
}


class OpenVinoGenerator(LoadedModel):
    """A model in OpenVINO. `file` is its ONNX file as bytes; `encoder` gives that of a VAE's encoder."""

    def __init__(
        self, card: ModelCard, file: bytes, notes: tuple[str, ...] = (), encoder: Callable[[], bytes] | None = None
    ) -> None:
        super().__init__(card)
        self.file, self.notes, self.encoder = file, notes, encoder
        self._decoder = _compiled(file)

    @cached_property
    def _encoder(self) -> Any:
        return _compiled(present(self.encoder)())

    def kernels(self) -> tuple[str, ...]:
        """Which operators with weights OpenVINO computes in int8 here and which in fp32, read off its own plan."""
        counts: dict[str, Counter] = {"int8": Counter(), "fp32": Counter()}
        for operator in self._decoder.get_runtime_model().get_ordered_ops():
            told = operator.get_rt_info()
            kind, precision = str(told["layerType"].value), str(told["runtimePrecision"].value)
            if kind in WITH_WEIGHTS:
                counts["int8" if precision in ("i8", "u8") else "fp32"][kind] += 1
        return tuple(
            f"In {name}: {', '.join(f'{count} {kind}' for kind, count in sorted(each.items()))}."
            for name, each in counts.items()
            if each
        )

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        return np.array(self._decoder({"z": z} if y is None else {"z": z, "y": y})["x"])

    def _encode(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        found = self._encoder({"x": x} if y is None else {"x": x, "y": y})
        return np.array(found["mu"]), np.array(found["logvar"])


def _compiled(file: bytes) -> Any:
    core = openvino.Core()
    try:
        return core.compile_model(core.read_model(file), "CPU", ONE_THREAD)
    except RuntimeError as error:
        raise CheckpointError(f"OpenVINO cannot use this model: {str(error).splitlines()[0]}") from error
