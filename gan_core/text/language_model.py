"""Text networks: they predict the next word, and the mean of their last hidden states is the sentence's embedding.

A causal transformer (Vaswani et al. 2017, arxiv.org/abs/1706.03762, norms first as in GPT-2), a GRU (Cho et al. 2014,
arxiv.org/abs/1406.1078), or a bag of words, which knows no order and predicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from gan_core.text.tokeniser import END, MAX_WORD_BYTES, NUM_SPECIAL, PAD, START, UNKNOWN, Tokeniser

TextNetworkName = Literal["transformer", "gru", "bag_of_words"]


class Block(nn.Module):
    """Maps (N, L, W) to (N, L, W): attention to this and earlier words, then a small network for each word."""

    def __init__(self, width: int, num_heads: int):
        super().__init__()
        self.num_heads = num_heads
        self.norm_1, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention, self.join = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.words = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        qkv = self.attention(self.norm_1(x)).view(batch, length, 3, self.num_heads, width // self.num_heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # each (N, heads, L, W / heads)
        seen = scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.join(seen.transpose(1, 2).reshape(batch, length, width))
        return x + self.words(self.norm_2(x))


class Transformer(nn.Module):
    """Maps embedded words (N, L, W) to hidden states (N, L, W), each of its word and the ones before."""

    def __init__(self, width: int, num_layers: int, num_heads: int, length: int):
        super().__init__()
        self.places = nn.Parameter(0.02 * torch.randn(length, width))
        self.blocks = nn.Sequential(*(Block(width, num_heads) for _ in range(num_layers)))

    def forward(self, x: Tensor) -> Tensor:
        return self.blocks(x + self.places[: x.shape[1]])


class Gru(nn.Module):
    """The same by a recurrent network."""

    def __init__(self, width: int, num_layers: int):
        super().__init__()
        self.cells = nn.GRU(width, width, num_layers=num_layers, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.cells(x)[0]


class BagOfWords(nn.Module):
    """The same without any order: each hidden state is the mean of the words so far."""

    def forward(self, x: Tensor) -> Tensor:
        counts = torch.arange(1, x.shape[1] + 1, device=x.device, dtype=x.dtype)
        return x.cumsum(dim=1) / counts[:, None]


class TextNetwork(nn.Module):
    """Maps tokens int64 (N, L), see Tokeniser.encode, to hidden states (N, L, width).

    The vocabulary lies in a buffer, so that the weights' file knows the words: `tokeniser` reads it from there.
    """

    drawn_as = "Text network"
    words: Tensor

    def __init__(
        self, *, name: TextNetworkName, vocabulary: int, max_words: int, width: int, num_layers: int, num_heads: int = 4
    ):
        super().__init__()
        self.name, self.max_words, self.width = name, max_words, width
        self.embed_words = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.embed_words.weight, std=0.1)
        self.body: nn.Module
        if name == "transformer":
            self.body = Transformer(width, num_layers, num_heads, max_words + 2)
        elif name == "gru":
            self.body = Gru(width, num_layers)
        else:
            self.body = BagOfWords()
        self.norm = nn.LayerNorm(width)
        self.norm_sentence = nn.LayerNorm(width)
        self.next_word = nn.Linear(width, vocabulary) if self.predicts else None
        self.prefix = nn.Linear(width, width) if self.predicts else None
        self.register_buffer("words", torch.zeros(vocabulary, MAX_WORD_BYTES, dtype=torch.uint8))

    @property
    def predicts(self) -> bool:
        """Whether it is a language model: a bag of words is none."""
        return self.name != "bag_of_words"

    @property
    def tokeniser(self) -> Tokeniser:
        """The words that it knows."""
        return Tokeniser.stored(self.words.cpu().numpy(), self.max_words)

    def learn_words(self, tokeniser: Tokeniser) -> None:
        """Take over the vocabulary of `tokeniser`. Raises ValueError where it has more words than there is room."""
        room = len(self.words) - NUM_SPECIAL
        if len(tokeniser.words) > room:
            raise ValueError(f"vocabulary must hold {len(tokeniser.words) + NUM_SPECIAL} tokens, got {len(self.words)}")
        self.words.zero_()
        for row, word in zip(self.words[NUM_SPECIAL:], tokeniser.words, strict=False):
            content = torch.tensor(list(word.encode()), dtype=torch.uint8, device=row.device)
            row[: len(content)] = content

    def forward(self, tokens: Tensor, picture: Tensor | None = None) -> Tensor:
        """`picture` (N, width) is a picture's embedding, put before the sentence: added to START."""
        x = self.embed_words(tokens)
        if picture is not None and self.prefix is not None:
            x = torch.cat([x[:, :1] + self.prefix(picture)[:, None], x[:, 1:]], dim=1)
        return self.norm(self.body(x))

    def sentence(self, hidden: Tensor, tokens: Tensor) -> Tensor:
        """Embeddings (N, width): the mean of the hidden states of START, the words and END, which has seen them all.

        So every word has a way of its own to the generator, where END alone must first learn to look for it. Of a bag
        of words, whose hidden states are means themselves, it is the last.
        """
        counts = (tokens == END) if self.name == "bag_of_words" else (tokens != PAD)
        shares = counts.to(hidden.dtype)[:, :, None]
        return self.norm_sentence((hidden * shares).sum(dim=1) / shares.sum(dim=1))

    def embed(self, tokens: Tensor) -> Tensor:
        """Embeddings (N, width) of sentences (N, L)."""
        return self.sentence(self(tokens), tokens)

    def logits(self, hidden: Tensor) -> Tensor:
        """(N, L, vocabulary): of what comes after each word. Raises ValueError for a bag of words."""
        if self.next_word is None:
            raise ValueError("a bag of words predicts no words")
        return self.next_word(hidden)

    @torch.no_grad()
    def next_chances(self, tokens: Tensor, picture: Tensor | None = None) -> Tensor:
        """(N, vocabulary): probabilities of the word after `tokens` (N, L), START first; of known words only."""
        logits = self.logits(self(tokens, picture))[:, -1].float()
        known = (self.words != 0).any(dim=1)
        known[END] = True
        return logits.masked_fill(~known, float("-inf")).softmax(dim=1)

    @torch.no_grad()
    def write(self, count: int, generator: torch.Generator) -> Tensor:
        """int64 (count, max_words + 2): sentences word by word, each drawn from what the model expects next."""
        return self._written(
            torch.full((count, 1), START, device=self.words.device),
            lambda tokens: torch.multinomial(self.next_chances(tokens), 1, generator=generator),
        )

    @torch.no_grad()
    def describe(self, picture: Tensor) -> Tensor:
        """int64 (N, max_words + 2): of each picture's embedding (N, width) the likeliest words, one by one."""
        return self._written(
            torch.full((len(picture), 1), START, device=self.words.device),
            lambda tokens: self.next_chances(tokens, picture).argmax(dim=1, keepdim=True),
        )

    def _written(self, tokens: Tensor, following: Callable[[Tensor], Tensor]) -> Tensor:
        for _ in range(self.max_words):
            tokens = torch.cat([tokens, following(tokens).masked_fill(_ended(tokens), PAD)], dim=1)
        return torch.cat([tokens, torch.full_like(tokens[:, :1], END).masked_fill(_ended(tokens), PAD)], dim=1)


def _ended(tokens: Tensor) -> Tensor:
    return (tokens[:, -1:] == END) | (tokens[:, -1:] == PAD)


__all__ = ["UNKNOWN", "BagOfWords", "Gru", "TextNetwork", "TextNetworkName", "Transformer"]
