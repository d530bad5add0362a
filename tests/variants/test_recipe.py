"""Recipes: in which order steps make sense, how they are written down, and what building one gives."""

import json
import subprocess
import sys

import numpy as np
import pytest

from gan_core.errors import CheckpointError, SettingsError
from gan_core.store.model_card import read_card, shipped
from gan_core.variants.recipe import Recipe, build, cautions, default_recipes, load_recipe, problems
from gan_core.variants.transformations import TRANSFORMATIONS
from tests.small_generators import drawn, small

CARD = small("resize").card


def recipe(*steps: str | dict) -> Recipe:
    named = [{"name": step} if isinstance(step, str) else step for step in steps]
    return load_recipe({"model": "shapes-gan", "steps": named})


def test_a_recipe_survives_being_written_down() -> None:
    before = recipe({"name": "prune", "ratio": 0.3, "importance": "random"}, "precision", "compile")
    assert load_recipe(json.loads(json.dumps(before.model_dump(mode="json")))) == before


@pytest.mark.parametrize(
    ("steps", "title"),
    [
        ((), "original"),
        (({"name": "prune", "ratio": 0.5}, "int8_static"), "pruned 50 % → int8 static"),
        (({"name": "prune", "importance": "magnitude"}, "onnx"), "pruned 50 % (magnitude) → ONNX Runtime"),
        (({"name": "mask", "ratio": 0.9}, {"name": "precision", "weights": "fp16"}), "masked 90 % → fp16 weights"),
    ],
)
def test_a_title_says_what_was_done(steps: tuple, title: str) -> None:
    assert recipe(*steps).title == title


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_every_transformation_says_what_it_is_and_where_it_stands(name: str) -> None:
    step = TRANSFORMATIONS[name]()
    assert step.name == name
    assert step.title and step.words and step.about.endswith(".") and step.stage in ("weights", "numbers", "runtime")


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        (("onnx", "prune"), "“ONNX Runtime” comes last: put this step before it."),
        (("int8_static", "precision"), "“Int8, static” comes last"),
        (("onnx", "int8_dynamic", "int8_static"), "“Int8, dynamic” already sets the runtime"),
        (("precision", "prune"), "put it before “Half precision”"),
        (("precision", "onnx"), "leave out “bf16 weights”"),
        (("channels_last", "int8_static"), "leave out “channels last”"),
        (("mask", "mask"), "is already in the list"),
        (("tf32",), "needs an NVIDIA GPU"),
        (("cuda_graphs",), "needs an NVIDIA GPU"),
    ],
)
def test_an_order_that_makes_no_sense_is_told(steps: tuple, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert reason in problems(recipe(*steps), CARD)[-1]


@pytest.mark.parametrize(
    "steps",
    [
        ("prune", "prune", "int8_static"),
        ("prune", "onnx", "int8_static"),
        ("mask", "prune", "precision", "channels_last"),
        ({"name": "precision", "weights": "fp16"},),
    ],
)
def test_an_order_that_makes_sense_has_no_problem(steps: tuple) -> None:
    assert problems(recipe(*steps), CARD) == ("",) * len(steps)


def test_fp16_on_a_cpu_is_allowed_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    half = recipe({"name": "precision", "weights": "fp16"})
    assert problems(half, CARD) == ("",)
    assert "slower" in cautions(half, CARD)[0]
    assert cautions(recipe("precision"), CARD) == ("",)


def test_channels_last_means_nothing_without_convolutions() -> None:
    assert "no convolutions" in problems(recipe("channels_last"), small("mlp").card)[0]


def test_int8_of_transposed_convolutions_is_told_beforehand() -> None:
    assert "no int8 kernel" in cautions(recipe("int8_static"), small("transposed").card)[0]
    assert cautions(recipe("int8_static"), CARD) == ("",)


def test_building_what_makes_no_sense_is_refused_with_the_reason() -> None:
    with pytest.raises(SettingsError, match="Structured pruning: “ONNX Runtime” comes last"):
        build(recipe("onnx", "prune"), base=small())


def test_building_from_a_model_that_is_not_there_is_told() -> None:
    with pytest.raises(CheckpointError, match="no longer exists"):
        build(load_recipe({"model": "no-such-run"}))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"model": "a", "steps": [{"name": "prune", "ratio": 0.95}]}, "ratio must be at most 0.9"),
        ({"model": "a", "steps": [{"name": "shrink"}]}, "must be one of"),
        ({"model": "a", "steps": [{"name": "mask"}] * 9}, "at most 8"),
    ],
)
def test_a_bad_recipe_is_told(values: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_recipe(values)


def test_building_reports_each_step_and_the_end() -> None:
    heard: list[tuple[str, float | None]] = []
    build(recipe("mask", "precision"), lambda text, share: heard.append((text, share)), base=small())
    assert heard == [("Masked pruning …", 0.0), ("Half precision …", 0.5), ("masked 50 % → bf16 weights", 1.0)]


def test_no_steps_are_the_original() -> None:
    assert np.array_equal(drawn(build(load_recipe({"model": "digits-vae"}))), drawn(build(recipe(), base=_vae())))


def _vae() -> object:
    from gan_core.generators.load import load

    return load("digits-vae")


def test_the_card_of_a_variant_says_what_was_done_and_claims_no_figures() -> None:
    card = build(recipe("mask", "precision"), base=small()).card
    assert card.title == "Small, masked 50 %, bf16 weights"
    assert card.figures == {} and card.command == ""
    assert not card.path.exists()


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_what_is_ticked_at_first_fits_every_shipped_model(path: object) -> None:
    card = read_card(path)
    first = default_recipes(card)
    unpruned = card.config.model.modulated_by or not card.config.family.one_pass  # structured pruning is refused
    assert len(first) == (4 if unpruned else 6)
    assert not any(any(problems(each, card)) for each in first)
    assert {each.model for each in default_recipes(card, "my-run@100")} == {"my-run@100"}


def test_recipes_are_read_and_judged_without_torch() -> None:
    code = (
        "import sys; from gan_core.variants.recipe import default_recipes; from gan_core.store.model_card import *;"
        "from gan_core.store.model_ref import *;"
        "assert default_recipes(read_card(find_model('shapes-gan'))); sys.exit('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
