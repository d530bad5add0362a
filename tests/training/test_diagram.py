"""The figures of a run's diagram are those of the samples it shows, and taking them changes nothing."""

import copy
import math
from pathlib import Path

import pytest
import torch

from gan_core.config import RunConfig, load_config
from gan_core.events import Facts, Samples
from gan_core.families import FAMILIES
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.training.batches import Batches
from gan_core.training.diagram import leaps_of, spread
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.state import State
from gan_core.training.trainers import trainer_of
from tests.conftest import tiny


def begun(config: RunConfig, steps: int = 3) -> tuple[State, Batches, RunConfig]:
    state, data, _ = prepare(config, decide(config.runtime), lambda text, share: None)
    short = config.with_changes({"training.num_steps": steps})
    for _ in train(state, data, short):
        pass
    return state, data, config


def look(state: State, data: Batches, config: RunConfig) -> tuple[list[Samples], dict]:
    *told, facts = trainer_of(config).shown(state, data, config, learned=("D",))
    assert isinstance(facts, Facts)
    return [each for each in told if isinstance(each, Samples)], facts.values["diagram"]


def test_scores_are_those_of_the_discriminator_on_the_shown_samples() -> None:
    state, data, config = begun(tiny(model__d_norm="none"))
    pictures, told = look(state, data, config)
    fakes = torch.from_numpy(pictures[0].images).float() / 127.5 - 1
    with torch.no_grad():
        wanted = state.networks["D"](fakes[told["fakes"]["index"]], None)
        real = state.networks["D"](data.first(4)[0][told["reals"]["index"]], None)
    assert told["fakes"]["scores"] == pytest.approx(wanted.tolist(), abs=2e-3)
    assert told["reals"]["scores"] == pytest.approx(real.tolist(), abs=2e-3)
    assert told["learned"] == ["D"] and told["step"] == state.step


def test_leaps_of_a_flow_are_those_of_its_averaged_network_from_the_shown_mixtures() -> None:
    state, data, config = begun(tiny("flow"))
    pictures, told = look(state, data, config)
    shown = next(each for each in pictures if each.name == "through_one_leap")
    count = len(told["t"])
    assert told["leaps"] == {"picture": "through_one_leap", "count": count, "columns": count, "index": [*range(count)]}
    assert shown.images.shape == (3 * count, 3, 16, 16) and shown.columns == count
    x, mixed, ends = (torch.from_numpy(shown.images[row * count :][:count]).float() / 127.5 - 1 for row in range(3))
    assert (x - data.first(count)[0]).abs().max() < 0.01
    found = leaps_of(state, data)
    t = found.t[:, None, None, None]
    z = (found.mixed - t * found.x) / (1 - t)
    assert float(z.std()) == pytest.approx(1, abs=0.1)
    with torch.no_grad():
        v = state.ema(found.mixed, None, found.t)
    assert torch.allclose(found.ends, (found.mixed + (1 - t) * v).clamp(-1, 1), atol=1e-5)
    assert (ends - found.ends).abs().max() < 0.01 and (mixed.clamp(-1, 1) - found.mixed.clamp(-1, 1)).abs().max() < 0.01
    psnr = 10 * torch.log10(4 / (found.ends - found.x).square().flatten(1).mean(1))
    assert told["psnr"] == pytest.approx(psnr.tolist(), abs=0.06)


@pytest.mark.parametrize("family", ["gan", "vae", "text_gan", "flow"])
def test_figures_leave_networks_and_random_numbers_alone(family: str) -> None:
    state, data, config = begun(tiny(family))
    before = copy.deepcopy([network.state_dict() for network in state.networks.values()])
    rng, position, torch_rng = state.rng.get_state(), state.position, torch.get_rng_state()
    look(state, data, config)
    after = [network.state_dict() for network in state.networks.values()]
    assert all(torch.equal(one[key], other[key]) for one, other in zip(before, after, strict=True) for key in one)
    assert torch.equal(rng, state.rng.get_state()) and torch.equal(torch_rng, torch.get_rng_state())
    assert position == state.position and all(network.training for network in state.networks.values())


def test_text_model_scores_each_picture_with_its_own_caption_with_anothers_and_its_fake() -> None:
    state, data, config = begun(tiny("text_gan"))
    pictures, told = look(state, data, config)
    fakes = torch.from_numpy(pictures[0].images).float() / 127.5 - 1
    x, y = data.first(4)
    captions = data.captions(data.first_rows(4))
    assert told["fakes"]["captions"] == told["reals"]["captions"] == captions
    assert told["mismatched"]["index"] == told["reals"]["index"] == [0, 1, 2, 3]
    other = [captions.index(each) for each in told["mismatched"]["captions"]]
    assert all(captions[other[place]] != captions[place] for place in range(4))
    D = state.networks["D"]
    with torch.no_grad():
        wanted = {"fakes": D(fakes, y), "reals": D(x, y), "mismatched": D(x, y[other])}
    for side, logits in wanted.items():
        assert told[side]["scores"] == pytest.approx(logits.tolist(), abs=2e-3)
    assert told["y"][0] == pytest.approx(y[0, :8].tolist(), abs=6e-3)
    assert told["condition_width"] == 16


