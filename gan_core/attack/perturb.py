"""FGSM and PGD: pictures within epsilon of given ones for which a loss is as high as can be found.

`epsilon` and step sizes are on the papers' scale, on which black is 0 and white is 1. Pictures here go from -1 to 1,
so a pixel moves by up to 2 epsilon. Gradients are taken of the pictures alone: no weight gets one.
"""

from collections.abc import Callable

import torch
from torch import Tensor

SPAN = 2.0
"""From black to white in what a network is given."""
PGD_STEPS = 20
OVERSHOOT = 2.5
"""All steps of PGD together are so many epsilons long: enough to cross the ball and to turn round in it."""

Loss = Callable[[Tensor], Tensor]
"""Of pictures (N, C, H, W), one number each (N,), which an attack raises."""


def project(x: Tensor, centre: Tensor, epsilon: float | Tensor) -> Tensor:
    """The nearest pictures to `x` within epsilon of `centre` in every pixel, and between black and white."""
    radius = SPAN * epsilon
    return torch.minimum(torch.maximum(x, centre - radius), centre + radius).clamp(-1.0, 1.0)


def gradient(loss: Loss, x: Tensor) -> tuple[Tensor, Tensor]:
    """The loss of each picture (N,), and its derivative by the picture (N, C, H, W). No weight gets a gradient."""
    with torch.enable_grad():
        x = x.detach().requires_grad_(True)
        values = loss(x)
        (slope,) = torch.autograd.grad(values.sum(), x)
    return values.detach(), slope


def random_start(x: Tensor, epsilon: float | Tensor, rng: torch.Generator) -> Tensor:
    """Each pixel moved by an even chance within epsilon, and kept between black and white."""
    noise = torch.rand(x.shape, generator=rng, device=x.device) * 2 - 1
    return project(x + SPAN * epsilon * noise, x, epsilon)


def fgsm(loss: Loss, x: Tensor, epsilon: float | Tensor) -> Tensor:
    """x + epsilon sign(grad loss(x)), kept between black and white: one step, as far as is allowed.

    `epsilon` is one number, or one a picture as (N, 1, 1, 1). Goodfellow et al. 2015, arxiv.org/abs/1412.6572
    """
    return project(x + SPAN * epsilon * gradient(loss, x)[1].sign(), x, epsilon)


def pgd(loss: Loss, x: Tensor, epsilon: float | Tensor, rng: torch.Generator, *, num_steps: int = PGD_STEPS) -> Tensor:
    """x_0 = x + U(-epsilon, epsilon), x_{t+1} = project(x_t + step sign(grad loss(x_t))): the x_t of the highest loss.

    `step` is 2.5 epsilon / num_steps. The pictures as they were count too: nothing that comes back has a lower loss.
    Where a loss is flat that step would be none: such a picture goes half the way back to what it was, and on from
    there. Madry et al. 2018, arxiv.org/abs/1706.06083
    """
    step = OVERSHOOT * epsilon / num_steps
    best, highest = x.clone(), gradient(loss, x)[0]
    now = random_start(x, epsilon, rng)
    for index in range(num_steps + 1):
        values, slope = gradient(loss, now)
        better = values > highest
        best = torch.where(better[:, None, None, None], now, best)
        highest = torch.where(better, values, highest)
        if index < num_steps:
            is_flat = (slope == 0).flatten(1).all(dim=1)[:, None, None, None]
            now = torch.where(is_flat, (now + x) / 2, project(now + SPAN * step * slope.sign(), x, epsilon))
    return best
