"""What is measured of a text model while it learns: attributes, its language model, retrieval."""

import math

import numpy as np
import pytest
import torch

from gan_core.data import quiet
from gan_core.data.shapes import GRAMMAR, all_values, draw, full_caption
from gan_core.monitors import attributes
from gan_core.monitors.attributes import Attributes
from gan_core.monitors.language import Language
from gan_core.monitors.retrieval import Retrieval
from gan_core.quality.attribute_accuracy import asked_values, real_pictures
from gan_core.text.grammar import KINDS
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny


def prepared(family="text_gan", **changes):
    config = tiny(family, **changes)
    return (*prepare(config, decide(config.runtime), quiet)[:2], config)


def test_other_runs_are_not_asked_for_sentences() -> None:
    run = prepared("gan")
    assert not any(monitor(*run).on for monitor in (Attributes, Language, Retrieval))


def test_drawer_that_does_as_asked_is_right_in_all_of_seen_and_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {full_caption(row): row for row in all_values()}

    def perfect(state, sentences, seed):
        rows = np.stack([values[each] for each in sentences])
        picked = {kind: rows[:, column] for column, kind in enumerate(KINDS)}
        return draw(picked, np.zeros((len(rows), 3), np.float32), 32)

    monkeypatch.setattr(attributes, "drawn", perfect)
    state, data, config = prepared(data__hold_out=True)
    found = Attributes(state, data, config).look(state)
    assert all(found[f"text/{part}{kind}"] > 0.97 for part in ("", "unseen/") for kind in (*KINDS, "all"))
    assert found["text/spread"] == pytest.approx(0, abs=1e-6)


def test_unseen_combinations_are_measured_only_where_some_were_held_out() -> None:
    state, data, config = prepared()
    assert not any("unseen" in name for name in Attributes(state, data, config).look(state))


def test_language_model_stands_beside_the_entropy_of_its_grammar() -> None:
    state, data, config = prepared()
    monitor = Language(state, data, config)
    facts = monitor.prepare()
    assert facts == {"num_captions": 400, "floor": pytest.approx(GRAMMAR.nats_per_word(all_values()))}
    with torch.no_grad():
        state.ema.text.next_word.weight.zero_()
        state.ema.text.next_word.bias.zero_()
        found = monitor.look(state)
    assert found["T/held_out"] == pytest.approx(math.log(80), rel=1e-4)
    assert found["T/perplexity"] == pytest.approx(80, rel=1e-3)


def test_bag_of_words_is_no_language_model_to_measure() -> None:
    assert not Language(*prepared(model__text_network="bag_of_words")).on


def test_retrieval_without_a_contrastive_term_is_not_measured() -> None:
    assert not Retrieval(*prepared(objective__contrastive=0)).on


def test_retrieval_of_a_head_that_knows_nothing_is_about_chance() -> None:
    state, data, config = prepared()
    monitor = Retrieval(state, data, config)
    facts = monitor.prepare()
    with torch.no_grad():
        found = monitor.look(state)
    assert facts["num_images"] == 200
    assert facts["chance"] == pytest.approx(1 / 200, abs=1e-3)
    assert found["text/retrieval_chance"] == facts["chance"]
    assert found["text/retrieval"] < 0.1
    assert found["text/retrieval"] <= found["text/retrieval_5"]


def test_looking_changes_nothing() -> None:
    state, data, config = prepared()
    before = {name: value.clone() for name, value in state.ema.state_dict().items()}
    rng = state.rng.get_state()
    for each in (Attributes, Language, Retrieval):
        monitor = each(state, data, config)
        monitor.prepare()
        with torch.no_grad():
            monitor.look(state)
    assert all(torch.equal(value, before[name]) for name, value in state.ema.state_dict().items())
    assert torch.equal(state.rng.get_state(), rng)


def test_spread_within_a_caption_stands_beside_that_of_real_pictures() -> None:
    state, data, config = prepared()
    facts = Attributes(state, data, config).prepare()
    values = asked_values(200, 0, unseen=False)[:8].repeat(6, axis=0)
    real = real_pictures(values, 16, 0)
    by_caption = [(real[first : first + 6] / 255).std(axis=0).mean() for first in range(0, 48, 6)]
    assert facts["spread"] == pytest.approx(np.mean(by_caption))
    assert 0 < facts["spread"] < 0.05