def test_picture_whose_caption_all_others_share_has_no_mismatched_one(monkeypatch: pytest.MonkeyPatch) -> None:
    state, data, config = begun(tiny("text_gan"))
    monkeypatch.setattr(data, "captions", lambda rows: ["a star"] * len(rows))
    _, told = look(state, data, config)
    assert told["mismatched"]["index"] == told["mismatched"]["scores"] == []
    assert len(told["reals"]["scores"]) == 4


def test_code_of_a_vae_is_that_of_its_averaged_encoder() -> None:
    state, data, config = begun(tiny("vae"))
    _, told = look(state, data, config)
    with torch.no_grad():
        mu, logvar = state.ema.encode(data.first(2)[0])
    kl = 0.5 * (mu.square() + logvar.exp() - 1 - logvar).sum(1)
    assert told["latents"] == [0, 1]
    assert told["mu"][0] == pytest.approx(mu[0].tolist(), abs=1e-3)
    assert told["sigma"][0] == pytest.approx((0.5 * logvar[0]).exp().tolist(), abs=1e-3)
    assert told["kl"] == pytest.approx(kl.tolist(), abs=0.06)


@pytest.mark.parametrize("family", ["gan", "vae"])
def test_points_are_one_picture_with_figures_of_some(family: str) -> None:
    model = {"gan": {"name": "mlp_gan"}, "vae": {"name": "mlp_vae", "likelihood": "gaussian"}}[family]
    changes = {"data": {"name": "ring"}, "model": model}
    _, told = look(*begun(load_config({**tiny(family).model_dump(mode="json"), **changes})))
    panel = told["fakes" if family == "gan" else "inputs"]
    assert (panel["count"], panel["index"]) == (1, [0])
    assert len(panel["scores"] if family == "gan" else told["mu"]) == 16


def test_score_that_is_no_number_is_none() -> None:
    state, data, config = begun(tiny(model__d_norm="none"))
    with torch.no_grad():
        for each in state.networks["D"].parameters():
            each.fill_(math.nan)
    _, told = look(state, data, config)
    assert set(told["fakes"]["scores"]) == {None}


@pytest.mark.parametrize(("count", "which"), [(1, [0]), (2, [0, 1]), (31, list(range(0, 31, 2)))])
def test_shown_samples_are_spread_over_all(count: int, which: list[int]) -> None:
    assert spread(count) == which


def test_code_of_an_autoencoder_is_that_of_its_averaged_encoder_and_has_no_spread() -> None:
    state, data, config = begun(tiny("rae"))
    _, told = look(state, data, config)
    with torch.no_grad():
        z, _ = state.ema.encode(data.first(2)[0])
    which = told["latents"]
    assert told["mu"][1] == pytest.approx(z[1, which].tolist(), abs=1e-3)
    assert told["length"] == pytest.approx((0.5 * z.square().sum(1)).tolist(), abs=0.006)
    assert told["unit"] == pytest.approx(float(z[:, which].var(0, correction=0).mean().sqrt()), abs=1e-3)
    assert "sigma" not in told and "kl" not in told


def test_family_with_a_diagram_has_its_figures() -> None:
    for name, family in FAMILIES.items():
        assert bool(family.diagram) == (trainer_of(tiny(name)).diagram is not None)


def test_changed_rate_is_noted_with_its_place_and_twice_at_once_as_one(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "one", tiny().model_dump(mode="json"), title="One", job_type="train")
    job = TrainJob(folder, lambda text, share: None)
    job.apply("step", None)
    job.apply("set", {"name": "optimiser.lr", "value": 0.001})
    _, events = job.apply("set", {"name": "optimiser.lr", "value": 0.0005})
    job.apply("d_step", None)
    _, later = job.apply("set", {"name": "optimiser.d_lr", "value": 0.01})
    first = {"name": "optimiser.lr", "before": 0.002, "value": 0.0005, "step": 1, "updates": 1}
    assert len(events[0].values["changes"]["list"]) == 1
    assert events[0].values["changes"]["list"][0].items() >= first.items()
    assert [each["updates"] for each in later[0].values["changes"]["list"]] == [1, 2]


def test_resumed_run_forgets_changes_past_its_checkpoint(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "one", tiny().model_dump(mode="json"), title="One", job_type="train")
    job = TrainJob(folder, lambda text, share: None)
    job.apply("step", None)
    job.save()
    place = {"updates": 1, "images": 8, "seconds": 0.1, "name": "optimiser.lr", "before": 0.002, "value": 0.001}
    with folder.record() as record:
        record.put(facts={"changes": {"list": [{"step": 1, **place}, {"step": 5, **place}]}})
    again = TrainJob(folder, lambda text, share: None)
    assert [each["step"] for each in again.changes] == [1]
