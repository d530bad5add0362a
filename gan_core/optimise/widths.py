"""How wide a model's hidden layers are, in whichever setting its architecture keeps that."""

from __future__ import annotations

from gan_core.models import ModelSettings

FIELDS = ("g_channels", "g_widths", "channels", "widths")
"""The setting that holds the widths of what draws: of a GAN's generator, or of both sides of a VAE."""


def width_field(model: ModelSettings) -> str:
    """The name of the setting. Raises ValueError for an architecture that keeps none."""
    for name in FIELDS:
        if name in type(model).model_fields:
            return name
    raise ValueError(f"{model.name} must keep its widths in one of {', '.join(FIELDS)}")


def widths(model: ModelSettings) -> tuple[int, ...]:
    """The widths, in the setting's own order."""
    return getattr(model, width_field(model))


def kept(width: int, ratio: float) -> int:
    """How many of `width` channels stay when the share `ratio` goes: to the nearest, and at least one."""
    return max(1, int(width * (1 - ratio) + 0.5))


def narrowed(model: ModelSettings, ratio: float) -> dict[str, list[int]]:
    """The change of settings, as RunConfig.with_changes takes it, that leaves 1 - ratio of every width."""
    return {f"model.{width_field(model)}": [kept(width, ratio) for width in widths(model)]}
