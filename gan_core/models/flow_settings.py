"""Settings of flow models: networks of a velocity, and how the equation that draws with them is solved.

Readable without torch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import ModelSettings, Width, Widths, check_doublings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.flow import FlowNetwork

MOST_STEPS, MOST_GUIDANCE = 100, 10
SAMPLING = ("num_steps", "guidance", "solver")
"""The settings of a flow model that say how it draws, not what it has learned."""


class FlowSettings(ModelSettings):
    """A network of a velocity; z is noise as large as a sample. The last three settings may change at sampling time."""

    family: ClassVar[str] = "flow"
    beside_network: ClassVar[tuple[str, ...]] = SAMPLING

    num_steps: int = Field(
        10,
        ge=1,
        le=MOST_STEPS,
        title="Solver steps",
        description="In how many steps noise becomes a sample. More are more exact and take longer; they may be "
        "chosen anew whenever the model draws.",
    )
    guidance: float = Field(
        2.0,
        ge=0,
        le=MOST_GUIDANCE,
        allow_inf_nan=False,
        title="Guidance scale",
        description="How far to go beyond what the label changes: 1 is the model itself, 2 doubles the label's "
        "influence, 0 ignores it. Only for conditional models; at other values than 0 and 1 the network is asked "
        "twice a step (Ho and Salimans 2022, arxiv.org/abs/2207.12598).",
    )
    solver: Literal["euler", "heun"] = Field(
        "euler",
        title="Solver",
        description="Euler follows the velocity at each step's start; Heun averages it with the one at its end: twice "
        "the work a step, and an error that falls with the square of the steps.",
    )

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        return "clamp"

    def build_flow(self, shape: SampleShape) -> FlowNetwork:
        """The velocity's network. Raises ValueError as `check` does."""
        raise NotImplementedError


class MlpFlowSettings(FlowSettings):
    """Fully connected layers that see place, time and label."""

    title: ClassVar[str] = "Fully connected flow"
    about: ClassVar[str] = (
        "A velocity at every place and time, by fully connected layers: for points, and small pictures."
    )
    paper: ClassVar[str] = "Lipman et al. 2023, arxiv.org/abs/2210.02747; Liu et al. 2023, arxiv.org/abs/2209.03003"
    kinds: ClassVar[tuple[str, ...]] = ("image", "points")

    name: Literal["mlp_flow"] = "mlp_flow"
    widths: Widths = Field(
        default=(256, 256, 256),
        title="Widths",
        description="Units in each hidden layer, from the sample to its velocity.",
    )

    def build_flow(self, shape: SampleShape) -> FlowNetwork:
        """A network with one hidden layer for each of `widths`."""
        from gan_core.models.mlp_flow import MlpFlow

        self.check(shape)
        return MlpFlow(self, shape)


class UnetFlowSettings(FlowSettings):
    """A small U-Net."""

    title: ClassVar[str] = "U-Net flow"
    about: ClassVar[str] = (
        "A velocity for every pixel, by a small U-Net: residual blocks that shrink the picture and grow it again, told "
        "time and label."
    )
    paper: ClassVar[str] = "Lipman et al. 2023, arxiv.org/abs/2210.02747; network after Ho et al. 2020"

    name: Literal["unet_flow"] = "unet_flow"
    channels: Annotated[tuple[Width, ...], Field(min_length=2, max_length=5)] = Field(
        default=(16, 32, 48),
        title="Channels",
        description="Feature maps at each size, from the whole picture inward; each number after the first halves it.",
    )
    embedding: int = Field(
        32,
        ge=8,
        le=512,
        title="Width of the time embedding",
        description="How many numbers tell each block the time, and the label with it.",
    )

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the halvings do not fit pictures of this shape."""
        super().check(shape)
        check_doublings("channels", len(self.channels) - 1, shape.image_size)

    def build_flow(self, shape: SampleShape) -> FlowNetwork:
        """A U-Net with two blocks at each size but the smallest, which has one."""
        from gan_core.models.unet_flow import UnetFlow

        self.check(shape)
        return UnetFlow(self, shape)


def norm_groups(channels: int) -> int:
    """Into how many groups a norm divides `channels`: 8, or as many as divide them evenly."""
    return math.gcd(channels, 8)
