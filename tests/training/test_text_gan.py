"""A text-to-image GAN: which network moves under which switch, exact resume, and what a run tells."""

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.errors import DataError, SettingsError
from gan_core.events import Facts, Losses, Progress, Samples
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.training import checkpoint, text_gan
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.state import set_rates
from gan_core.training.text_preview import is_kept
from gan_core.training.trainers import trainer_of
from tests.conftest import tiny
from tests.running import work


def tiny_text(**changes: object) -> RunConfig:
    """A run that takes milliseconds a step, with penalties at every second. `changes` as those of `tiny`."""
    return tiny("text_gan", **{"objective__penalty_interval": 2, **changes})


def prepared(config: RunConfig):
    return prepare(config, decide(config.runtime), quiet)[:2]


def moved(config: RunConfig, step=None) -> set[str]:
    """The parts whose weights are others after one step."""
    state, data = prepared(config)
    parts = {"D": state.networks["D"]} | {
        name: getattr(state.networks["G"], name) for name in ("project", "layers", "text", "pictures", "match")
    }
    before = {name: [each.clone() for each in part.parameters()] for name, part in parts.items()}
    (step or trainer_of(config).step)(state, data, config)
    return {
        name
        for name, part in parts.items()
        if any(not torch.equal(a, b) for a, b in zip(before[name], part.parameters(), strict=True))
    }


DRAWS = {"D", "project", "layers"}
MATCHES = {"pictures", "match"}
PATHS = {
    "joint": ({}, DRAWS | MATCHES | {"text"}),
    "frozen": ({"objective__text_path": "frozen"}, DRAWS | MATCHES),
    "frozen, no contrastive term": ({"objective__text_path": "frozen", "objective__contrastive": 0}, DRAWS),
    "language only": ({"objective__text_path": "language_only"}, DRAWS | MATCHES | {"text"}),
    "language only, with no weight": (
        {"objective__text_path": "language_only", "objective__contrastive": 0, "objective__lambda_lm": 0},
        DRAWS,
    ),
    "pictures alone": ({"objective__lambda_lm": 0, "objective__contrastive": 0}, DRAWS | {"text"}),
    "no lambda_g and no contrastive term": (
        {"objective__lambda_g": 0, "objective__contrastive": 0},
        {"D", "text", "pictures"},
    ),
    "no lambda_d": (
        {"objective__lambda_d": 0, "objective__r1_gamma": 0, "objective__sentence_r1_gamma": 0},
        {"project", "layers", "text"} | MATCHES,
    ),
    "bag of words": ({"model__text_network": "bag_of_words"}, DRAWS | MATCHES | {"text"}),
}


@pytest.mark.parametrize(("changes", "parts"), PATHS.values(), ids=PATHS.keys())
def test_switch_decides_which_network_moves(changes, parts) -> None:
    assert moved(tiny_text(**changes)) == parts


def test_half_steps_move_one_side_each() -> None:
    assert moved(tiny_text(), text_gan.d_step) == {"D"}
    assert moved(tiny_text(), text_gan.g_step) == {"project", "layers", "text"} | MATCHES


def gradient_of_words(config: RunConfig) -> float:
    """How much of the text network's embeddings one step's gradient asks for."""
    state, data = prepared(config)
    trainer_of(config).step(state, data, config)
    gradient = state.networks["G"].text.embed_words.weight.grad
    return 0.0 if gradient is None else float(gradient.abs().sum())


def test_gradient_of_the_pictures_stops_before_a_text_network_that_learns_language_only() -> None:
    alone = {"objective__lambda_lm": 0, "objective__contrastive": 0}
    assert gradient_of_words(tiny_text(**alone)) > 0
    assert gradient_of_words(tiny_text(**alone, objective__text_path="language_only")) == 0


def test_lambdas_are_live() -> None:
    config = tiny_text(objective__contrastive=0, objective__text_path="language_only")
    state, data = prepared(config)
    state.live["objective.lambda_lm"] = 0.0
    trainer_of(config).step(state, data, config)
    assert float(state.networks["G"].text.embed_words.weight.grad.abs().sum()) == 0


