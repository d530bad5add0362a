"""Curves over a common axis, settings that differ, figures that may stand in one column, and the family tree."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gan_core.compare.comparable import refusal
from gan_core.compare.differences import differences
from gan_core.compare.family import family
from gan_core.compare.family_html import family_html
from gan_core.compare.lines import has_axis, line, smooth
from gan_core.compare.subject import labels, subjects
from gan_core.compare.table import table
from gan_core.compare.wording import column_title, refusal_words
from gan_core.errors import UserError
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.index import RunIndex
from gan_core.runs.origin import Origin
from tests.compare.recorded import compared, recorded

FALLING = [(step, {"G/loss": 10.0 - step, "energy/wh": 0.2 * step}) for step in range(1, 9)]
DIGITS = {"watch/fidelity": {"extractor": "digits", "num_images": 500, "num_reference": 1000}}


@pytest.mark.parametrize(("axis", "last"), [("step", 8), ("images", 64), ("seconds", 4.0), ("wh", 1.6)])
def test_a_curve_lies_over_every_axis(axis: str, last: float, runs_root: Path) -> None:
    (one,) = compared(recorded(runs_root, "one", FALLING))
    found = line(one, "G/loss", axis)
    assert found.x[-1] == pytest.approx(last) and found.y[-1] == 2.0


def test_energy_is_an_axis_only_where_all_measured_it(runs_root: Path) -> None:
    both = compared(recorded(runs_root, "one", FALLING), recorded(runs_root, "two", [(1, {"G/loss": 1.0})]))
    assert not has_axis(both, "wh") and line(both[1], "G/loss", "wh") is None


def test_speed_is_images_over_seconds(runs_root: Path) -> None:
    (one,) = compared(recorded(runs_root, "one", FALLING))
    assert line(one, "speed", "step").y == pytest.approx(16.0)


def test_thinning_keeps_the_peak(runs_root: Path) -> None:
    rows = [(step, {"G/loss": 100.0 if step == 777 else 1.0}) for step in range(1, 2001)]
    (one,) = compared(recorded(runs_root, "one", rows))
    found = line(one, "G/loss", "step", max_points=100)
    assert len(found.y) <= 100 and found.y.max() == 100.0


def test_smoothing_leaves_a_constant_alone_and_halves_a_jump_after_its_halflife() -> None:
    steps = np.arange(200.0)
    assert smooth(steps, np.full(200, 3.0), 10) == pytest.approx(3.0)
    jump = smooth(steps, np.where(steps < 190, 0.0, 1.0), 10)
    assert jump[-1] == pytest.approx(0.5, abs=1e-3)


def test_only_settings_that_differ_are_told(runs_root: Path) -> None:
    found = differences(
        compared(recorded(runs_root, "one", FALLING), recorded(runs_root, "two", FALLING, optimiser__lr=1e-4))
    )
    assert found == {"optimiser.lr": [2e-3, 1e-4]}


def test_a_setting_that_was_changed_on_the_way_counts_as_it_is_now(runs_root: Path) -> None:
    one, two = recorded(runs_root, "one", FALLING), recorded(runs_root, "two", FALLING)
    with two.record() as record:
        record.put(live={"optimiser.lr": 0.5})
    assert differences(compared(one, two)) == {"optimiser.lr": [2e-3, 0.5]}


def test_losses_of_two_games_share_no_column(runs_root: Path) -> None:
    both = compared(recorded(runs_root, "one", FALLING), recorded(runs_root, "two", FALLING, objective__name="hinge"))
    found = table(both)
    assert "G/loss" not in [column.name for column in found.columns]
    (refused,) = found.refused
    assert (refused.values["what"], refused.values["values"]) == ("objective", ["least_squares", "hinge"])
    assert refusal_words(refused) == "Generator loss is not compared: objective is Least squares and Hinge."
    assert line(both[1], "G/loss", "step") is not None


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"facts": DIGITS}, ""),
        ({"facts": {"watch/fidelity": {**DIGITS["watch/fidelity"], "num_images": 100}}}, "number of images is 500 and"),
        ({"facts": {"watch/fidelity": {**DIGITS["watch/fidelity"], "extractor": "pixels"}}}, "extractor is digits and"),
        ({"facts": DIGITS, "data__image_size": 32}, "picture size is 16 and 32"),
    ],
)
def test_distances_are_compared_only_where_they_were_measured_alike(other: dict, words: str, runs_root: Path) -> None:
    rows = [(1, {"quality/frechet": 5.0})]
    both = compared(recorded(runs_root, "one", rows, facts=DIGITS), recorded(runs_root, "two", rows, **other))
    reason = refusal(both, "quality/frechet")
    assert words in refusal_words(reason) if words else reason is None


def test_ssim_of_an_earlier_version_is_not_compared_with_today_s_and_psnr_is(runs_root: Path) -> None:
    rows, told = [(1, {"VAE/ssim": 0.5, "VAE/psnr": 14.0})], {"num_images": 256, "held_out": True}
    before, now, again = compared(
        recorded(runs_root, "before", rows, family="vae", facts={"watch/reconstruction": told}),
        recorded(runs_root, "now", rows, family="vae", facts={"watch/reconstruction": told | {"dynamic_range": 1}}),
        recorded(runs_root, "again", rows, family="vae", facts={"watch/reconstruction": told | {"dynamic_range": 1}}),
    )
    assert refusal_words(refusal([before, now], "VAE/ssim")) == "SSIM is not compared: dynamic range is unknown and 1."
    assert refusal([now, again], "VAE/ssim") is refusal([before, now], "VAE/psnr") is None


def test_energy_of_an_assumed_power_is_called_so_and_ranks_nobody(runs_root: Path) -> None:
    both = [recorded(runs_root, name, FALLING) for name in ("one", "two")]
    (energy,) = (each for each in table(compared(*both)).columns if each.name == "energy/wh")
    assert energy.assumed and "assumed" in column_title(energy) and energy.better == ""
    for folder in both:
        with folder.record() as record:
            record.put(energy={"joules": 1.0, "seconds": 1.0, "source": "RAPL", "measured": True})
    (energy,) = (each for each in table(compared(*both)).columns if each.name == "energy/wh")
    assert (column_title(energy), energy.better) == ("Energy in Wh", "lower")


def test_too_many_runs_and_one_twice_are_refused(runs_root: Path) -> None:
    one = recorded(runs_root, "one", FALLING)
    with pytest.raises(UserError, match="Compare 1 to 6"):
        subjects([one] * 7, load_settings)
    with pytest.raises(UserError, match="named twice"):
        subjects([one, RunFolder(one.path)], load_settings)


def test_equal_titles_are_numbered(runs_root: Path) -> None:
    both = [recorded(runs_root, name, FALLING) for name in ("one", "two")]
    with both[1].record() as record:
        record.put(title="One")
    assert labels(compared(*both)) == ["One (1)", "One (2)"]


def test_the_tree_goes_on_where_a_parent_was_deleted(runs_root: Path) -> None:
    recorded(runs_root, "alone", FALLING)
    recorded(runs_root, "child", FALLING, origin=Origin("gone", "The <first>", 4, {"optimiser.lr": 1e-4}))
    recorded(runs_root, "grandchild", FALLING, origin=Origin("child", "Child", 6))
    statuses = RunIndex(runs_root).statuses()
    tree = family(runs_root, statuses, ["grandchild", "alone"])
    assert [(each.name, each.depth, each.born, each.gone) for each in tree] == [
        ("gone", 0, 0, True),
        ("child", 1, 4, False),
        ("grandchild", 2, 6, False),
    ]
    drawn = family_html(tree, {}, lambda name: f"/?run={name}")
    assert "The &lt;first&gt;" in drawn and "optimiser.lr = 0.0001" in drawn and "/?run=gone" not in drawn


def test_what_was_chosen_comes_before_its_settings_and_empty_is_not_set() -> None:
    one = SimpleNamespace(settings={"data.root": "", "data.points": 5, "data.name": "ring"})
    two = SimpleNamespace(settings={"data.points": 6, "data.name": "digits"})
    assert list(differences([one, two])) == ["data.name", "data.points"]
