"""Int8 with scales fixed beforehand, in ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.generators.sampling import no_rounding
from gan_core.latent_draws import draw_z
from gan_core.optimise.transformation import Stage, Transformation, numbers_before
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

PORTION = 64
TANH_IS_ONE = 3.5
"""tanh(3.5) is 0.998: what lies beyond changes a pixel by less than a screen shows."""


class Int8Static(Transformation):
    """Weights and what flows between layers as 8-bit whole numbers."""

    title: ClassVar[str] = "Int8, static"
    about: ClassVar[str] = (
        "Weights and activations in 8 bits, with scales found beforehand on some latents: a quarter of the file "
        "size, and integer arithmetic where a kernel exists (Jacob et al. 2018, arxiv.org/abs/1712.05877)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "onnx"
    follows: ClassVar[tuple[str, ...]] = ("onnx",)

    name: Literal["int8_static"] = "int8_static"
    num_latents: int = Field(
        256, ge=16, le=4096, title="Latents to calibrate on", description="How many pictures determine the scales."
    )
    method: Literal["percentile", "minmax", "entropy"] = Field(
        "percentile",
        title="Calibration",
        description="How a scale follows from the observed values: their maximum (minmax), all but the rarest "
        "thousandth of a per cent (percentile), or the least loss of information (entropy).",
    )
    per_channel: bool = Field(
        True,
        title="A scale per channel",
        description="One scale per output channel of a weight, or one for all.",
    )
    seed: int = Field(0, ge=0, lt=2**31, title="Seed", description="Determines the latents to calibrate on.")

    @property
    def words(self) -> str:
        return "int8 static"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It starts from fp32 weights."""
        return numbers_before(before) or no_rounding(card.config.family)

    def caution(self, card: ModelCard, before: tuple[Transformation, ...] = ()) -> str:
        return no_kernel(card)

    def apply(self, generator: Generator) -> Generator:
        """The model in int8 in ONNX Runtime; `notes` say which operators are computed in what."""
        from gan_core.optimise.onnx_variant import OnnxVariant, decoder_file, encoder_of, folded
        from gan_core.optimise.quantise import runtime_messages, static
        from gan_core.optimise.variant_card import card_of_variant

        z, y = self.latents(generator)
        limit = output_limit(generator, generator.decode(z[:PORTION], None if y is None else y[:PORTION]))
        feeds = [{"z": z[i : i + PORTION]} for i in range(0, len(z), PORTION)]
        if y is not None:
            for index, feed in enumerate(feeds):
                feed["y"] = y[index * PORTION : (index + 1) * PORTION]
        file = static(folded(decoder_file(generator)), feeds, self.method, self.per_channel, limit)
        notes = (*generator.notes, *runtime_messages(file))
        return OnnxVariant(card_of_variant(generator.card, self.words), file, notes, encoder_of(generator))

    def latents(self, generator: Generator) -> tuple[np.ndarray, np.ndarray | None]:
        """float32 z (num_latents, D) and y (num_latents, condition_width), classes in turn, or None."""
        z = draw_z(self.seed, self.num_latents, generator.latent_dim)
        return z, generator.conditions(generator.labels_for(self.num_latents), self.num_latents)


def no_kernel(card: ModelCard) -> str:
    """A sentence for models whose transposed convolutions stay in fp32; or ""."""
    if getattr(card.config.model, "upsample", "") != "transposed":
        return ""
    return "This model upsamples with transposed convolutions, for which ONNX Runtime has no int8 kernel."


def output_limit(generator: Generator, pictures: np.ndarray) -> float | None:
    """How large an output of the last layer can be before it changes no pixel any more; None for points.

    The last layer is followed by tanh, by tanh(x / 2) for a Bernoulli VAE, or by a clamp for a Gaussian one. Where
    `pictures` of the generator stay well inside, the largest of them decides.
    """
    if generator.card.shape.kind != "image":
        return None
    largest = float(np.abs(pictures).max())
    squash = generator.card.config.model.squash
    if squash == "clamp":
        return max(largest, 0.01)
    inside = min(TANH_IS_ONE, float(np.arctanh(min(largest, 0.999))))
    return max(inside, 0.01) * (2 if squash == "tanh_half" else 1)