def test_mismatched_captions_are_measured_where_they_are_shown() -> None:
    with_them, without = (
        trainer_of(config).step(*prepared(config), config)
        for config in (tiny_text(), tiny_text(objective__mismatched=False))
    )
    assert "D/mismatched" in with_them
    assert "D/mismatched" not in without


def test_penalties_are_there_when_they_are_due_and_on() -> None:
    config = tiny_text(objective__sentence_r1_gamma=0)
    state, data = prepared(config)
    first, second = (trainer_of(config).step(state, data, config) for _ in range(2))
    assert "D/r1" in first
    assert "D/sentence_r1" not in first
    assert "D/r1" not in second


def test_r1_of_picture_and_sentence_are_the_squared_gradients_of_the_logit() -> None:
    config = tiny_text()
    state, data = prepared(config)
    batch = text_gan.next_batch(state, data)
    y = text_gan.read_captions(state, batch, config).y.detach()
    D = state.networks["D"]
    total, parts = text_gan.regularise(D, batch.x, y, state, config)
    x, y = batch.x.clone().requires_grad_(), y.clone().requires_grad_()
    by_hand = [torch.autograd.grad(D(x[i : i + 1], y[i : i + 1]).sum(), (x, y)) for i in range(len(x))]
    r1, sentence_r1 = (sum(float(each[k].square().sum()) for each in by_hand) / len(x) for k in (0, 1))
    assert parts["D/r1"].item() == pytest.approx(r1, rel=1e-4)
    assert parts["D/sentence_r1"].item() == pytest.approx(sentence_r1, rel=1e-4)
    assert total.item() == pytest.approx(0.2 / 2 * 2 * (r1 + sentence_r1), rel=1e-4)


@pytest.mark.parametrize(
    "changes", [{}, {"model__text_network": "gru", "runtime__precision": "bf16"}], ids=["fp32", "bf16"]
)
def test_resumed_run_equals_unbroken_run(changes, tmp_path: Path) -> None:
    config = tiny_text(**changes)

    def take(state, data, count):
        list(islice((event for event in train(state, data, config) if isinstance(event, Progress)), count))

    whole, data = prepared(config)
    take(whole, data, 6)
    first, data = prepared(config)
    take(first, data, 3)
    path = checkpoint.save_state(tmp_path, first, config, ())
    again, data = prepared(config)
    checkpoint.load_state(path, again)
    take(again, data, 3)
    expected, found = checkpoint.training_tensors(whole), checkpoint.training_tensors(again)
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []
    assert all(map(torch.equal, whole.ema.state_dict().values(), again.ema.state_dict().values()))


def test_run_tells_captions_of_its_samples_and_sentences_of_its_language_model() -> None:
    config = tiny_text(training__num_steps=2)
    state, data = prepared(config)
    events = list(train(state, data, config))
    facts = [event.values for event in events if isinstance(event, Facts) and "text" in event.values]
    samples = [event for event in events if isinstance(event, Samples) and event.name == "samples"]
    assert len(facts) == len(samples) == 3
    assert [each["text"]["step"] for each in facts] == [0, 1, 2]
    assert all(len(each["text"]["captions"]) == 4 and len(each["text"]["sentences"]) == 3 for each in facts)
    assert all(len(each.images) == 4 for each in samples)
    assert facts[2]["text/2"]["sentences"] == facts[2]["text"]["sentences"]
    json.dumps(facts)


def test_bag_of_words_has_no_language_model_loss() -> None:
    config = tiny_text(model__text_network="bag_of_words", training__num_steps=2)
    values = [event.values for event in train(*prepared(config), config) if isinstance(event, Losses)]
    assert not any("T/language_model" in each for each in values)


def test_captions_of_previews_are_those_of_their_pictures() -> None:
    config = tiny_text()
    _, data = prepared(config)
    whole = config.data.load()
    expected = [whole.captions(int(row)).replace(",", "") for row in data.first_rows(4)]
    assert data.captions(data.first_rows(4)) == expected


