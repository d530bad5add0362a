"""Text networks see what came before, keep their words, and write."""

import math

import pytest
import torch

from gan_core.text.language_model import TextNetwork
from gan_core.text.losses import next_word
from gan_core.text.tokeniser import END, PAD, START, UNKNOWN, Tokeniser

NAMES = ("transformer", "gru", "bag_of_words")
TOKENISER = Tokeniser(("a", "red", "star", "звезда"), max_words=4)


def network(name="transformer"):
    torch.manual_seed(0)
    made = TextNetwork(name=name, vocabulary=16, max_words=4, width=16, num_layers=1)
    made.learn_words(TOKENISER)
    return made.eval()


@pytest.mark.parametrize("name", NAMES)
def test_hidden_state_sees_no_later_word(name):
    text = network(name)
    first, second = (text(torch.from_numpy(TOKENISER.encode([each]))) for each in ("a red star", "a red a"))
    assert torch.equal(first[:, :3], second[:, :3])
    assert not torch.equal(first[:, 3], second[:, 3])


@pytest.mark.parametrize("name", NAMES)
def test_embedding_is_the_mean_of_the_hidden_states_without_padding(name):
    text, tokens = network(name), torch.from_numpy(TOKENISER.encode(["a star", "a red star"]))
    hidden, first = text(tokens), 3 if name == "bag_of_words" else 0  # whose last hidden state is a mean itself
    means = torch.stack([hidden[0, first:4].mean(dim=0), hidden[1, first + (first > 0) : 5].mean(dim=0)])
    torch.testing.assert_close(text.embed(tokens), text.norm_sentence(means))


def test_bag_of_words_knows_no_order_and_a_transformer_does():
    tokens = torch.from_numpy(TOKENISER.encode(["red star", "star red"]))
    first, second = network("bag_of_words").embed(tokens)
    torch.testing.assert_close(first, second)
    first, second = network("transformer").embed(tokens)
    assert not torch.allclose(first, second)


def test_bag_of_words_predicts_nothing():
    with pytest.raises(ValueError, match="predicts no words"):
        network("bag_of_words").logits(torch.zeros(1, 3, 16))


def test_words_come_back_from_the_weights():
    again = TextNetwork(name="gru", vocabulary=16, max_words=4, width=16, num_layers=1)
    again.load_state_dict(network("gru").state_dict())
    assert again.tokeniser == TOKENISER


def test_more_words_than_there_is_room_are_refused():
    small = TextNetwork(name="gru", vocabulary=6, max_words=4, width=16, num_layers=1)
    with pytest.raises(ValueError, match="vocabulary must hold 8 tokens, got 6"):
        small.learn_words(TOKENISER)


@pytest.mark.parametrize("name", ["transformer", "gru"])
def test_next_word_is_never_one_that_is_not_known(name):
    chances = network(name).next_chances(torch.tensor([[START]]))[0]
    assert chances[[PAD, START, UNKNOWN]].tolist() == [0, 0, 0]
    assert chances[8:].sum() == 0
    assert chances[[END, 4, 5, 6, 7]].sum().item() == pytest.approx(1)


@pytest.mark.parametrize("name", ["transformer", "gru"])
def test_written_sentences_end_and_are_padded(name):
    rows = network(name).write(20, torch.Generator().manual_seed(0))
    assert rows.shape == (20, TOKENISER.length)
    for row in rows.tolist():
        end = row.index(END)
        assert row[0] == START
        assert all(token >= 4 for token in row[1:end])
        assert set(row[end + 1 :]) <= {PAD}


def test_two_sentences_are_learned_to_their_entropy():
    """Of two equally likely sentences that differ in one word the floor is ln 2 over the words."""
    text, tokens = network("gru").train(), torch.from_numpy(TOKENISER.encode(["a red star", "a red a"]))
    optimiser = torch.optim.Adam(text.parameters(), lr=0.02)
    for _ in range(150):
        loss = next_word(text.logits(text(tokens)), tokens)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss.item() == pytest.approx(math.log(2) / 4, abs=0.01)
