"""Points trained from end to end: pictures of the plane, a checkpoint, a generator that gives points."""

import numpy as np
import pytest
import torch

from gan_core.config import load_config
from gan_core.data import load_data, quiet
from gan_core.events import Samples
from gan_core.generators import load as generator
from gan_core.points_picture import ARROW, LONGEST, MADE, PAPER, SIZE, draw, window_around
from gan_core.run_settings import RuntimeConfig
from gan_core.training import checkpoint, points_preview
from gan_core.training.estimate import estimate
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare

MODELS = {
    "gan": {"name": "mlp_gan", "latent_dim": 2, "g_widths": [8], "d_widths": [8], "g_norm": "none"},
    "vae": {"name": "mlp_vae", "latent_dim": 2, "widths": [8], "likelihood": "gaussian"},
    "flow": {"name": "mlp_flow", "widths": [8], "num_steps": 3},
}


def config(family: str, **changes):
    base = load_config(
        {
            "title": "Points",
            "data": {"name": "grid25", "num_points": 500},
            "model": MODELS[family],
            "objective": {"name": {"gan": "relativistic", "vae": "elbo", "flow": "flow_matching"}[family]},
            "training": {"batch_size": 16, "num_steps": 4},
            "runtime": {"device": "cpu", "num_threads": 1},
        }
    )
    return base.with_changes(changes)


def trained(settings):
    state, data, names = prepare(settings, decide(settings.runtime), quiet)
    events = list(train(state, data, settings))
    return state, names, [event for event in events if isinstance(event, Samples)]


@pytest.mark.parametrize("family", ["gan", "vae", "flow"])
def test_a_run_on_points_draws_pictures_and_comes_back_as_a_generator_of_points(family, tmp_path):
    settings = config(family)
    state, names, shown = trained(settings)
    more = {"gan": set(), "vae": {"reconstructions"}, "flow": {"through_time"}}[family]
    assert {each.name for each in shown} == {"real", "samples"} | more
    assert {each.images.shape for each in shown if each.name != "through_time"} == {(1, 3, SIZE, SIZE)}
    checkpoint.save_state(tmp_path, state, settings, names)
    loaded = generator.load(checkpoint.newest_first(tmp_path)[0])
    points = loaded.decode(np.zeros((3, 2), np.float32))
    assert points.shape == (3, 2)
    if family == "vae":
        assert loaded.encode(points)[0].shape == (3, 2)


def test_looking_at_points_changes_nothing_in_training():
    seen, unseen = (trained(config("gan", **{"recording.sample_interval": n}))[0] for n in (1, 1000))
    for one, other in zip(seen.networks["D"].parameters(), unseen.networks["D"].parameters(), strict=True):
        assert torch.equal(one, other)
    assert torch.equal(seen.rng.get_state(), unseen.rng.get_state())


def test_a_conditional_run_has_no_single_opinion_and_is_drawn_without(monkeypatch):
    monkeypatch.setattr(points_preview, "opinion_of", lambda *_: pytest.fail("D needs a label"))
    assert trained(config("gan", **{"model.conditional": True}))[2]


def test_points_are_computed_in_fp32_unless_told_otherwise():
    assert decide(RuntimeConfig(device="cpu")).precision == "fp32"
    assert decide(RuntimeConfig(device="cpu", precision="bf16")).precision == "bf16"


def test_the_form_s_estimate_knows_points():
    found = estimate(config("gan").model_dump(mode="json"))
    assert found["parameters"]["D"] == 2 * 8 + 8 + 8 + 1
    assert found["images_per_second"] > 0


def test_a_point_lies_where_it_belongs_on_the_picture():
    real = np.array([[-1.0, -1.0], [1.0, 1.0]], np.float32)
    picture = draw(window_around(real), real=real, made=np.array([[0.5, -0.5]], np.float32))[0]
    bright = np.argwhere((np.abs(picture.transpose(1, 2, 0).astype(int) - MADE[:3]) < 40).all(axis=2))
    # Right and down of the middle, by 0.5 of the 1.3 that are shown.
    expected = SIZE / 2 * (1 + 0.5 / 1.3)
    assert bright.mean(axis=0) == pytest.approx([expected, expected], abs=1)
    assert tuple(picture[:, SIZE // 2, SIZE // 2]) == PAPER


def test_opinion_is_drawn_where_it_was_asked():
    real = np.array([[-1.0, -1.0], [1.0, 1.0]], np.float32)
    window = window_around(real)
    upper_left = window.lattice(64) @ np.array([-1.0, 1.0]) > 0  # the half-plane above the diagonal of both points
    picture = draw(window, real=real, opinion=np.where(upper_left, 1.0, -1.0).reshape(64, 64))[0]
    blue_over_red = picture[2].astype(int) - picture[0]
    assert blue_over_red[40, 40] > 0 > blue_over_red[-40, -40]
    assert (blue_over_red[40, 10:400] > 0).mean() > 0.85


def test_arrow_starts_at_its_point_and_goes_up_where_the_gradient_does():
    real = np.array([[-1.0, -1.0], [1.0, 1.0]], np.float32)
    made = np.array([[0.0, 0.0], [0.5, 0.0]], np.float32)
    window = window_around(real)
    picture = draw(window, real=real, made=made, arrows=np.array([[0.0, 3.0], [0.0, 0.0]]))[0]
    dark = np.argwhere((np.abs(picture.transpose(1, 2, 0).astype(int) - ARROW[:3]) < 60).all(axis=2))
    assert dark[:, 0].min() == pytest.approx(SIZE / 2 - LONGEST, abs=2)
    assert dark[:, 1].mean() == pytest.approx(SIZE / 2, abs=1)


def test_without_any_gradient_there_is_no_arrow():
    real = np.array([[-1.0, -1.0], [1.0, 1.0]], np.float32)
    still = draw(window_around(real), real=real, made=real, arrows=np.zeros((2, 2)))
    assert (still == draw(window_around(real), real=real, made=real)).all()


def test_uphill_is_the_gradient_of_d_and_leaves_d_as_it_was():
    state = trained(config("gan"))[0]
    D = torch.nn.Sequential(torch.nn.Linear(2, 1, bias=False)).train()
    D[0].weight.data = torch.tensor([[2.0, -1.0]])
    found = points_preview.uphill(D, torch.randn(5, 2), state)
    assert found == pytest.approx(np.tile([2.0, -1.0], (5, 1)))
    assert D.training and D[0].weight.grad is None


def test_far_points_are_left_out_and_break_nothing():
    real = load_data(config("gan").data).images
    picture = draw(
        window_around(real), real=real, made=np.array([[1e6, 0], [np.nan, 0]], np.float32), arrows=np.ones((2, 2))
    )
    assert (picture == draw(window_around(real), real=real)).all()
