"""What a measurement is asked: back from JSON as it was, and refusals that say what is allowed."""

import pytest

from gan_core.errors import SettingsError
from gan_core.measure.settings import load_measure_config
from gan_core.variants.recipe import ORIGINAL
from tests.measure.measured import BF16, MASK, quick


def test_settings_come_back_from_json_as_they_were() -> None:
    config = quick("shapes-gan", BF16, MASK)
    assert load_measure_config(config.model_dump(mode="json")) == config


def test_the_original_comes_first_and_every_variant_once() -> None:
    assert list(quick("shapes-gan", MASK, BF16, MASK).variants()) == [ORIGINAL, "masked 50 %", "bf16 weights"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"batches": []}, "batches must be 1 to 6 numbers from 1 to 1024"),
        ({"batches": [1, 2000]}, "batches must be 1 to 6 numbers from 1 to 1024"),
        ({"batches": [8, 8]}, "batches must differ"),
        ({"num_rounds": 5}, "num_rounds must be at least 6"),
        ({"grid": "Atlantis"}, "grid must be one of World"),
        ({"recipes": [{"model": "shapes-vae", "steps": []}]}, "different models cannot be compared"),
        ({"recipes": [{"model": "shapes-gan", "steps": []}] * 17}, "must hold at most 16"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(change: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        quick("shapes-gan", **change)
