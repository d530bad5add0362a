"""A latent's name stands for the same latent everywhere."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.generators.load import load
from gan_core.latent.latent_key import from_token, of_numbers, of_seed
from gan_core.latent_draws import draw_z


@pytest.fixture(scope="module", params=["digits-gan", "shapes-vae"])
def model(request: pytest.FixtureRequest) -> Generator:
    return load(request.param, backend="onnx")


def test_picture_of_a_seed_comes_back_from_its_token(model: Generator) -> None:
    key = of_seed(model, 5, 13)
    again = from_token(model, key.token)
    assert np.array_equal(again.z, draw_z(5, 1, model.latent_dim, first=13)[0])
    assert again.token == key.token
    assert (again.y is None) == (model.num_classes == 0)


def test_any_numbers_come_back_to_the_last_bit(model: Generator) -> None:
    numbers = np.random.default_rng(0)
    z = numbers.standard_normal(model.latent_dim).astype(np.float32)
    y = numbers.random(model.num_classes).astype(np.float32) if model.num_classes else None
    again = from_token(model, of_numbers(z, y).token)
    assert np.array_equal(again.z, z)
    assert (again.y is None and y is None) or np.array_equal(again.y, y)


def test_label_is_part_of_the_token_of_a_conditional_model() -> None:
    model = load("digits-gan", backend="onnx")
    assert of_seed(model, 0, 3).token == "0.3:3"
    assert int(np.argmax(from_token(model, "0.3:7").y)) == 7


@pytest.mark.parametrize(
    "token",
    ["", "garbage", "1", "1.2.3", "-1.0", "0.-1", f"{2**31}.0", "0.10000", "~", "~AAAA", "~!!!!", "~" + "A" * 9999],
)
def test_rubbish_is_refused_in_words(model: Generator, token: str) -> None:
    with pytest.raises(UserError):
        from_token(model, token)


def test_numbers_that_are_not_finite_are_refused(model: Generator) -> None:
    z = np.full(model.latent_dim, np.nan, np.float32)
    y = np.zeros(model.num_classes, np.float32) if model.num_classes else None
    with pytest.raises(UserError):
        from_token(model, of_numbers(z, y).token)


def test_unknown_label_is_refused() -> None:
    with pytest.raises(UserError, match="labels 0 to 9"):
        from_token(load("digits-gan", backend="onnx"), "0.3:10")
