"""What the failure modes go by, where the answer is known."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from gan_core.doctor import FAILURE_MODES, diagnose
from gan_core.doctor.finding import Remedy
from gan_core.doctor.game import share_of_guessing
from gan_core.doctor.history import Curve, History, from_columns, from_json
from gan_core.doctor.lasting import lasting, running_median
from gan_core.doctor.oscillation import detrended, is_noise, turns
from gan_core.doctor.overfitted_d import overfitting
from gan_core.doctor.rates import change_rates, largest_step, way_gone
from gan_core.doctor.when_to_stop import last_improvement, when_to_stop
from gan_core.doctor.wording import finding_words
from gan_core.errors import Fault
from gan_core.message import written
from gan_core.objectives import OBJECTIVES, Game, NonSaturating
from gan_core.present import present
from tests.conftest import tiny

STEPS = np.arange(10.0, 1001.0, 10.0)


def curve(values: object) -> Curve:
    return Curve(STEPS, np.broadcast_to(np.asarray(values, dtype=np.float64), STEPS.shape))


def history(
    family: str = "gan", state: str = "running", reason: str = "", fault: str = "", **curves: object
) -> History:
    named = {name.replace("__", "/"): curve(values) for name, values in curves.items()}
    return History(tiny(family), named, state, reason, fault=fault)


def game_of(real: object, fake: object, **more: object) -> History:
    """A least-squares game in which D says the same of all real pictures, and of all made ones."""
    loss = 0.5 * (np.asarray(real) - 1) ** 2 + 0.5 * np.asarray(fake) ** 2
    return history(D__real=real, D__fake=fake, D__loss=loss, **more)


SCALED = {name: game for name, game in OBJECTIVES.items() if issubclass(game, Game) and game.guessing_loss}


def test_every_game_but_the_wasserstein_has_a_scale() -> None:
    assert {*OBJECTIVES} - {*SCALED} == {
        "wasserstein",
        "elbo",
        "rae_l2",
        "text_to_image",
        "flow_matching",
        "vector_quantisation",
    }


@pytest.mark.parametrize("game", SCALED)
def test_a_guesser_is_at_one_in_every_game(game: str) -> None:
    undecided = torch.full((4,), 0.5 if game == "least_squares" else 0.0)
    assert SCALED[game].guessing_loss == pytest.approx(float(SCALED[game]().d(undecided, undecided)))


def test_a_d_that_is_badly_wrong_of_some_is_not_too_strong_though_its_mean_scores_are_right() -> None:
    # logits of made pictures: nine of ten -4, one +4: their mean says -3.2, and costs 0.06; the loss is 0.44
    config = tiny(objective__name="non_saturating")
    softplus = lambda x: float(np.logaddexp(0, x))  # noqa: E731
    loss = softplus(-4.0) + 0.9 * softplus(-4.0) + 0.1 * softplus(4.0)
    told = History(config, {"D/real": curve(4.0), "D/fake": curve(-3.2), "D/loss": curve(loss)})
    assert softplus(-4.0) + softplus(-3.2) < 0.05 * present(NonSaturating.guessing_loss)
    assert share_of_guessing(told).values[0] == pytest.approx(0.315, abs=0.001)
    assert diagnose(told) == []


def test_d_that_is_right_is_too_strong_and_one_that_is_fooled_too_weak() -> None:
    assert [each.failure_mode for each in diagnose(game_of(1.0, 0.0))] == ["d_too_strong"]
    assert [each.failure_mode for each in diagnose(game_of(0.2, 0.9))] == ["d_too_weak"]
    assert diagnose(game_of(0.55, 0.45)) == []


def test_one_good_stretch_in_between_begins_the_count_anew() -> None:
    real = np.where((STEPS > 500) & (STEPS <= 600), 0.5, 1.0)
    (finding,) = diagnose(game_of(real, 1 - real))
    assert 600 < finding.since_step <= 630


def test_two_outliers_do_not_end_a_spell() -> None:
    values = np.ones(100)
    values[[50, 70]] = -5
    assert lasting(curve(values), lambda each: each > 0).from_step == 10
    assert running_median(np.array([1.0, 9, 1, 1, 1, 9, 1])).tolist() == [1] * 7


def test_turns_of_a_sine_are_two_a_period_and_noise_is_noise() -> None:
    places = np.arange(100)
    sine = np.sin(2 * np.pi * places / 20)
    assert len(turns(sine)) == 9 and np.diff(turns(sine)).tolist() == [10] * 8  # the first side is no turn
    assert not is_noise(sine) and is_noise(np.random.default_rng(0).normal(size=100))
    assert len(turns(detrended(places * 0.1 + 3))) == 0


def test_swinging_scores_are_an_oscillation_and_small_or_noisy_ones_are_not() -> None:
    wave, noise = np.sin(2 * np.pi * STEPS / 120), np.random.default_rng(0).normal(size=len(STEPS))
    assert "oscillation" in [each.failure_mode for each in diagnose(history(D__real=0.5, D__fake=3 * wave))]
    assert diagnose(history(D__real=0.5, D__fake=0.45 + 0.05 * wave)) == []
    assert "oscillation" not in [each.failure_mode for each in diagnose(history(D__real=0.5, D__fake=3 * noise))]


def test_a_run_that_drew_well_and_was_destroyed_is_ill() -> None:
    level = np.where(STEPS <= 600, 27.0, 314.0)
    (finding,) = diagnose(history(quality__frechet=level, D__real=0.55, D__fake=0.45))
    assert (finding.failure_mode, finding.severity) == ("quality_collapse", "serious")
    assert "27" in finding_words(finding) and "314" in finding_words(finding) and 580 < finding.since_step <= 630
    readable = np.where(STEPS <= 600, 0.9, 0.0)
    assert [each.failure_mode for each in diagnose(history(modes__recognised=readable))] == ["quality_collapse"]


def test_what_never_was_good_or_only_wavers_has_not_collapsed() -> None:
    assert diagnose(history(quality__frechet=300.0, modes__recognised=0.05)) == []
    assert diagnose(history(quality__frechet=30 + 15 * np.sin(STEPS / 100), modes__recognised=0.6)) == []
    late = np.where(STEPS <= 950, 27.0, 314.0)
    assert diagnose(history(quality__frechet=late)) == []  # one point is no failure


def test_overfitting_is_the_share_of_the_way_from_seen_to_made() -> None:
    # Karras et al. 2020, equation 1: (3 - 1) / (3 - (-1)) = 1/2
    ratio = overfitting(history(D__seen=3.0, D__held_out=1.0, D__fake=-1.0))
    assert ratio.values == pytest.approx(0.5)


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.5, 0.99), (0.0, 0.99), (0.9, 0.9)])
def test_the_largest_step_is_one_that_adam_takes_and_never_exceeds(beta1: float, beta2: float) -> None:
    config = tiny().with_changes({"optimiser.beta1": beta1, "optimiser.beta2": beta2})
    bound = largest_step(History(config, {}))
    paper = (1 - beta1) / math.sqrt(1 - beta2)
    ages = np.arange(60)[::-1]
    growing = (max(beta1, 1e-9) / beta2) ** ages  # where Cauchy and Schwarz are equal
    for late in (growing, np.ones(60), np.r_[np.zeros(59), 1.0]):
        weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        adam, moved = torch.optim.Adam([weight], lr=1.0, betas=(beta1, beta2), eps=0), []
        for gradient in [1e-30, *[0.0] * 5000, *late]:
            weight.grad, before = torch.full_like(weight, gradient), weight.item()
            adam.step()
            moved.append(abs(weight.item() - before))
        assert max(moved) <= bound * 1.001
        if late is growing:
            assert moved[-1] == pytest.approx(bound, rel=0.02)
    assert bound >= paper


def test_way_gone_is_the_sum_of_the_largest_steps() -> None:
    told = history(G__lr=1e-3)  # 1,000 steps
    assert way_gone(told, "G") == pytest.approx(largest_step(told))


def test_vanished_gradient_needs_a_d_that_wins() -> None:
    norm = np.where(STEPS < 100, 1.0, 1e-4)
    won = game_of(1.0, 0.0, G__grad_norm=norm)
    even = game_of(0.5, 0.5, G__grad_norm=norm)
    assert "vanishing_gradients" in [each.failure_mode for each in diagnose(won)]
    assert diagnose(even) == []


def test_nan_is_divergence_and_in_fp16_an_overflow() -> None:
    reason = "The loss is no longer a number at step 7. First at fault: the output of G.last (Linear) in step 7."
    ended = history(state="failed", reason=reason, fault=Fault.NOT_FINITE, G__loss=1.0)
    (finding,) = diagnose(ended)
    assert finding.failure_mode == "divergence" and "G.last" in finding_words(finding)
    half = replace(ended, live={"runtime.precision": "fp16"})
    assert [each.failure_mode for each in diagnose(half)] == ["fp16_overflow"]


def test_missing_kinds_are_named_only_where_enough_samples_can_be_read() -> None:
    shares = {f"modes__{name}": 0.0 if name == "star" else 0.18 for name in tiny().data.class_names}
    assert "star" in tiny().data.class_names
    (finding,) = diagnose(history(G__lr=1e-3, **shares))
    assert finding_words(finding).startswith("No star for ")
    assert diagnose(history(G__lr=1e-3, **{name: each / 6 for name, each in shares.items()})) == []


def test_many_missing_kinds_are_counted() -> None:
    config = tiny(model__name="mlp_gan", data__name="grid25")
    shares = {f"modes/{name}": curve(0.2 if name in ("a1", "b2", "c3") else 0.0) for name in config.data.class_names}
    (finding,) = diagnose(History(config, {"G/lr": curve(1e-3), **shares}))
    assert finding_words(finding).startswith("22 of 25 modes have been missing for ")


def test_collapsed_posterior_is_judged_only_after_the_warm_up() -> None:
    assert [each.failure_mode for each in diagnose(history("vae", VAE__kl=0.001))] == ["posterior_collapse"]
    warm = tiny("vae").with_changes({"objective.kl_warmup_steps": 5000})
    assert diagnose(History(warm, {"VAE/kl": curve(0.001)})) == []


def test_remedies_say_how_they_can_be_applied() -> None:
    assert Remedy(written(""), {"optimiser.lr": 0.1}).way == "live"
    assert Remedy(written(""), {"optimiser.lr": 0.1, "objective.beta": 1.0}).way == "fork"
    assert Remedy(written(""), {"model.d_norm": "spectral"}).way == "restart"


def test_a_rate_is_never_raised_beyond_a_hundredth() -> None:
    assert change_rates(history(), {"optimiser.lr": 100.0}) == ()
    (lower,) = change_rates(history(), {"optimiser.lr": 0.1})
    assert lower.changes == {"optimiser.lr": pytest.approx(tiny().optimiser.lr / 10)}


def test_stop_is_advised_when_only_noise_is_left() -> None:
    noise = 0.1 * np.random.default_rng(1).normal(size=len(STEPS))
    falls = np.maximum(100 - STEPS / 4, 0)  # to 0 at step 400
    assert last_improvement(curve(falls + noise), "less") == 400
    advice = when_to_stop(history(quality__frechet=falls + noise))
    assert advice.stop and advice.steps_without == 600
    assert not when_to_stop(history(quality__frechet=1000 - STEPS)).stop
    assert not when_to_stop(history(G__loss=1.0)).stop


def test_history_comes_back_from_its_recording() -> None:
    steps = np.array([1, 2, 3])
    curves = from_columns(steps, {"G/loss": np.array([1.0, math.nan, 3.0])})
    again = from_json(History(tiny(), curves, "done", "", {"optimiser.lr": 0.5}).to_json())
    assert again.curve("G/loss").steps.tolist() == [1, 3] and again.curve("G/loss").values.tolist() == [1, 3]
    assert again.setting("optimiser.lr") == 0.5 and again.setting("optimiser.beta1") == tiny().optimiser.beta1


@pytest.mark.parametrize("failure_mode", FAILURE_MODES.values(), ids=lambda each: each.name)
def test_failure_mode_can_be_read_and_started(failure_mode) -> None:
    assert (
        failure_mode.title and failure_mode.about and failure_mode.shows and failure_mode.helps and failure_mode.curves
    )
    assert failure_mode.link.startswith("https://") and any(
        year in failure_mode.paper for year in map(str, range(2012, 2026))
    )
    assert failure_mode.start is None or failure_mode.start.config().training.num_steps == failure_mode.start.num_steps
