"""How conditions enter the networks: concatenated in generators, by projection in discriminators.

A condition is float y (N, condition_width): one-hot for one class, anything between for a mixture of classes, or any
other numbers that say what is wanted.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.models.full_precision import in_fp32
from gan_core.present import present


def with_condition(x: Tensor, y: Tensor | None, condition_width: int) -> Tensor:
    """x (N, F) and y (N, condition_width) side by side: (N, F + condition_width); x itself if `condition_width` is 0.

    Raises ValueError if y is missing from a conditional network, or given to one that has no labels.
    """
    require_condition(y, condition_width)
    return x if y is None else torch.cat([x, y.to(x.dtype)], dim=1)


def require_condition(y: Tensor | None, condition_width: int) -> None:
    """Raises ValueError unless y is there exactly if `condition_width` is above 0, with that many columns."""
    if condition_width and y is None:
        raise ValueError(f"y must be weights of shape (N, {condition_width}) for a conditional network, got None")
    if y is not None and (y.ndim != 2 or y.shape[1] != condition_width):
        wanted = f"weights of shape (N, {condition_width})" if condition_width else "None for an unconditional network"
        raise ValueError(f"y must be {wanted}, got shape {tuple(y.shape)}")


class ProjectionHead(nn.Module):
    """Maps features h (N, F) and y (N, condition_width) to logits (N,): w.h + b + (E y).h

    Miyato and Koyama 2018, cGANs with Projection Discriminator, https://arxiv.org/abs/1802.05637
    """

    def __init__(self, num_features: int, condition_width: int):
        super().__init__()
        self.condition_width = condition_width
        self.linear = nn.Linear(num_features, 1)
        self.embed: nn.Linear | None = None
        if condition_width:
            self.embed = nn.Linear(condition_width, num_features, bias=False)
            # As large as the linear term at the start, so that neither drowns the other.
            nn.init.normal_(self.embed.weight, std=num_features**-0.5)

    def forward(self, h: Tensor, y: Tensor | None = None) -> Tensor:
        require_condition(y, self.condition_width)
        logits = in_fp32(self.linear, h).squeeze(1)  # (N,), in fp32 also under autocast, as the whole game is
        if self.embed is not None:
            logits = logits + (in_fp32(self.embed, present(y).to(logits.dtype)) * h).sum(dim=1)
        return logits.float()
