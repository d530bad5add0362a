"""DiffAugment: the same random, differentiable changes on real and generated pictures, in both updates.

Zhao, Liu, Lin, Zhu and Han 2020, Differentiable Augmentation for Data-Efficient GAN Training,
https://arxiv.org/abs/2006.10738. Pictures are (N, C, H, W) in [-1, 1]; what is moved in or cut out is 0, mid-grey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.share import WHOLE, Share

if TYPE_CHECKING:
    import torch
    from torch import Tensor


def diff_augment(x: Tensor, policy: str, generator: torch.Generator, share: Share = WHOLE) -> Tensor:
    """x changed by each part of `policy`, a comma-separated list of colour, translation and cutout; "none" is x itself.

    x may be one process's `share` of a batch: `generator` is drawn from for the whole of it.

    Raises ValueError for an unknown part, and for anything but pictures (N, C, H, W).
    """
    if policy == "none":
        return x
    if x.ndim != 4:
        raise ValueError(f"diffaugment must be none for samples that are no pictures, got {policy}")
    for part in policy.split(","):
        if part not in AUGMENTATIONS:
            raise ValueError(f"diffaugment must be made of {', '.join(AUGMENTATIONS)}, got {part}")
        x = AUGMENTATIONS[part](x, generator, share)
    return x


def colour(x: Tensor, generator: torch.Generator, share: Share = WHOLE) -> Tensor:
    """Brightness moved by up to 0.5, saturation by a factor of 0 to 2, contrast by a factor of 0.5 to 1.5."""
    x = x + (_uniform(x, generator, share) - 0.5)
    grey = x.mean(dim=1, keepdim=True)
    x = grey + (x - grey) * (_uniform(x, generator, share) * 2)
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    return mean + (x - mean) * (_uniform(x, generator, share) + 0.5)


def translation(x: Tensor, generator: torch.Generator, share: Share = WHOLE) -> Tensor:
    """Shifted by up to an eighth of the size, up or down and left or right."""
    import torch
    from torch.nn.functional import pad

    channels, height, width = x.shape[1:]
    most_y, most_x = round(height / 8), round(width / 8)
    x = pad(x, (most_x, most_x, most_y, most_y))
    rows = _integers(x, 2 * most_y + 1, generator, share) + torch.arange(height, device=x.device)  # (N, H)
    columns = _integers(x, 2 * most_x + 1, generator, share) + torch.arange(width, device=x.device)  # (N, W)
    # Each value is taken at most once, so the gradient's scatter has no collisions and is the same on every run.
    x = x.gather(dim=2, index=rows[:, None, :, None].expand(-1, channels, -1, x.shape[3]))
    return x.gather(dim=3, index=columns[:, None, None, :].expand(-1, channels, height, -1))


def cutout(x: Tensor, generator: torch.Generator, share: Share = WHOLE) -> Tensor:
    """A square of half the size set to 0, its centre anywhere in the picture."""
    import torch

    height, width = x.shape[2:]
    top = _integers(x, height + 1, generator, share) - height // 4  # (N, 1): the centre less half the square
    left = _integers(x, width + 1, generator, share) - width // 4
    rows, columns = torch.arange(height, device=x.device), torch.arange(width, device=x.device)
    in_rows = (rows >= top) & (rows < top + height // 2)  # (N, H)
    in_columns = (columns >= left) & (columns < left + width // 2)  # (N, W)
    return x.masked_fill(in_rows[:, None, :, None] & in_columns[:, None, None, :], 0)


AUGMENTATIONS = {"colour": colour, "translation": translation, "cutout": cutout}


def _uniform(x: Tensor, generator: torch.Generator, share: Share) -> Tensor:
    """One number in [0, 1) for each picture: (N, 1, 1, 1), with x's type and place."""
    import torch

    count = share.whole_count(x)
    return share.own(torch.rand((count, 1, 1, 1), generator=generator, device=generator.device)).to(x)


def _integers(x: Tensor, high: int, generator: torch.Generator, share: Share) -> Tensor:
    """One whole number below `high` for each picture: (N, 1), at x's place."""
    import torch

    count = share.whole_count(x)
    return share.own(torch.randint(high, (count, 1), generator=generator, device=generator.device)).to(x.device)
