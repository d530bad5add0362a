"""A variant that runs in ONNX Runtime, and the graph it starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import onnx
import onnxscript.optimizer
from onnxscript.rewriter import RewriteRuleSet, rewrite
from onnxscript.rewriter.rules import common

from gan_core.errors import UserError
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

NORMS_INTO_WEIGHTS = (
    common.fuse_batchnorm_into_conv_rule,
    common.fuse_batchnorm_into_conv_transpose_rule,
    common.fuse_batchnorm_into_gemm_rule,
)


class Parts(dict[str, bytes]):
    """The ONNX file of "decode", and of "encode" when it is first asked for."""

    def __init__(self, decode: bytes, encoder: Callable[[], bytes] | None) -> None:
        super().__init__(decode=decode)
        self.encoder = encoder

    def __missing__(self, part: str) -> bytes:
        if self.encoder is None:
            raise UserError("This variant only draws: it has no encoder.")
        self[part] = self.encoder()
        return self[part]


class OnnxVariant(OnnxGenerator):
    """A model in ONNX Runtime on the CPU. `file` is its ONNX file as bytes; `encoder` gives that of its encoder."""

    def __init__(
        self, card: ModelCard, file: bytes, notes: tuple[str, ...], encoder: Callable[[], bytes] | None = None
    ) -> None:
        super().__init__(card, Parts(file, encoder))
        self.notes, self.encoder = notes, encoder


def decoder_file(generator: Generator) -> bytes:
    """The drawing part of `generator` as an ONNX file in fp32. Raises UserError where it has none any more."""
    from gan_core.generators.torch_generator import TorchGenerator

    if isinstance(generator, OnnxGenerator):
        return generator.file
    if isinstance(generator, TorchGenerator):
        from gan_core.optimise.files import onnx_file

        return onnx_file(generator)
    raise UserError("This variant has no ONNX file: put this step before the one that leaves torch.")


def encoder_of(generator: Generator) -> Callable[[], bytes] | None:
    """What gives the ONNX file of a VAE's encoder when it is asked for. It draws nothing and stays in fp32."""
    from gan_core.generators.torch_generator import TorchGenerator

    if isinstance(generator, OnnxVariant):
        return generator.encoder
    if isinstance(generator, TorchGenerator):
        from gan_core.optimise.files import onnx_file

        return lambda: onnx_file(generator, "encode")
    return lambda: cast(OnnxGenerator, generator).files["encode"]


def folded(file: bytes) -> onnx.ModelProto:
    """The same function with constants computed beforehand and batch norms folded into the weights before them.

    Jacob et al. 2018, arxiv.org/abs/1712.05877, section 3.2: w' = w gamma / sqrt(var + eps), b' likewise.
    """
    model = onnxscript.optimizer.optimize(onnx.load_from_string(file))
    model = rewrite(model, pattern_rewrite_rules=RewriteRuleSet(NORMS_INTO_WEIGHTS))
    model = onnxscript.optimizer.optimize(model)
    del model.graph.value_info[:]  # shapes from before the folding, over which ONNX Runtime's quantiser stumbles
    return model
