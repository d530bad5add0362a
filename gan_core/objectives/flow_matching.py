"""Flow matching: regress on the velocity of straight lines from noise to data.

Lipman et al. 2023, https://arxiv.org/abs/2210.02747; Liu et al. 2023, https://arxiv.org/abs/2209.03003
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.objectives.settings import ObjectiveSettings

if TYPE_CHECKING:
    import torch
    from torch import Tensor


def between(z: Tensor, x: Tensor, t: Tensor) -> Tensor:
    """x_t = (1 - t) z + t x, on the straight line from noise z at t = 0 to data x at t = 1: (N, *dims), of t (N,)."""
    t = t.reshape(-1, *[1] * (x.dim() - 1))
    return (1 - t) * z + t * x


def velocity_loss(v: Tensor, z: Tensor, x: Tensor) -> Tensor:
    """E ||v(x_t, t) - (x - z)||^2 / values: the mean square over the batch and a sample's numbers, a scalar.

    x - z is dx_t/dt, the same all along the line. Lipman et al. 2023, equation 23 with sigma_min 0; Liu et al. 2023,
    equation 1.
    """
    return (v.float() - (x - z).float()).square().mean()


def logit_normal(count: int, mean: float, std: float, generator: torch.Generator) -> Tensor:
    """t = sigmoid(mean + std n), n from N(0, 1): (count,) in (0, 1), around 1/2 for mean 0.

    Esser et al. 2024, arxiv.org/abs/2403.03206, equation 19
    """
    import torch

    return torch.sigmoid(mean + std * torch.randn(count, generator=generator, device=generator.device))


def told(count: int, dropout: float, generator: torch.Generator) -> Tensor:
    """bool (count,): which samples keep their label, about 1 - `dropout` of them."""
    import torch

    return torch.rand(count, generator=generator, device=generator.device) >= dropout


def without_some(y: Tensor, told: Tensor) -> Tensor:
    """y (N, condition_width) where `told` (N,), and rows of all zeros elsewhere: no label."""
    return y * told[:, None].to(y)


class FlowMatching(ObjectiveSettings):
    """The mean square error of the velocity, at random times."""

    family: ClassVar[str] = "flow"
    title: ClassVar[str] = "Flow matching"
    about: ClassVar[str] = (
        "Mix noise and a sample, and learn in which direction the sample lies: no opponent, one loss that falls."
    )
    paper: ClassVar[str] = "Lipman et al. 2023, arxiv.org/abs/2210.02747; Liu et al. 2023, arxiv.org/abs/2209.03003"

    name: Literal["flow_matching"] = "flow_matching"
    times: Literal["logit_normal", "uniform"] = Field(
        default="logit_normal",
        title="Times",
        description="How the time of each training sample is drawn: logit-normal prefers the middle, where noise and "
        "sample are hard to tell apart; uniform takes all alike (Esser et al. 2024, arxiv.org/abs/2403.03206).",
    )
    time_mean: float = Field(
        default=0.0,
        ge=-5,
        le=5,
        allow_inf_nan=False,
        title="Mean of the times (logit)",
        description="0 is centred; below 0 learns more at the noisy end, above 0 more at the data's. Only for "
        "logit-normal times.",
    )
    time_std: float = Field(
        default=1.0,
        gt=0,
        le=5,
        allow_inf_nan=False,
        title="Spread of the times (logit)",
        description="Smaller keeps to the middle, larger reaches for both ends. Only for logit-normal times.",
    )
    label_dropout: float = Field(
        default=0.1,
        ge=0,
        lt=1,
        title="Label dropout",
        description="The share of training samples whose label is hidden, so that the model also learns what samples "
        "look like without one, which guidance needs. Only for conditional models (Ho and Salimans 2022, "
        "arxiv.org/abs/2207.12598).",
    )

    def draw_times(self, count: int, generator: torch.Generator) -> Tensor:
        """Times (count,) in (0, 1)."""
        import torch

        if self.times == "uniform":
            return torch.rand(count, generator=generator, device=generator.device)
        return logit_normal(count, self.time_mean, self.time_std, generator)
