"""How labels enter the networks: concatenated in generators, by projection in discriminators.

A label is float weights y (N, num_classes): one-hot for one class, and anything between for a mixture of classes.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.models.full_precision import in_fp32


def with_label(x: Tensor, y: Tensor | None, num_classes: int) -> Tensor:
    """x (N, F) and y (N, num_classes) side by side: (N, F + num_classes); x itself if `num_classes` is 0.

    Raises ValueError if y is missing from a conditional network, or given to one that has no labels.
    """
    require_label(y, num_classes)
    return x if y is None else torch.cat([x, y.to(x.dtype)], dim=1)


def require_label(y: Tensor | None, num_classes: int) -> None:
    """Raises ValueError unless y is there exactly if `num_classes` is above 0, with that many columns."""
    if num_classes and y is None:
        raise ValueError(f"y must be weights of shape (N, {num_classes}) for a conditional network, got None")
    if y is not None and (y.ndim != 2 or y.shape[1] != num_classes):
        wanted = f"weights of shape (N, {num_classes})" if num_classes else "None for an unconditional network"
        raise ValueError(f"y must be {wanted}, got shape {tuple(y.shape)}")


class ProjectionHead(nn.Module):
    """Maps features h (N, F) and y (N, num_classes) to logits (N,): w.h + b + (E y).h

    Miyato and Koyama 2018, cGANs with Projection Discriminator, https://arxiv.org/abs/1802.05637
    """

    def __init__(self, num_features: int, num_classes: int):
        super().__init__()
        self.num_classes = num_classes
        self.linear = nn.Linear(num_features, 1)
        self.embed: nn.Linear | None = None
        if num_classes:
            self.embed = nn.Linear(num_classes, num_features, bias=False)
            # As large as the linear term at the start, so that neither drowns the other.
            nn.init.normal_(self.embed.weight, std=num_features**-0.5)

    def forward(self, h: Tensor, y: Tensor | None = None) -> Tensor:
        require_label(y, self.num_classes)
        logits = in_fp32(self.linear, h).squeeze(1)  # (N,), in fp32 also under autocast, as the whole game is
        if self.embed is not None:
            logits = logits + (in_fp32(self.embed, y.to(logits.dtype)) * h).sum(dim=1)
        return logits.float()
