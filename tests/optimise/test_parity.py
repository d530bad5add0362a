"""How far two generators are apart, against cases with known answers."""

import math

import numpy as np
import pytest

from gan_core.generators.generator import LoadedModel
from gan_core.optimise.parity import EXACT, Bound, Parity, difference
from gan_core.variants.recipe import load_recipe
from tests.small_generators import small


class Flat(LoadedModel):
    """Draws grey of one brightness."""

    def __init__(self, value: float) -> None:
        super().__init__(small().card)
        self.value = value

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        return np.full((len(z), *self.card.shape.dims), self.value, np.float32)


def test_a_constant_difference_is_told_in_all_three_figures() -> None:
    apart = difference(Flat(0.0), Flat(0.2))
    assert apart.max_abs == pytest.approx(0.2)
    assert apart.mean_abs == pytest.approx(0.2)
    assert apart.psnr_db == pytest.approx(20.0)  # 10 log10(2^2 / 0.2^2)


def test_equal_generators_have_no_difference() -> None:
    assert difference(Flat(0.3), Flat(0.3)) == Parity(0.0, 0.0, math.inf)


def test_a_value_that_is_no_number_is_as_far_as_can_be() -> None:
    broken = difference(Flat(0.0), Flat(math.nan))
    assert broken == Parity(math.inf, math.inf, -math.inf)
    assert EXACT.broken_by(broken) and Bound(psnr_db=30.0).broken_by(broken)


def test_a_bound_says_by_how_much_it_is_broken() -> None:
    assert EXACT.broken_by(Parity(0.2, 0.2, 20.0)) == "Pictures differ by up to 0.2, where 0.0001 is allowed."
    assert "agree to 20.0 dB only, where 30 dB" in Bound(psnr_db=30.0).broken_by(Parity(0.2, 0.2, 20.0))
    assert EXACT.broken_by(Parity(5e-5, 1e-6, 100.0)) == ""


@pytest.mark.parametrize(
    ("steps", "bound"),
    [
        ((), EXACT),
        (("channels_last", "compile"), EXACT),
        (("precision", "compile"), Bound(psnr_db=30.0)),
        (("prune", "onnx"), None),
        (("int8_static",), None),
    ],
)
def test_a_recipe_is_bound_by_its_loosest_step(steps: tuple, bound: Bound | None) -> None:
    assert load_recipe({"model": "a", "steps": [{"name": step} for step in steps]}).bound == bound
