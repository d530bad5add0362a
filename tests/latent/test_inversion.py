"""The search for a picture's latent, on generators whose answer is known and on those that ship."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
import torch

from gan_core.errors import CheckpointError, UserError
from gan_core.generators.generator import Generator
from gan_core.generators.load import load
from gan_core.latent.inversion import InversionResult, inpaint, invert
from gan_core.latent_draws import draw_z
from gan_core.store.model_card import read_card, shipped
from tests.latent.small_models import Drawn, card, fresh

PICTURES = np.random.default_rng(0).uniform(-0.1, 0.1, (4, 3, 16, 16)).astype(np.float32)
HALF = np.zeros((16, 16))
HALF[:, :8] = 1


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two threads on two busy cores cost ten times the time."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def linear() -> Drawn:
    """z (N, 4) -> the sum of four pictures, weighted by z."""
    return Drawn(card("gan", 4), lambda z: np.tensordot(z, PICTURES, axes=1).astype(np.float32))


def last(events) -> InversionResult:
    *_, found = events
    return found


def drawn(model: Generator, seed: int) -> np.ndarray:
    """A picture of the model's own making."""
    label = None if not model.num_classes else np.array([seed % model.num_classes])
    return model.decode(draw_z(seed, 1, model.latent_dim), label)[0]


def test_linear_generator_is_inverted_exactly() -> None:
    z = np.array([1.0, -0.5, 0.25, 2.0])
    found = last(invert(linear(), linear().decode(z[None])[0], prior=0))
    assert found.z == pytest.approx(z, abs=1e-3)
    assert found.psnr > 59


def test_of_what_no_latent_draws_the_nearest_is_found() -> None:
    target = np.random.default_rng(1).uniform(-0.2, 0.2, (3, 16, 16)).astype(np.float32)
    nearest = np.linalg.lstsq(PICTURES.reshape(4, -1).T, target.reshape(-1), rcond=None)[0]
    assert last(invert(linear(), target, prior=0)).z == pytest.approx(nearest, abs=0.01)


def test_prior_is_ridge_regression_with_the_error_s_own_variance() -> None:
    target = np.random.default_rng(1).uniform(-0.9, 0.9, (3, 16, 16)).astype(np.float32)
    a, prior = PICTURES.reshape(4, -1).T.astype(np.float64), 5.0
    found = last(invert(linear(), target, prior=prior))
    variance = ((found.picture - target) ** 2).mean()
    ridge = np.linalg.solve(a.T @ a / variance + prior * np.eye(4), a.T @ target.reshape(-1) / variance)
    assert found.z == pytest.approx(ridge, abs=0.01)


FITTING = [each for each in shipped() if not read_card(each).config.model.sentence_width]
FITTING = [each.name for each in FITTING if read_card(each).config.family.one_pass]


@pytest.mark.parametrize("name", FITTING)
def test_pictures_of_a_shipped_model_come_back(name: str) -> None:
    model = load(name, backend="onnx")
    found = [last(invert(model, drawn(model, seed), starts=8)).psnr for seed in (1, 2, 3)]
    assert np.median(found) > 35


def test_model_that_reads_sentences_wants_to_be_told_what_its_picture_shows() -> None:
    model = load("shapes-text", backend="onnx")
    with pytest.raises(UserError, match="say what to draw"):
        last(invert(model, drawn(model, 1), starts=1))


def test_label_of_a_conditional_model_is_found() -> None:
    model = load("digits-gan")
    found = last(invert(model, drawn(model, 7), starts=8))
    assert found.label is not None and found.label.tolist() == np.eye(10)[7].tolist()


def test_given_label_is_kept() -> None:
    model = load("digits-gan")
    found = last(invert(model, drawn(model, 7), label=3, starts=2, steps=2))
    assert found.label is not None and found.label.argmax() == 3


@pytest.mark.parametrize("name", ["dcgan", "resnet_gan", "mlp_gan", "conv_vae", "mlp_vae"])
@pytest.mark.parametrize("num_classes", [0, 3])
def test_search_works_for_every_architecture(name: str, num_classes: int) -> None:
    model = fresh(name, num_classes)
    first, *_, found = [
        next(invert(model, drawn(model, 1), starts=4, steps=1)),
        *invert(model, drawn(model, 1), starts=4),
    ]
    assert found.done and found.psnr >= first.psnr
    assert (found.label is None) == (num_classes == 0)
    assert found.picture == pytest.approx(drawn_from(model, found), abs=1e-5)


