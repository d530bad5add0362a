"""Flips and shifts of real pictures, from the caller's random generator."""

import torch
from torch import Tensor


def flip(x: Tensor, rng: torch.Generator) -> Tensor:
    """Mirrors each picture left to right with probability one half."""
    chosen = torch.rand(len(x), 1, 1, 1, generator=rng, device=x.device) < 0.5
    return torch.where(chosen, x.flip(3), x)


def shift(x: Tensor, pixels: int, rng: torch.Generator) -> Tensor:
    """Moves each picture by up to `pixels` either way; what comes in repeats the edge."""
    count, _, height, width = x.shape
    offset = torch.randint(-pixels, pixels + 1, (2, count, 1), generator=rng, device=x.device)
    rows = (torch.arange(height, device=x.device) + offset[0]).clamp_(0, height - 1)
    columns = (torch.arange(width, device=x.device) + offset[1]).clamp_(0, width - 1)
    batch = torch.arange(count, device=x.device)[:, None, None]
    return x[batch, :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2).contiguous()
