"""The outputs of hidden layers while a picture is drawn, and adapters between networks of different width.

Romero, Ballas, Kahou, Chassang, Gatta and Bengio 2015, FitNets: Hints for Thin Deep Nets, arxiv.org/abs/1412.6550
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from gan_core.models.conditioning import with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.flow import FlowNetwork
from gan_core.models.full_precision import in_fp32
from gan_core.models.resnet_gan import UpBlock
from gan_core.models.vae import Vae

HIDDEN = (nn.ReLU, nn.LeakyReLU, UpBlock)


def draw(module: DrawingNetwork, z: Tensor, y: Tensor | None) -> tuple[Tensor, list[Tensor]]:
    """The picture (N, *dims) in [-1, 1], and what left each hidden layer: (N, C, h, w) or (N, W).

    Of a flow, whose network is asked once for every step, no layer counts.
    """
    if isinstance(module, FlowNetwork):
        return module.draw(z, y), []
    full = (module.project, module.last_layer) if isinstance(module, Vae) else ()
    layers, h, found = (module.project, *module.drawing_layers), with_condition(z, y, module.condition_width), []
    for layer in layers:
        h = in_fp32(layer, h) if layer in full else layer(h)
        if isinstance(layer, HIDDEN):
            found.append(h)
    return (module.picture(h) if isinstance(module, Vae) else h), found


def adapters(student: DrawingNetwork, teacher: DrawingNetwork, latent_dim: int, condition_width: int) -> nn.ModuleList:
    """For each hidden layer a linear map of the student's channels to the teacher's, the same at every place."""
    device = next(student.parameters()).device
    z = torch.zeros(2, latent_dim, device=device)
    y = torch.zeros(2, condition_width, device=device) if condition_width else None
    with torch.no_grad():
        pairs = zip(draw(student.eval(), z, y)[1], draw(teacher, z, y)[1], strict=True)
        made = [_adapter(narrow, wide) for narrow, wide in pairs]
    return nn.ModuleList(made).to(device)


def _adapter(narrow: Tensor, wide: Tensor) -> nn.Module:
    if narrow.dim() == 2:
        return nn.Linear(narrow.shape[1], wide.shape[1])
    return nn.Conv2d(narrow.shape[1], wide.shape[1], kernel_size=1)


def hint_loss(adapted: list[Tensor], wanted: list[Tensor]) -> Tensor:
    """The mean over layers of |r(s) - t|^2 / var(t): 1 is no better than the teacher's mean, 0 is equal.

    FitNets' hint loss, of all layers, each as a share of its own spread so that none drowns the others.
    """
    shares = [
        (a.float() - t.float()).square().mean() / _spread(t.float()) for a, t in zip(adapted, wanted, strict=True)
    ]
    return torch.stack(shares).mean()


def _spread(t: Tensor) -> Tensor:
    """The mean variance of a channel over pictures and places, never 0."""
    over = [axis for axis in range(t.dim()) if axis != 1]
    return t.var(dim=over, correction=0).mean().clamp(min=1e-8)
