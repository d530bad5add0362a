"""Layers whose numbers need all their digits, also where the rest of a network computes in bf16 or fp16."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def in_fp32(layer: nn.Module, x: Tensor) -> Tensor:
    """layer(x), computed in fp32 also under autocast; without autocast it is layer(x), whatever its type.

    To call `.float()` on what a layer gives back under autocast is too late: weights, inputs and result have been
    rounded to 8 bits then (bf16).
    """
    device = x.device.type
    if not torch.amp.is_autocast_available(device) or not torch.is_autocast_enabled(device):
        return layer(x)
    with torch.autocast(device, enabled=False):
        return layer(x.float())
