"""The codebook of a VQ-VAE: nearest codes, their exponential moving averages, and new life for dead ones.

van den Oord, Vinyals and Kavukcuoglu 2017, Neural Discrete Representation Learning, section 3 and appendix A.1,
https://arxiv.org/abs/1711.00937; dead codes become encoder outputs as in Dhariwal et al. 2020, Jukebox, section 3.1,
https://arxiv.org/abs/2005.00341
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Codebook(nn.Module):
    """Maps vectors (N, P, d) to the numbers of their nearest codes, int64 (N, P).

    `vectors` (K, d) are the codes. `usage` (K,) and `sums` (K, d) are moving averages: of how many vectors of a batch
    were nearest to each code, and of the sum of those. All three are buffers: no gradient changes them.
    """

    drawn_as = "Codebook"
    vectors: Tensor
    usage: Tensor
    sums: Tensor

    def __init__(self, num_codes: int, code_dim: int):
        super().__init__()
        self.register_buffer("vectors", torch.empty(num_codes, code_dim).uniform_(-1 / num_codes, 1 / num_codes))
        self.register_buffer("usage", torch.zeros(num_codes))
        self.register_buffer("sums", torch.zeros(num_codes, code_dim))

    def forward(self, h: Tensor) -> Tensor:
        """k = argmin_j ||h - e_j||^2, equation 1, by the square's parts: ||h||^2 is the same for all codes."""
        h, e = h.float(), self.vectors.float()
        return (e.square().sum(1) - 2 * h @ e.T).argmin(dim=-1)

    def vectors_of(self, codes: Tensor) -> Tensor:
        """The vectors (N, P, d) of codes (N, P)."""
        return self.vectors[codes]

    def dead(self, below: float) -> Tensor:
        """bool (K,): which codes are used less than `below` of what each would be were all used alike."""
        return self.usage < below * self.usage.sum() / len(self.usage)

    @torch.no_grad()
    def update(self, h: Tensor, *, decay: float, dead_below: float, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Move each code towards the mean of the vectors (M, d) that are nearest to it, and revive the dead ones.

        N_i <- decay N_i + (1 - decay) n_i,  m_i <- decay m_i + (1 - decay) sum_j h_ij,  e_i <- m_i / N_i

        (appendix A.1). A code is dead whose N_i is below `dead_below` of what each code would have were all used
        alike; it becomes one of the vectors, picked by `rng`, and counts as used on average. 0 revives none. Returns
        which were dead, bool (K,), and n (K,).
        """
        h = h.float()
        num_codes = len(self.vectors)
        chosen = (self(h)[:, None] == torch.arange(num_codes, device=h.device)).to(h.dtype)  # (M, K)
        counts = chosen.sum(0)
        self.usage.lerp_(counts, 1 - decay)
        self.sums.lerp_(chosen.T @ h, 1 - decay)
        known = self.usage > 0
        means = self.sums / torch.where(known, self.usage, 1.0)[:, None]
        self.vectors.copy_(torch.where(known[:, None], means, self.vectors))
        even, dead = self.usage.sum() / num_codes, self.dead(dead_below)
        picked = h[torch.randint(len(h), (num_codes,), generator=rng, device=h.device)]
        self.vectors.copy_(torch.where(dead[:, None], picked, self.vectors))
        self.usage.copy_(torch.where(dead, even, self.usage))
        self.sums.copy_(torch.where(dead[:, None], even * picked, self.sums))
        return dead, counts


def straight_through(h: Tensor, e: Tensor) -> Tensor:
    """e in value, and the gradient of e goes to h unchanged. van den Oord et al. 2017, section 3.2"""
    return h + (e - h).detach()


def perplexity(counts: Tensor) -> Tensor:
    """exp(-sum_k p_k ln p_k) of the shares p of counts (K,): as many codes, were they used alike, say as much."""
    p = counts / counts.sum()
    return torch.special.entr(p).sum().exp()
