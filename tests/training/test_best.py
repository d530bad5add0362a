"""The best generator by a measure is kept, named and found again."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.data import quiet
from gan_core.errors import CheckpointError
from gan_core.jobs.folder import RunFolder
from gan_core.run_settings import BEST_BY
from gan_core.store.model_ref import resolve, saved_steps
from gan_core.training.best import Best
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny
from tests.running import work


def offers(folder: Path, by: str, values: list[float], known: dict | None = None) -> list[int]:
    """The steps at which a generator is kept when these values come one after the other."""
    config = tiny(recording__best_by=by)
    state, _, labels = prepare(config, decide(config.runtime), quiet)
    best = Best(folder, config, labels, known)
    kept = []
    for state.step, value in enumerate(values, start=1):
        if best.offer({by: value, "G/loss": 0.0}, state):
            kept.append(state.step)
        assert len(list(folder.glob("step-*"))) == 1
    return kept


def test_a_distance_is_better_when_it_falls(tmp_path: Path) -> None:
    assert offers(tmp_path, "quality/frechet", [3, 2, 5, 2, 1]) == [1, 2, 5]
    assert [path.name for path in tmp_path.glob("step-*")] == ["step-000000005"]


def test_a_share_is_better_when_it_rises(tmp_path: Path) -> None:
    assert offers(tmp_path, "quality/recall", [0.1, 0.3, 0.2, 0.4]) == [1, 2, 4]


def test_what_was_best_before_a_resume_stays_best(tmp_path: Path) -> None:
    offers(tmp_path, "quality/frechet", [2])
    known = {"by": "quality/frechet", "value": 2, "step": 1}
    assert offers(tmp_path, "quality/frechet", [3, 1], known) == [2]


def fork_of(folder: Path, past: list[float], offered: list[float]) -> list[tuple[int, float]]:
    """Step and value of what is called best of a run that begins at step 100 with a past."""
    config = tiny()
    state, _, labels = prepare(config, decide(config.runtime), quiet)
    state.step, best, told = 100, Best(folder, config, labels, None), []
    if begun := best.begin([{"G/loss": 1.0}, *({"quality/frechet": each} for each in past)], state):
        told.append((begun["step"], begun["value"]))
    for state.step, value in enumerate(offered, start=101):
        if found := best.offer({"quality/frechet": value}, state):
            told.append((found["step"], found["value"]))
    return told


def test_a_fork_that_ruins_its_generator_keeps_the_one_it_began_with(tmp_path: Path) -> None:
    assert fork_of(tmp_path, [60, 27], [314, 290, 280]) == [(100, 27)]
    assert [path.name for path in tmp_path.glob("step-*")] == ["step-000000100"]


def test_a_fork_that_gets_better_has_a_new_best(tmp_path: Path) -> None:
    assert fork_of(tmp_path, [60, 27], [30, 20, 25]) == [(100, 27), (102, 20)]


def test_a_run_without_a_past_begins_without_a_best(tmp_path: Path) -> None:
    assert fork_of(tmp_path, [], [50]) == [(101, 50)]


def test_the_figure_of_the_best_is_of_other_latents_and_the_choice_is_not(tmp_path: Path) -> None:
    config = tiny()
    state, _, labels = prepare(config, decide(config.runtime), quiet)
    best, asked = Best(tmp_path, config, labels, None), []

    def afresh() -> float:
        asked.append(state.step)
        return 30.0

    for state.step, value in enumerate([26, 28, 25], start=1):
        best.offer({"quality/frechet": value}, state, afresh)
    assert asked == [1, 3]  # though 28 is less than 30
    told = {"value": 30.0, "chosen_by": 25, "afresh": True, "looks": 3}
    assert told.items() <= best.found.items()


def test_the_best_of_looks_that_are_all_luck_is_told_without_the_luck(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    config = tiny()
    state, _, labels = prepare(config, decide(config.runtime), quiet)
    told, chosen = [], []
    for run in range(12):
        best = Best(tmp_path / str(run), config, labels, None)
        for state.step in range(1, 15):
            best.offer({"quality/frechet": rng.normal(30, 2)}, state, lambda: rng.normal(30, 2))
        told.append(best.found["value"])
        chosen.append(best.found["chosen_by"])
    assert np.mean(chosen) < 27.5
    assert np.mean(told) == pytest.approx(30, abs=1.7)


def test_best_whose_generator_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    assert offers(tmp_path, "quality/frechet", [9], {"by": "quality/frechet", "value": 2, "step": 77}) == [1]


def test_every_measure_but_distances_is_better_when_it_is_more() -> None:
    assert {name for name in BEST_BY if "frechet" in name or "kid" in name} == {"quality/frechet", "quality/kid"}


def test_run_keeps_its_best_counts_its_energy_and_says_so(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "a-run", tiny(training__num_steps=3).model_dump(mode="json"), title="A run")
    assert work(folder) == "done"
    status = folder.status()
    best = status.facts["best"]
    assert best["by"] == "quality/frechet" and best["afresh"] and best["value"] != best["chosen_by"]
    assert resolve("a-run@best").name == f"step-{best['step']:09d}"
    assert best["step"] in [saved.step for saved in saved_steps("a-run")]
    assert status.energy["joules"] > 0
    assert status.energy["source"]
    with folder.record() as record:
        spent = [values["energy/wh"] for *_, values in record.rows() if "energy/wh" in values]
    assert spent == sorted(spent)
    assert 0 < spent[-1] * 3600 <= status.energy["joules"] * (1 + 1e-3)


def test_run_that_keeps_no_best_says_so(runs_root: Path) -> None:
    config = tiny(training__num_steps=1, recording__best_by="off", recording__watch_budget=0)
    folder = RunFolder.create(runs_root / "a-run", config.model_dump(mode="json"), title="A run")
    work(folder)
    with pytest.raises(CheckpointError, match="has no best"):
        resolve("a-run@best")
