"""Each loss against a value found by hand."""

import math

import pytest
import torch

from gan_core.objectives import TextToImage
from gan_core.text.losses import fitting, info_nce, mismatched, nearest_misfit, next_word, same_sentence
from gan_core.text.tokeniser import END, PAD, START


def test_next_word_loss_is_the_mean_surprise_per_word_with_the_end_and_without_padding():
    # Vocabulary of 5, the sentence "4": after START the model gives token 4 a half, after 4 it gives END a quarter.
    tokens = torch.tensor([[START, 4, END, PAD]])
    logits = torch.full((1, 4, 5), -1e9)
    logits[0, 0, [4, 0]] = math.log(0.5)
    logits[0, 1, [END, 0, 1, 3]] = math.log(0.25)
    logits[0, 2] = 77.0  # what is expected after END concerns nobody
    assert next_word(logits, tokens).item() == pytest.approx((math.log(2) + math.log(4)) / 2)


def test_next_word_loss_of_a_model_that_knows_nothing_is_the_log_of_the_vocabulary():
    tokens = torch.tensor([[START, 4, 5, END], [START, 5, END, PAD]])
    assert next_word(torch.zeros(2, 4, 6), tokens).item() == pytest.approx(math.log(6))


def test_info_nce_of_orthogonal_pairs():
    # cos is 1 with the own caption and 0 with the two others: -log(e^10 / (e^10 + 2)) at t = 0.1, both ways.
    eye = torch.eye(3)
    expected = math.log(1 + 2 * math.exp(-10))
    assert info_nce(eye, 5 * eye, eye.bool()).item() == pytest.approx(expected, rel=1e-3)


def test_info_nce_of_equal_embeddings_is_the_log_of_the_batch():
    same = torch.ones(4, 2)
    assert info_nce(same, same, torch.eye(4).bool()).item() == pytest.approx(math.log(4))


def test_caption_that_fits_too_is_no_negative():
    # All embeddings are equal; caption 1 fits picture 0. Rows: 2 and 3 candidates, 3; columns: 3, 2, 3.
    fits = torch.eye(3).bool()
    fits[0, 1] = True
    expected = ((math.log(2) + 2 * math.log(3)) / 3 + (2 * math.log(3) + math.log(2)) / 3) / 2
    assert info_nce(torch.ones(3, 2), torch.ones(3, 2), fits).item() == pytest.approx(expected)


def test_caption_that_is_wrong_in_few_words_is_one_more_negative_of_its_picture():
    # All embeddings are equal: 3 + 1 candidates for the first picture, 3 for the second and third, whose have none.
    same, has = torch.ones(3, 2), torch.tensor([True, False, False])
    expected = ((math.log(4) + 2 * math.log(3)) / 3 + math.log(3)) / 2
    assert info_nce(same, same, torch.eye(3).bool(), (same, has)).item() == pytest.approx(expected)


def test_info_nce_has_a_gradient_where_all_captions_fit():
    x = torch.randn(3, 4, requires_grad=True)
    loss = info_nce(x, torch.randn(3, 4), torch.ones(3, 3).bool())
    loss.backward()
    assert loss.item() == pytest.approx(0)
    assert torch.equal(x.grad, torch.zeros(3, 4))


def test_caption_fits_where_all_that_it_names_is_there():
    attributes = torch.tensor([[0, 1], [0, 2]])
    said = torch.tensor([[0, 1], [0, -1], [-1, -1], [-1, 2]])
    assert fitting(said, attributes).tolist() == [[True, True, True, False], [False, True, True, True]]


def test_same_sentences_fit_each_other():
    tokens = torch.tensor([[1, 4, 2], [1, 5, 2], [1, 4, 2]])
    assert same_sentence(tokens, tokens).tolist() == [[True, False, True], [False, True, False], [True, False, True]]


def test_mismatched_caption_is_the_next_that_does_not_fit():
    fits = torch.eye(4).bool()
    fits[0, 1] = fits[3, 0] = True
    other, is_wrong = mismatched(fits)
    assert other.tolist() == [2, 2, 3, 1]
    assert is_wrong.all()


def test_nearest_misfit_shares_most_words_and_does_not_fit():
    own = torch.tensor([[START, 4, 5, 6, END]])
    pool = torch.tensor([[START, 4, 5, 6, END], [START, 4, 9, 9, END], [START, 4, 5, 7, END], [START, 7, 8, 9, END]])
    fits = torch.tensor([[True, False, False, False]])
    near, is_wrong = nearest_misfit(own, pool, fits, 16)
    assert near.tolist() == [pool[2].tolist()]
    assert is_wrong.tolist() == [True]


def test_pool_that_fits_as_a_whole_has_no_misfit():
    own = torch.tensor([[START, 4, END]])
    assert nearest_misfit(own, own, torch.tensor([[True]]), 16)[1].tolist() == [False]


def test_picture_that_every_caption_fits_has_no_mismatched_one():
    fits = torch.eye(3).bool()
    fits[1] = True
    assert mismatched(fits)[1].tolist() == [True, False, True]


def test_hinge_of_three_is_the_one_of_df_gan():
    # max(0, 1 - 0.5) + 1/2 max(0, 1 - 2) + 1/2 max(0, 1 + 1)
    logits = [torch.tensor([each]) for each in (0.5, -2.0, 1.0)]
    loss = TextToImage(game="hinge").d_of_three(*logits, torch.tensor([True]))
    assert loss.item() == pytest.approx(0.5 + 0 + 1)


def test_relativistic_loss_of_three_compares_the_real_with_both():
    logits = [torch.tensor([each]) for each in (1.0, 0.0, 2.0)]
    loss = TextToImage(game="relativistic").d_of_three(*logits, torch.tensor([True]))
    assert loss.item() == pytest.approx((math.log(1 + math.exp(-1)) + math.log(1 + math.e)) / 2)


def test_where_no_caption_is_wrong_the_generated_sample_stands_in():
    real, fake, wrong = (torch.tensor([each]) for each in (1.0, 0.0, 1e6))
    game = TextToImage(game="non_saturating")
    assert game.d_of_three(real, fake, wrong, torch.tensor([False])).item() == pytest.approx(game.d(real, fake).item())
