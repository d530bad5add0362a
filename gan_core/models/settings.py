"""The bases of every architecture's settings: what all models share, and how a network is made from them.

Nothing here imports torch; the `build_...` methods do so when they are called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_core.models.growth import Growth
from gan_core.settings import Settings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn

Width = Annotated[int, Field(ge=1, le=1024)]
Widths = Annotated[tuple[Width, ...], Field(min_length=1, max_length=6)]

LatentDim = Annotated[
    int,
    Field(
        ge=1,
        le=512,
        title="Latent dimensions",
        description="How many random numbers represent one picture: a few make a small space that is easy to "
        "explore, many leave room for more variety.",
    ),
]
Conditional = Annotated[
    bool,
    Field(
        title="Conditional on the label",
        description="Tell the networks which class each sample belongs to, so that you can ask for one by name "
        "later (a 3, a red triangle).",
    ),
]
DNorm = Annotated[
    Literal["batch", "spectral", "layer", "none"],
    Field(
        title="Discriminator normalisation",
        description="How the discriminator's activations are kept in range: batch compares pictures within a batch "
        "and learns fastest, spectral limits how steep the network can be, layer normalises each picture by "
        "itself, none does nothing. Gradient penalties work with all of them except batch.",
    ),
]
Likelihood = Annotated[
    Literal["bernoulli", "gaussian"],
    Field(
        title="Likelihood",
        description="How a reconstruction is scored: bernoulli treats each pixel as a probability of being lit and "
        "suits digits, gaussian measures squared distance with a learned variance and suits colour.",
    ),
]
Upsample = Annotated[
    Literal["transposed", "resize"],
    Field(
        title="Upsampling",
        description="How pictures grow inside the network: transposed convolutions are fast but can leave a "
        "checkerboard, resize doubles every pixel and smooths with a 3x3 convolution (Odena et al. 2016).",
    ),
]


class ModelSettings(Settings):
    """What every architecture has: perhaps labels, and a check against the data's shape."""

    family: ClassVar[str]
    """The name of its record in gan_core.families."""
    title: ClassVar[str]
    about: ClassVar[str]
    paper: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]] = ("image",)
    beside_network: ClassVar[tuple[str, ...]] = ()
    """The settings that change nothing of the network itself: how it draws, or when it grows."""

    name: str
    conditional: Conditional = False

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        """What makes a picture of the last layer's outputs: tanh(x), tanh(x / 2), or what lies outside cut off."""
        return "tanh"

    @property
    def modulated_by(self) -> str:
        """What sets the scale of each channel of the generator, in words, so that no channel can go alone; or ""."""
        return ""

    @property
    def num_styles(self) -> int:
        """How many layers are each told a style, which may differ; 0 where none are."""
        return 0

    @property
    def sentence_width(self) -> int:
        """How many numbers stand for a sentence that the networks are told; 0 where they are told none."""
        return 0

    def growth(self, shape: SampleShape) -> Growth | None:
        """The sizes that the networks go through as they learn, and when; None where they have one all the while."""
        return None

    def grown(self) -> ModelSettings:
        """The same architecture at its full size from the start."""
        return self

    def condition_width(self, shape: SampleShape) -> int:
        """How many numbers the networks are told with each sample: 0 if they are not conditional."""
        return shape.condition_width if self.conditional else 0

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if this architecture cannot be built for `shape`."""
        if shape.kind not in self.kinds:
            raise ValueError(
                f"{self.name} needs pictures, got {shape.kind}: choose mlp_gan, mlp_vae or mlp_flow for those"
            )
        if self.conditional and shape.condition_width == 0:
            raise ValueError("conditional must be off for data without labels, got true")


class GanSettings(ModelSettings):
    """A generator and a discriminator."""

    family: ClassVar[str] = "gan"
    latent_dim: LatentDim = 16
    d_norm: DNorm = "batch"

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A module that maps z (N, latent_dim) and y to samples (N, *shape.dims). Raises ValueError as `check` does."""
        raise NotImplementedError

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A module that maps samples (N, *shape.dims) and y to logits (N,). Raises ValueError as `check` does."""
        raise NotImplementedError


class VaeSettings(ModelSettings):
    """An encoder and a decoder in one module."""

    family: ClassVar[str] = "vae"
    latent_dim: LatentDim = 16
    likelihood: Likelihood = "bernoulli"

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        return "tanh_half" if self.likelihood == "bernoulli" else "clamp"

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if this architecture cannot be built for `shape`."""
        super().check(shape)
        if shape.kind == "points" and self.likelihood == "bernoulli":
            raise ValueError("likelihood must be gaussian for points, got bernoulli: a coordinate is not a probability")

    def build_vae(self, shape: SampleShape) -> nn.Module:
        """A `gan_core.models.vae.Vae`. Raises ValueError as `check` does."""
        raise NotImplementedError


def check_doublings(field: str, num_doublings: int, image_size: int) -> None:
    """Raises ValueError unless `image_size` can be halved `num_doublings` times without a remainder."""
    if image_size % 2**num_doublings:
        raise ValueError(
            f"image_size must be a multiple of {2**num_doublings} for {field} with {num_doublings} doublings, got "
            f"{image_size}: use fewer layers or another size"
        )


def check_halvings(field: str, num_halvings: int, image_size: int) -> None:
    """Raises ValueError if halving `image_size` so often leaves nothing to look at."""
    allowed = image_size.bit_length() - 1
    if num_halvings > allowed:
        raise ValueError(
            f"{field} must have at most {allowed} layers for pictures of {image_size} px, got {num_halvings}: "
            "each layer halves the picture"
        )
