"""One update of each network: what D is shown, in which precision, and what is told of it."""

import pytest
import torch

from gan_core.data import quiet
from gan_core.training import gan
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny

MARK = 100.0
PENALTIES = {"objective__r1_gamma": 1.0, "objective__r2_gamma": 1.0, "objective__gradient_penalty": 10.0}


def prepared(**changes):
    config = tiny(**changes)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    return state, data, config


def seen_by_d(state) -> list[tuple[torch.Tensor, bool]]:
    """What D is given from now on, and whether autocast was on then."""
    seen = []
    state.networks["D"].register_forward_pre_hook(
        lambda module, inputs: seen.append((inputs[0].detach(), torch.is_autocast_enabled("cpu")))
    )
    return seen


@pytest.mark.parametrize("game", ["least_squares", "relativistic"])
def test_d_sees_nothing_but_augmented_pictures_real_and_made_in_both_updates(game, monkeypatch):
    config = tiny(objective__name=game, objective__diffaugment="translation", model__d_norm="none")
    config = config.with_changes({"objective.r1_gamma": 0.0, "objective.r2_gamma": 0.0})
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    policies = []

    def marked(x, policy, rng, share):
        policies.append(policy)
        return x + MARK

    monkeypatch.setattr(gan, "diff_augment", marked)
    seen = seen_by_d(state)
    gan.step(state, data, config)
    assert len(seen) == {"least_squares": 3, "relativistic": 4}[game]
    assert all(x.min() > MARK / 2 for x, _ in seen)
    assert set(policies) == {"translation"}


def test_g_learns_through_the_augmentation(monkeypatch):
    state, data, config = prepared(objective__diffaugment="translation")
    monkeypatch.setattr(gan, "diff_augment", lambda x, policy, rng, share: x * 0)
    values = gan.g_step(state, data, config, watch=True)
    assert float(values["G/grad_norm"]) == 0


def test_penalties_are_of_augmented_pictures(monkeypatch):
    changes = {**PENALTIES, "objective__diffaugment": "translation", "model__d_norm": "none"}
    state, data, config = prepared(**changes)
    monkeypatch.setattr(gan, "diff_augment", lambda x, policy, rng, share: x + MARK)
    seen = seen_by_d(state)
    gan.d_step(state, data, config)
    assert len(seen) == 5 and all(x.min() > MARK / 2 for x, _ in seen)


def test_penalties_are_computed_outside_autocast_and_losses_within():
    state, data, config = prepared(**PENALTIES, model__d_norm="none", runtime__precision="bf16")
    seen = seen_by_d(state)
    gan.d_step(state, data, config)
    assert [on for _, on in seen] == [True, True, False, False, False]
    assert all(x.dtype == torch.float32 for x, _ in seen)


@pytest.mark.parametrize("name", ["r1", "r2", "gradient_penalty"])
def test_a_penalty_in_bf16_training_is_that_of_fp32(name):
    state, data, config = prepared(**PENALTIES, model__d_norm="none", runtime__precision="bf16")
    D, (x, y) = state.networks["D"], data.first(8)
    before = state.rng.get_state()
    with torch.no_grad():
        fake = torch.rand_like(x)
    _, parts = gan.regularise(D, x, fake, y, state, config)
    state.rng.set_state(before)
    plain, _, same = prepared(**PENALTIES, model__d_norm="none")
    plain.networks["D"].load_state_dict(D.state_dict())
    plain.rng.set_state(before)
    _, expected = gan.regularise(plain.networks["D"], x, fake, y, plain, same)
    assert torch.equal(parts[f"D/{name}"], expected[f"D/{name}"])


def test_the_loss_that_is_told_of_d_is_the_game_s_and_penalties_are_told_beside_it():
    state, data, config = prepared(**PENALTIES, model__d_norm="none")
    logits = []
    state.networks["D"].register_forward_hook(lambda module, inputs, output: logits.append(output.detach()))
    values = gan.d_step(state, data, config)
    assert values["D/loss"].item() == pytest.approx(float(config.objective.d(logits[0], logits[1])))
    assert values["D/gradient_penalty"].item() > 0.1
    assert {"D/r1", "D/r2"} <= values.keys()


def test_penalties_are_part_of_what_d_minimises():
    moved = []
    for changes in ({}, {"objective__gradient_penalty": 100.0}):
        state, data, config = prepared(**changes, model__d_norm="none")
        gan.d_step(state, data, config)
        moved.append(torch.cat([each.grad.flatten() for each in state.networks["D"].parameters()]))
    assert moved[1].norm() > 3 * moved[0].norm()
