"""What a VQ-VAE draws from: the probability of each code given those before it, and z as its quantiles.

An autoregressive prior over codes is van den Oord et al. 2017, section 3.3, https://arxiv.org/abs/1711.00937; where
theirs is a PixelCNN this is a gated recurrent network (Cho et al. 2014, https://arxiv.org/abs/1406.1078), which reads
the grid row by row and sees the code before a place and the one above it.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from gan_core.models.conditioning import require_condition
from gan_core.models.full_precision import without_autocast

LEAST = 2e-5
"""The probability that every code keeps: its interval of quantiles is then wider than fp32 rounds."""


class CodePrior(nn.Module):
    """Maps codes int64 (N, P), and y where conditional, to log p(code | those before, y): fp32 (N, P, K).

    P = side^2, row by row. What it says of a place depends on earlier places alone.
    """

    drawn_as = "Prior over codes (GRU)"

    def __init__(self, *, side: int, num_codes: int, width: int, condition_width: int):
        super().__init__()
        self.side, self.num_codes, self.width, self.condition_width = side, num_codes, width, condition_width
        half = max(4, width // 2)
        # One row more than codes: what stands before the first place and above the first row.
        self.before = nn.Embedding(num_codes + 1, half)
        self.above = nn.Embedding(num_codes + 1, half)
        self.place = nn.Parameter(torch.randn(side**2, half))
        self.told = nn.Linear(condition_width, half) if condition_width else None
        self.memory = nn.GRU(half, width)
        self.out = nn.Linear(width, num_codes)

    def forward(self, codes: Tensor, y: Tensor | None = None) -> Tensor:
        with without_autocast(codes):
            edge = torch.full_like(codes[:, :1], self.num_codes)
            before = torch.cat([edge, codes[:, :-1]], dim=1)
            above = torch.cat([edge.expand(-1, self.side), codes[:, : -self.side]], dim=1)
            seen = self.before(before) + self.above(above) + self.place  # (N, P, half)
            h, _ = self.memory(seen.transpose(0, 1) + self._told(y))
            return self._log_probabilities(h.transpose(0, 1))

    def codes_at(self, u: Tensor, y: Tensor | None = None) -> Tensor:
        """int64 (N, P): at each place the code in whose interval of cumulated probability u (N, P) in (0, 1) lies."""
        with without_autocast(u):
            u = u.float()
            told, h = self._told(y), self.place.new_zeros((1, u.shape[0], self.width))
            edge = torch.full_like(u[:, 0], self.num_codes, dtype=torch.int64)
            chosen: list[Tensor] = []
            for place in range(self.side**2):
                before = chosen[-1] if chosen else edge
                above = chosen[place - self.side] if place >= self.side else edge
                seen = self.before(before) + self.above(above) + self.place[place]
                _, h = self.memory(seen[None] + told, h)
                chosen.append(inverse_cdf(self._log_probabilities(h[0]), u[:, place]))
            return torch.stack(chosen, dim=1)

    def quantiles_of(self, codes: Tensor, y: Tensor | None = None) -> Tensor:
        """u fp32 (N, P) in (0, 1): the middle of each code's interval, so that `codes_at` gives the codes again."""
        p = self(codes, y).exp()
        own = codes[..., None]
        return (p.cumsum(-1).gather(-1, own) - p.gather(-1, own) / 2)[..., 0]

    def _told(self, y: Tensor | None) -> Tensor | float:
        """What is added at every place for the condition, (N, half); 0 where nothing is told."""
        require_condition(y, self.condition_width)
        return 0.0 if self.told is None or y is None else self.told(y.float())

    def _log_probabilities(self, h: Tensor) -> Tensor:
        """ln((1 - K least) softmax + least), (..., K)."""
        room = math.log1p(-self.num_codes * LEAST)
        log_p = self.out(h).log_softmax(-1) + room
        return torch.logaddexp(log_p, torch.full_like(log_p, math.log(LEAST)))


def inverse_cdf(log_p: Tensor, u: Tensor) -> Tensor:
    """The smallest code whose cumulated probability exceeds u: int64 (N,) of log p (N, K) and u (N,)."""
    passed = (log_p.exp().cumsum(-1) <= u[:, None]).sum(-1)
    return passed.clamp(max=log_p.shape[-1] - 1)


def normal_cdf(z: Tensor) -> Tensor:
    """Phi(z), fp32."""
    return 0.5 * (1 + torch.erf(z.float() / math.sqrt(2)))


def normal_quantile(u: Tensor) -> Tensor:
    """The z with Phi(z) = u, to the rounding of fp32: rational functions, and a step of Newton's method.

    In plain operations, which an exported file can hold. P. J. Acklam 2003, An algorithm for computing the inverse
    normal cumulative distribution function.
    """
    q = u - 0.5
    r = q * q
    middle = q * _polynomial(r, MIDDLE_OVER) / _polynomial(r, MIDDLE_UNDER)
    tail = torch.minimum(u, 1 - u).clamp(min=1e-12)
    s = (-2 * tail.log()).sqrt()
    outside = -q.sign() * _polynomial(s, TAIL_OVER) / _polynomial(s, TAIL_UNDER)
    z = torch.where(q.abs() <= 0.5 - TAIL, middle, outside)
    density = torch.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return z - (normal_cdf(z) - u) / density


def _polynomial(x: Tensor, coefficients: tuple[float, ...]) -> Tensor:
    value = torch.full_like(x, coefficients[0])
    for each in coefficients[1:]:
        value = value * x + each
    return value


TAIL = 0.02425
MIDDLE_OVER = (
    *(-3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02),
    *(1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00),
)
MIDDLE_UNDER = (
    *(-5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02),
    *(6.680131188771972e01, -1.328068155288572e01, 1.0),
)
TAIL_OVER = (
    *(-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00),
    *(-2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00),
)
TAIL_UNDER = (7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0)
