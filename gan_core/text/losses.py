"""What the text network minimises, and which captions fit which pictures."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from gan_core.text.tokeniser import NUM_SPECIAL, PAD


def next_word(logits: Tensor, tokens: Tensor) -> Tensor:
    """-log p(word | words before), nats per word, END counted as one, START and PAD not; a scalar.

    logits (N, L, vocabulary) at every token, tokens int64 (N, L).
    """
    return cross_entropy(logits[:, :-1].flatten(0, 1).float(), tokens[:, 1:].flatten(), ignore_index=PAD)


def num_targets(tokens: Tensor) -> Tensor:
    """How many words `next_word` is a mean over, of tokens int64 (N, L): a scalar."""
    return (tokens[:, 1:] != PAD).sum()


def fitting(said: Tensor, attributes: Tensor) -> Tensor:
    """bool (N, M): whether caption j fits picture i.

    said int (M, A) are the values that each caption names, -1 where it names none; attributes int (N, A) are what each
    picture has.
    """
    return ((said[None] == attributes[:, None]) | (said[None] < 0)).all(dim=2)


def same_sentence(tokens: Tensor, others: Tensor) -> Tensor:
    """bool (N, M): whether captions (N, L) and (M, L) are equal: all that is known of fitting without attributes."""
    return (tokens[:, None] == others[None]).all(dim=2)


def nearest_misfit(tokens: Tensor, pool: Tensor, fits: Tensor, vocabulary: int) -> tuple[Tensor, Tensor]:
    """int64 (N, L): for each caption (N, L) the one of the pool (M, L) that shares most words with it and does not fit.

    bool (N,) says where there is one. fits (N, M) says which of the pool fit the captions' pictures. A caption that is
    wrong in one word teaches D to read that word, where one that is wrong in all is told by any of them.
    """
    shared = _word_set(tokens, vocabulary) @ _word_set(pool, vocabulary).T
    best = shared.masked_fill(fits, -1).argmax(dim=1)
    return pool[best], ~fits.gather(1, best[:, None]).squeeze(1)


def _word_set(tokens: Tensor, vocabulary: int) -> Tensor:
    """float (N, vocabulary): 1 at each word of the sentence."""
    words = torch.zeros(len(tokens), vocabulary, device=tokens.device).scatter_(1, tokens, 1.0)
    words[:, :NUM_SPECIAL] = 0
    return words


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


def info_nce(
    pictures: Tensor,
    sentences: Tensor,
    fits: Tensor,
    near: tuple[Tensor, Tensor] | None = None,
    temperature: float = 0.1,
) -> Tensor:
    """-1/2 log softmax_j(cos(p_i, s_j) / t) at j = i, and the same by picture; mean over i, a scalar.

    Embeddings (N, W); a caption j != i that fits picture i is no negative. `near` adds to each picture's negatives one
    caption of its own, (N, W), that is wrong in few words, where bool (N,) says that there is one. van den Oord et al.
    2018, arxiv.org/abs/1807.03748; as AttnGAN's DAMSM on whole sentences (Xu et al. 2018, arxiv.org/abs/1711.10485).
    """
    seen, told = normalize(pictures.float(), dim=1), normalize(sentences.float(), dim=1)
    own = torch.eye(len(fits), dtype=torch.bool, device=fits.device)
    similarity = (seen @ told.T / temperature).masked_fill(fits & ~own, float("-inf"))
    candidates = similarity
    if near is not None:
        wrong = (seen * normalize(near[0].float(), dim=1)).sum(dim=1) / temperature
        candidates = torch.cat([similarity, wrong.masked_fill(~near[1], float("-inf"))[:, None]], dim=1)
    target = torch.arange(len(fits), device=fits.device)
    return (cross_entropy(candidates, target) + cross_entropy(similarity.T, target)) / 2
