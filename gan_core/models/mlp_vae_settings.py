"""Settings of the fully connected VAE, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import VaeSettings, Widths
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.vae import Vae


class MlpVaeSettings(VaeSettings):
    """The first VAE there was."""

    title: ClassVar[str] = "Fully connected VAE"
    about: ClassVar[str] = (
        "Compresses a sample to a few numbers and reconstructs it, with fully connected layers; also for points."
    )
    paper: ClassVar[str] = "Kingma and Welling 2014, arxiv.org/abs/1312.6114"
    kinds: ClassVar[tuple[str, ...]] = ("image", "points")

    name: Literal["mlp_vae"] = "mlp_vae"
    widths: Widths = Field(
        default=(512, 256),
        title="Widths",
        description="Units in each hidden layer of the encoder, from the sample inward; the decoder uses the same "
        "list in reverse.",
    )

    def build_vae(self, shape: SampleShape) -> Vae:
        """A VAE with one hidden layer on each side for each of `widths`."""
        from gan_core.models.mlp_vae import MlpVae

        self.check(shape)
        return MlpVae(
            shape=shape,
            latent_dim=self.latent_dim,
            widths=self.widths,
            condition_width=self.condition_width(shape),
            likelihood=self.likelihood,
        )