def drawn_from(model: Generator, found: InversionResult) -> np.ndarray:
    return model.decode(found.z[None], None if found.label is None else found.label[None])[0]


def test_hidden_pixels_do_not_matter() -> None:
    target = linear().decode(np.array([[1.0, -1.0, 0.5, 0.0]]))[0]
    other = np.where(HALF, target, 0.77).astype(np.float32)
    found, again = (last(invert(linear(), each, mask=HALF)) for each in (target, other))
    assert np.array_equal(found.z, again.z)
    assert (found.psnr, found.ssim) == (again.psnr, again.ssim)


def test_hidden_pixels_are_found_too() -> None:
    target = linear().decode(np.array([[1.0, -1.0, 0.5, 0.0]]))[0]
    found = last(invert(linear(), np.where(HALF, target, 0).astype(np.float32), mask=HALF, prior=0))
    assert found.picture == pytest.approx(target, abs=0.01)


def test_encoder_does_not_see_hidden_pixels() -> None:
    model = fresh("conv_vae")
    target = drawn(model, 1)
    other = np.where(HALF, target, 0.5).astype(np.float32)
    found, again = (last(invert(model, each, mask=HALF, starts=1, steps=1)) for each in (target, other))
    assert np.array_equal(found.z, again.z)


def test_same_seed_finds_the_same_and_another_does_not() -> None:
    model = fresh("dcgan")
    target = np.random.default_rng(3).uniform(-1, 1, (3, 16, 16)).astype(np.float32)
    one, two, other = (last(invert(model, target, starts=2, steps=2, seed=seed)).z for seed in (5, 5, 6))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_only_the_last_event_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_core.latent.inversion.EVENT_SECONDS", 0)
    target = np.random.default_rng(3).uniform(-0.1, 0.1, (3, 16, 16)).astype(np.float32)
    events = list(invert(linear(), target, starts=4, steps=5))
    assert [each.done for each in events] == [False] * (len(events) - 1) + [True]
    assert [each.step for each in events] == sorted(each.step for each in events)
    assert all(0 <= each.step <= each.num_steps for each in events)
    assert events[0].step == 0 and events[0].starts == 4
    assert events[-1].starts == 0


def test_closing_the_search_stops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_core.latent.inversion.EVENT_SECONDS", 0)
    asked = []

    def draw(z: np.ndarray) -> np.ndarray:
        asked.append(len(z))
        return np.tensordot(z, PICTURES, axes=1).astype(np.float32)

    search = invert(Drawn(card("gan", 4), draw), PICTURES[0])
    list(islice(search, 3))
    search.close()
    assert sum(asked) == 150  # three portions of fifty samples
    assert list(search) == []


def test_hole_is_filled_and_the_rest_stays() -> None:
    filled = inpaint(PICTURES[1], PICTURES[0], HALF)
    assert np.array_equal(filled[..., :8], PICTURES[0][..., :8])
    assert np.array_equal(filled[..., 8:], PICTURES[1][..., 8:])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target": np.zeros((1, 16, 16), np.float32)}, "makes pictures of"),
        ({"target": np.full((3, 16, 16), np.nan, np.float32)}, "between -1 and 1"),
        ({"target": np.full((3, 16, 16), 255, np.float32)}, "between -1 and 1"),
        ({"mask": np.zeros((16, 16))}, "hides the whole picture"),
        ({"mask": np.ones((8, 8))}, "mask must be"),
        ({"label": 1}, "trained without labels"),
        ({"starts": 0}, "starts must be 1 to 256"),
        ({"steps": 0}, "steps 1 to 1000"),
        ({"prior": -1.0}, "must be 0 or more"),
        ({"seed": -1}, "must be 0 or more"),
    ],
)
def test_what_does_not_fit_is_refused_at_once(change: dict, words: str) -> None:
    with pytest.raises(UserError, match=words):
        invert(linear(), **{"target": PICTURES[0], **change})


def test_a_model_that_makes_no_numbers_is_refused() -> None:
    broken = Drawn(card("gan", 4), lambda z: np.full((len(z), 3, 16, 16), np.nan, np.float32))
    with pytest.raises(CheckpointError, match="not numbers"):
        last(invert(broken, PICTURES[0]))
