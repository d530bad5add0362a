"""The families of models: which networks there are, which of them draws, and what can be done with the result.

Everybody else asks for a capability (`encodes`, `has_discriminator`, ...); the names of the families stand in the
registries only: FAMILIES here, TRAINERS in gan_core.training.trainers, and the `family` of settings. No torch here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn


class OfFamily(Protocol):
    """Settings of a model or an objective: they name their family."""

    family: ClassVar[str]


@dataclass(frozen=True)
class Network:
    """One network of a family.

    `build` makes it from a model's settings and the data's shape; `sees` is what it is called with, besides the
    condition; `methods` are what it is used through besides being called; `rate` is the setting of its learning rate.
    `title`, `about` and `whose` are words for people:
    "Generator", "noise in, picture out", "the generator's".
    """

    build: Callable[[Any, SampleShape], nn.Module]
    sees: Literal["latent", "sample"]
    title: str
    about: str
    whose: str
    rate: Literal["optimiser.lr", "optimiser.d_lr"] = "optimiser.lr"
    methods: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """What all models of one kind have in common.

    `networks` are in the order in which they are built, by the names that curves and checkpoints use; `drawing` is the
    one that maps z to samples by its `draw`: it is averaged and saved as the generator. z is drawn from N(0, I).
    `parts` are what is exported. `latents_keep_length`: samples come from z as long as those drawn, so that on the way
    between two of them the length is kept too. `one_pass`: a sample is one pass of z through the drawing network; else
    it is the solution of an equation, for which the network is asked again and again, in as many steps and with as much
    guidance as one likes. `what_draws` names the saved part in a sentence.
    """

    name: str
    title: str
    what_draws: str
    networks: Mapping[str, Network]
    drawing: str
    default_objective: str
    parts: tuple[str, ...] = ("decode",)
    latents_keep_length: bool = True
    one_pass: bool = True
    has_prior: bool = True
    """Whether codes were pulled to N(0, I) as it learned, or z was drawn from there; else samples come from what is
    fitted to its codes afterwards, and from nothing else."""
    latent_width: Callable[[Any, SampleShape], int] = lambda model, shape: model.latent_dim
    discriminator: str = ""
    """The network that tells real from generated; empty where there is none."""
    diagram: str = ""
    """The drawing of how it learns, by the name that the interface knows it by; empty where there is none."""

    @property
    def encodes(self) -> bool:
        """Whether it maps a sample to a latent, as mu and logvar."""
        return "encode" in self.parts

    @property
    def has_discriminator(self) -> bool:
        """Whether a discriminator learns along: half steps, penalties and its own learning rate come with it."""
        return bool(self.discriminator)

    def build_drawing(self, model: Any, shape: SampleShape) -> nn.Module:
        """The network that the generator's file holds, with fresh weights."""
        return self.networks[self.drawing].build(model, shape)


GAN = Family(
    name="gan",
    title="GAN",
    what_draws="The generator of a GAN",
    networks={
        "G": Network(
            build=lambda model, shape: model.build_generator(shape),
            sees="latent",
            title="Generator",
            about="noise in, picture out",
            whose="the generator's",
        ),
        "D": Network(
            build=lambda model, shape: model.build_discriminator(shape),
            sees="sample",
            title="Discriminator",
            about="picture in, one logit out",
            whose="the discriminator's",
            rate="optimiser.d_lr",
        ),
    },
    drawing="G",
    default_objective="least_squares",
    discriminator="D",
    diagram="game",
)

VAE = Family(
    name="vae",
    title="VAE",
    what_draws="The decoder of a VAE",
    networks={
        "VAE": Network(
            build=lambda model, shape: model.build_vae(shape),
            sees="sample",
            title="VAE",
            about="picture in, code in the middle, picture out",
            whose="the VAE's",
            methods=("encode", "decode"),
        )
    },
    drawing="VAE",
    default_objective="elbo",
    parts=("decode", "encode"),
    latents_keep_length=False,
    diagram="bottleneck",
)

RAE = Family(
    name="rae",
    title="regularised autoencoder",
    what_draws="The decoder of a regularised autoencoder",
    networks={
        "AE": Network(
            build=lambda model, shape: model.build_rae(shape),
            sees="sample",
            title="Autoencoder",
            about="picture in, code in the middle, picture out",
            whose="the autoencoder's",
            methods=("encode", "decode"),
        )
    },
    drawing="AE",
    default_objective="rae_l2",
    parts=("decode", "encode"),
    latents_keep_length=False,
    has_prior=False,
    diagram="autoencoder",
)

TEXT_GAN = Family(
    name="text_gan",
    title="text-to-image GAN",
    what_draws="The generator of a text-to-image GAN",
    networks={
        "G": replace(
            GAN.networks["G"], about="noise and a sentence in, picture out; its text network reads the sentence"
        ),
        "D": replace(GAN.networks["D"], about="picture and sentence in, one logit out", methods=("look", "judge")),
    },
    drawing="G",
    default_objective="text_to_image",
    parts=("decode", "embed"),
    discriminator="D",
    diagram="text_game",
)

FLOW = Family(
    name="flow",
    title="flow",
    what_draws="The velocity of a flow",
    networks={
        "V": Network(
            build=lambda model, shape: model.build_flow(shape),
            sees="latent",
            title="Velocity",
            about="a noisy picture and a time in, the way to go out",
            whose="the velocity's",
        )
    },
    drawing="V",
    default_objective="flow_matching",
    latent_width=lambda model, shape: shape.num_values,
    one_pass=False,
    diagram="flow",
)

FAMILIES: dict[str, Family] = {each.name: each for each in (GAN, VAE, RAE, TEXT_GAN, FLOW)}


def family_of(settings: OfFamily | type[OfFamily]) -> Family:
    """The family of a model or an objective, by its settings."""
    return FAMILIES[settings.family]
