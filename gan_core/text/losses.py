"""What the text network minimises, and which captions fit which pictures."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from gan_core.text.tokeniser import PAD


def next_word(logits: Tensor, tokens: Tensor) -> Tensor:
    """-log p(word | words before), nats per word, END counted as one, START and PAD not; a scalar.

    logits (N, L, vocabulary) at every token, tokens int64 (N, L).
    """
    return cross_entropy(logits[:, :-1].flatten(0, 1).float(), tokens[:, 1:].flatten(), ignore_index=PAD)


def fitting(said: Tensor, attributes: Tensor) -> Tensor:
    """bool (N, M): whether caption j fits picture i.

    said int (M, A) are the values that each caption names, -1 where it names none; attributes int (N, A) are what each
    picture has.
    """
    return ((said[None] == attributes[:, None]) | (said[None] < 0)).all(dim=2)


def same_sentence(tokens: Tensor) -> Tensor:
    """bool (N, N): whether two captions are equal; all that can be known of fitting where nothing has attributes."""
    return (tokens[:, None] == tokens[None]).all(dim=2)


def mismatched(fits: Tensor) -> tuple[Tensor, Tensor]:
    """int64 (N,): for each picture the next caption of the batch that does not fit it; bool (N,): whether there is one.

    The batch is rotated, and where the rotated caption fits the picture too the one after it is tried, as AttnGAN takes
    pairs of one class out of its negatives (Xu et al. 2018, arxiv.org/abs/1711.10485). fits is (N, N), see `fitting`.
    """
    count = len(fits)
    order = (torch.arange(count, device=fits.device)[:, None] + torch.arange(1, count + 1, device=fits.device)) % count
    wrong = ~fits.gather(1, order)
    first = wrong.int().argmax(dim=1, keepdim=True)
    return order.gather(1, first).squeeze(1), wrong.any(dim=1)


def info_nce(pictures: Tensor, sentences: Tensor, fits: Tensor, temperature: float = 0.1) -> Tensor:
    """-1/2 log softmax_j(cos(p_i, s_j) / t) at j = i, and the same by picture; mean over i, a scalar.

    Embeddings (N, W); a caption j != i that fits picture i is no negative. van den Oord et al. 2018,
    arxiv.org/abs/1807.03748; as AttnGAN's DAMSM on whole sentences (Xu et al. 2018, arxiv.org/abs/1711.10485).
    """
    similarity = normalize(pictures.float(), dim=1) @ normalize(sentences.float(), dim=1).T / temperature
    own = torch.eye(len(fits), dtype=torch.bool, device=fits.device)
    similarity = similarity.masked_fill(fits & ~own, float("-inf"))
    target = torch.arange(len(fits), device=fits.device)
    return (cross_entropy(similarity, target) + cross_entropy(similarity.T, target)) / 2
