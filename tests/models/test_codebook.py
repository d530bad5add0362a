"""The codebook against what can be computed by hand: nearest codes, averages, revival, perplexity, the gradient."""

import math

import pytest
import torch

from gan_core.models.codebook import Codebook, perplexity, straight_through


def filled(vectors: list[list[float]], usage: list[float]) -> Codebook:
    book = Codebook(len(vectors), len(vectors[0]))
    book.vectors.copy_(torch.tensor(vectors))
    book.usage.copy_(torch.tensor(usage))
    book.sums.copy_(book.vectors * book.usage[:, None])
    return book


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_nearest_code_is_chosen() -> None:
    """(1, 0) lies 1, sqrt 2 and 5 from the codes: the first; (2, 3) lies sqrt 13, 2 and sqrt 5 away: the second."""
    book = filled([[0, 0], [2, 1], [4, 4]], [1, 1, 1])
    h = torch.tensor([[[1.0, 0.0], [2.0, 3.0]], [[3.5, 3.5], [0.0, -9.0]]])
    assert book(h).tolist() == [[0, 1], [2, 0]]


def test_the_gradient_goes_straight_through_to_the_encoder() -> None:
    h = torch.tensor([[1.0, 0.0], [2.0, 3.0]], requires_grad=True)
    e = torch.tensor([[0.0, 0.0], [2.0, 1.0]], requires_grad=True)
    quantised = straight_through(h, e)
    assert torch.equal(quantised, e)
    quantised.square().sum().backward()
    assert torch.equal(h.grad, 2 * e.detach()) and e.grad is None


def test_codes_move_by_the_moving_averages_of_appendix_a1() -> None:
    """Code 0 gets (1, 1) and (1, -3) with N = 2 and m = (0, 0) before; code 1 gets nothing with N = 1 and m = (9, 9).

    At a decay of 0.75: N_0 = 0.75 2 + 0.25 2 = 2, m_0 = 0.25 (2, -2), e_0 = (0.25, -0.25); N_1 = 0.75, e_1 stays.
    """
    book = filled([[0, 0], [9, 9]], [2, 1])
    dead, counts = book.update(torch.tensor([[1.0, 1.0], [1.0, -3.0]]), decay=0.75, dead_below=0, rng=rng())
    assert book.usage.tolist() == [2.0, 0.75] and counts.tolist() == [2, 0] and not dead.any()
    assert book.vectors.tolist() == [[0.25, -0.25], [9.0, 9.0]]


def test_a_dead_code_becomes_a_vector_of_the_encoder_and_counts_as_used() -> None:
    """At a decay of 0.5 the uses are 4 and 0.05, 2.025 each were they alike: 0.05 is below a tenth of that."""
    book = filled([[0, 0], [9, 9]], [4, 0.1])
    h = torch.tensor([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    dead, _ = book.update(h, decay=0.5, dead_below=0.1, rng=rng())
    assert dead.tolist() == [False, True]
    assert book.vectors[1].tolist() in h.tolist()
    assert book.usage.tolist() == pytest.approx([4, 2.025])
    assert torch.allclose(book.sums[1], 2.025 * book.vectors[1])


def test_dead_codes_lie_where_revival_is_off() -> None:
    book = filled([[0, 0], [9, 9]], [4, 0.0])
    dead, _ = book.update(torch.zeros(3, 2), decay=0.5, dead_below=0, rng=rng())
    assert not dead.any() and book.vectors[1].tolist() == [9, 9]


def test_what_is_revived_is_the_generators_choice() -> None:
    h = torch.arange(200.0).reshape(100, 2)
    books = [Codebook(8, 2) for _ in range(3)]
    for book, seed in zip(books, (1, 1, 2), strict=True):
        book.vectors.zero_()
        book.update(h, decay=0.9, dead_below=0.1, rng=rng(seed))
    assert torch.equal(books[0].vectors, books[1].vectors)
    assert not torch.equal(books[0].vectors, books[2].vectors)


def test_a_fresh_codebook_is_alive_after_one_batch() -> None:
    """Its codes are near 0 where no vector is: all but the nearest are dead at once."""
    book = Codebook(16, 4)
    h = torch.randn(256, 4, generator=rng()) + 3
    book.update(h, decay=0.99, dead_below=0.03, rng=rng())
    assert len(book(h).unique()) > 8


def test_perplexity_is_the_number_of_codes_used_alike() -> None:
    assert float(perplexity(torch.tensor([5.0, 5.0, 0.0, 5.0, 5.0]))) == pytest.approx(4)
    assert float(perplexity(torch.tensor([7.0, 0.0]))) == pytest.approx(1)
    by_hand = math.exp(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))
    assert float(perplexity(torch.tensor([3.0, 1.0]))) == pytest.approx(by_hand)
