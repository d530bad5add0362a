"""Full fp32: on a GPU as on a CPU, and in single layers where the rest computes in bf16 or fp16."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch
from torch import Tensor, nn


def use_full_fp32() -> None:
    """Let fp32 mean fp32 in this process, on a GPU too.

    torch multiplies the fp32 numbers of convolutions in TF32 there, with 10 of 23 binary digits, and those of matrix
    products in full: a second-order penalty or a parity bound would then depend on which of both a layer is. TF32 is
    a transformation here (gan_core/optimise/tf32.py), switched on and measured by itself.
    """
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False


def in_fp32(layer: nn.Module, x: Tensor) -> Tensor:
    """layer(x), computed in fp32 also under autocast; without autocast it is layer(x), whatever its type.

    To call `.float()` on what a layer gives back under autocast is too late: weights, inputs and result have been
    rounded to 8 bits then (bf16).
    """
    if not _autocast_on(x.device.type):
        return layer(x)
    with without_autocast(x):
        return layer(x.float())


def without_autocast(x: Tensor) -> AbstractContextManager[object]:
    """The context in which nothing is rounded on the device of x; it does nothing where there is no autocast."""
    device = x.device.type
    return torch.autocast(device, enabled=False) if _autocast_on(device) else nullcontext()


def _autocast_on(device: str) -> bool:
    return torch.amp.is_autocast_available(device) and torch.is_autocast_enabled(device)
