"""Penalties on the discriminator's gradient with respect to its input, unweighted: the settings weigh them.

Second-order gradients break in half precision: call D on fp32 samples outside autocast. `gradient_penalty` sees to that
itself; for `r1` and `r2` the caller does, who has made the logits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.share import WHOLE, Share

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


def r1(real_logits: Tensor, real: Tensor) -> Tensor:
    """E ||grad_x D(x)||^2 over real x, a scalar. Its weight is gamma / 2.

    `real` (N, ...) has requires_grad, and `real_logits` (N,) come from it.
    Mescheder et al. 2018, arxiv.org/abs/1801.04406
    """
    return _gradients(real_logits, real).square().sum(dim=1).mean()


def r2(fake_logits: Tensor, fake: Tensor) -> Tensor:
    """E ||grad_x D(x)||^2 over generated x, a scalar. Its weight is gamma / 2.

    `fake` (N, ...) is detached from G, has requires_grad, and `fake_logits` (N,) come from it.
    Mescheder et al. 2018, arxiv.org/abs/1801.04406
    """
    return _gradients(fake_logits, fake).square().sum(dim=1).mean()


def gradient_penalty(
    D: nn.Module,
    real: Tensor,
    fake: Tensor,
    y: Tensor | None = None,
    *,
    generator: torch.Generator,
    share: Share = WHOLE,
) -> Tensor:
    """E (||grad_x D(x)|| - 1)^2 at x = eps real + (1 - eps) fake, a scalar. Its weight is lambda.

    real and fake are (N, ...); eps is uniform in [0, 1], one for each pair, drawn from `generator`.
    The pairs may be one process's `share` of a batch: it is drawn for the whole of it.
    Gulrajani et al. 2017, arxiv.org/abs/1704.00028
    """
    import torch

    shape = (share.whole_count(real), *[1] * (real.ndim - 1))
    eps = share.own(torch.rand(shape, generator=generator, device=generator.device)).to(real.device)
    with torch.autocast(device_type=real.device.type, enabled=False):
        x = (eps * real.detach().float() + (1 - eps) * fake.detach().float()).requires_grad_()
        norms = torch.linalg.vector_norm(_gradients(D(x, y), x), dim=1)
    return (norms - 1).square().mean()


def _gradients(logits: Tensor, x: Tensor) -> Tensor:
    """The gradient of each logit by its own sample, (N, values), in fp32 and itself differentiable."""
    import torch

    # The sum has the gradients of all logits at once, because no logit depends on another sample.
    (gradients,) = torch.autograd.grad(logits.float().sum(), x, create_graph=True)
    return gradients.float().flatten(start_dim=1)