def test_condition_is_the_embedding_as_it_is_now() -> None:
    config = tiny_text()
    state, data = prepared(config)
    before = data.first(3)[1]
    with torch.no_grad():
        state.ema.text.embed_words.weight.mul_(-1)
    assert not torch.allclose(before, data.first(3)[1])


def test_data_without_captions_are_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"data.name must be one of shapes, .*folder.* learns from captions"):
        tiny_text(data__name="mnist")


def test_pictures_without_captions_are_refused_when_they_are_loaded() -> None:
    config = tiny_text()
    plain = replace(config.data.load(), captioned=None)
    state, _ = prepared(config)
    with pytest.raises(DataError, match="learns from captions"):
        text_gan.batches(state, plain, config)


def test_mismatched_captions_are_those_of_others_and_those_that_are_wrong_in_few_words() -> None:
    config = tiny_text()
    state, data = prepared(config)
    batch = text_gan.next_batch(state, data)
    read = text_gan.read_captions(state, batch, config)
    (rotated, _), (wrong, is_wrong) = text_gan.mismatched_sentences(batch, read)
    assert rotated.shape == wrong.shape == read.y.shape
    assert is_wrong.all()
    torch.testing.assert_close(wrong, state.networks["G"].text.embed(batch.near))
    own, near, next_ones = (
        [set(data.tokeniser.decode(row).split()) for row in rows.numpy()]
        for rows in (batch.tokens, batch.near, batch.tokens.roll(1, dims=0))
    )
    shared = [sum(len(a & b) for a, b in zip(own, others, strict=True)) for others in (near, next_ones)]
    assert shared[0] > 1.5 * shared[1]


def test_text_network_learns_at_its_own_rate() -> None:
    state, _ = prepared(tiny_text(optimiser__lr=0.004, objective__text_rate=0.5))
    set_rates(state, tiny_text(optimiser__lr=0.004))
    groups = state.optimisers["G"].param_groups
    assert [group["lr"] for group in groups] == [0.004, 0.002, 0.004]
    assert [id(each) for group in groups for each in group["params"]] == [*map(id, state.networks["G"].parameters())]


def test_sentences_of_early_steps_are_kept_at_the_first_preview_past_each_power_of_two() -> None:
    steps = [0, 1, 2, 4, 8, 16, 32, *range(50, 1101, 50)]  # the previews of a run that shows samples every 50 steps
    assert [step for step in steps if is_kept(step, 50)] == [0, 1, 2, 4, 8, 16, 32, 50, 100, 150, 300, 550, 1050]
    assert not any(is_kept(step, 50) for step in (51, 99, 101))  # of single steps by hand


def text_moves(folder: RunFolder, weight: float) -> float:
    """How far the embeddings of words move in one step of a run that was asked for this lambda_LM."""
    job = TrainJob(folder, quiet)
    _, (noted,) = job.apply("set", {"name": "objective.lambda_lm", "value": weight})
    assert noted.values["changes"]["list"][-1]["value"] == weight
    before = job.state.networks["G"].text.embed_words.weight.detach().clone()
    job.apply("step", None)
    return float((job.state.networks["G"].text.embed_words.weight.detach() - before).abs().sum())


def test_weight_that_is_set_on_a_run_acts_from_its_next_step(runs_root: Path) -> None:
    config = tiny_text(objective__contrastive=0, objective__text_path="language_only", objective__lambda_lm=0.5)
    folder = RunFolder.create(runs_root / "one", config.model_dump(mode="json"), title="One", job_type="train")
    assert text_moves(folder, 0.5) > 0
    assert text_moves(folder, 0.0) == 0


def test_worker_of_a_run_takes_over_a_weight_that_is_asked_for(runs_root: Path) -> None:
    config = tiny_text(training__num_steps=3)
    folder = RunFolder.create(runs_root / "one", config.model_dump(mode="json"), title="One", job_type="train")
    folder.ask("set", {"name": "objective.lambda_d", "value": 0.25})
    assert work(folder) == "done"
    status = folder.status()
    assert (status.live or {})["objective.lambda_d"] == 0.25
    assert [(each["name"], each["value"]) for each in (status.facts or {})["changes"]["list"]] == [
        ("objective.lambda_d", 0.25)
    ]
