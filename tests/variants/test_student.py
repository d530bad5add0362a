"""Students as variants: in one cost table with their baseline, followed by int8, told apart from others'."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from gan_core.generators import load as generator
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.measure.settings import load_measure_config
from gan_core.optimise.files import file_bytes
from gan_core.recovery.settings import load_recover_config
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model, resolve
from gan_core.variants.recipe import ORIGINAL, Recipe, build, problems
from gan_core.variants.recipe_text import from_text, to_text
from gan_core.variants.student import student_step, teachers_of
from gan_core.variants.width import Width
from tests.recovery.teachers import distillation, make_student, num_weights, saved
from tests.running import work


@pytest.fixture
def taught(runs_root: Path) -> str:
    """A teacher among the runs, with a student of it in the run "lesson"."""
    name = saved(runs_root)
    assert work(make_student(runs_root, distillation(name))) == "done"
    return name


def recipe(model: str, run: str = "lesson", *more: dict) -> Recipe:
    return Recipe(model=model, steps=(student_step(run).model_dump(mode="json"), *more))


def test_a_student_stands_in_its_teachers_place_and_draws_its_own_pictures(taught: str) -> None:
    made = recipe(taught)
    assert made.title == "pruned 50 % (magnitude), distilled 12 steps"
    variant, student = build(made), generator.load(resolve("lesson"))
    z = draw_z(0, 4, student.latent_dim)
    assert np.array_equal(variant.decode(z), student.decode(z))
    assert num_weights(variant.module) < num_weights(generator.load(resolve(taught)).module)
    assert "12 steps of its own" in variant.notes[0]


def test_pruned_then_taught_then_int8_is_one_variant_with_a_smaller_file(taught: str) -> None:
    whole, small = build(recipe(taught)), build(recipe(taught, "lesson", {"name": "int8_static"}))
    assert small.card.config.model.g_channels == whole.card.config.model.g_channels == (8, 6)
    assert len(file_bytes(small)) > 0 and small.decode(draw_z(0, 2, 4)).shape == whole.decode(draw_z(0, 2, 4)).shape


def test_a_student_of_a_student_is_a_variant_of_the_first_teacher(runs_root: Path, taught: str) -> None:
    assert work(make_student(runs_root, distillation("lesson", num_steps=3), "second")) == "done"
    assert teachers_of("second") == ["lesson", taught]
    assert problems(recipe(taught, "second"), read_card(resolve(taught))) == ("",)


def test_a_student_of_another_model_a_missing_one_and_one_that_is_not_first_are_refused(taught: str) -> None:
    other, card = read_card(find_model("shapes-gan")), read_card(resolve(taught))
    assert "taught by a different model" in problems(recipe("shapes-gan"), other)[0]
    assert "no longer exists" in problems(from_text(taught, "recovered,run=gone"), card)[0]
    assert "put it first" in problems(from_text(taught, "mask+recovered,run=lesson@12"), card)[1]
    assert "start one" in problems(from_text(taught, "recovered"), card)[0]


def test_what_is_no_recovery_is_no_student(taught: str) -> None:
    assert student_step(taught) is None and student_step("gone") is None and teachers_of("shapes-gan") == []
    for made_up in ("lesson@best", "lesson@x", "lesson@7", "../runs/lesson", "x" * 120):
        assert student_step(made_up) is None


def test_a_student_that_was_pruned_many_times_has_a_short_name(runs_root: Path) -> None:
    steps = [{"name": "prune", "ratio": 0.1, "importance": "magnitude"}] * 8
    config = load_recover_config({"teacher": "shapes-gan", "steps": steps})
    run = RunFolder.create(runs_root / "many", config.model_dump(mode="json"), title="Many", job_type="recover")
    saved_at = run.checkpoints / "step-000000003"
    saved_at.mkdir(parents=True)
    (saved_at / "generator.safetensors").touch()
    made = student_step("many").made
    assert made.startswith("pruned 10 % (magnitude), pruned") and made.endswith("… 3 steps") and len(made) <= 160


def test_the_best_moment_of_a_teacher_knows_its_students(runs_root: Path, taught: str) -> None:
    best = runs_root / taught / "best" / "step-000000009"
    shutil.copytree(resolve(taught), best)
    assert problems(recipe(taught), read_card(best)) == ("",)


def test_a_width_is_offered_only_where_it_was_learned() -> None:
    any_cost, ordinary = (read_card(find_model(name)) for name in ("shapes-any-cost", "shapes-gan"))
    assert Width(ratio=0.25).unfit(any_cost) == ""
    assert "25 %, 50 %, 75 %" in Width(ratio=0.3).unfit(any_cost)
    assert "only with all of its channels" in Width(ratio=0.25).unfit(ordinary)
    assert "put it first" in from_text("shapes-any-cost", "prune+width").steps[1].unfit(
        any_cost, from_text("shapes-any-cost", "prune").steps
    )


def test_a_width_is_an_ordinary_narrower_variant() -> None:
    half = build(from_text("shapes-any-cost", "width"))
    assert half.card.config.model.g_channels == tuple(
        each // 2 for each in read_card(find_model("shapes-any-cost")).config.model.g_channels
    )


@pytest.mark.parametrize("text", ["prune,ratio=0.3,importance=random+int8_static,per_channel=False", "mask", "width"])
def test_a_recipe_comes_back_from_an_address(text: str) -> None:
    assert to_text(from_text("shapes-gan", text)) == text


def test_variants_with_one_title_are_both_measured() -> None:
    steps = [[{"name": "prune", "seed": seed}] for seed in (0, 1, 0)]
    recipes = [{"model": "shapes-gan", "steps": each} for each in steps]
    config = load_measure_config({"model": "shapes-gan", "recipes": recipes})
    assert list(config.variants()) == [ORIGINAL, "pruned 50 %", "pruned 50 % (2)"]
