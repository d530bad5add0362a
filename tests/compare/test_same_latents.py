"""Rows of pictures from the same latents, at the same moment."""

from pathlib import Path

import numpy as np

from gan_core.compare.pictures import Row, in_one_window, nearest, rows, same_latents
from gan_core.compare.subject import subject
from gan_core.generators import load as generator
from gan_core.job_types.registry import load_settings
from gan_core.jobs.launcher import Launcher
from gan_core.runs.fork import fork
from gan_core.store.model_ref import SavedStep
from tests.compare.recorded import compared, recorded
from tests.running import finished_run


def test_a_fork_draws_what_its_parent_drew_where_it_began(runs_root: Path) -> None:
    parent = finished_run(runs_root)
    child = fork(Launcher(runs_root), parent, changes={"training.num_steps": 20})
    above, below = rows(
        [subject(parent, load_settings), subject(child, load_settings)], generator.load, step=None, count=5, seed=3
    )
    assert above.step == below.step == 12 and above.pictures.shape == (5, 3, 16, 16)
    assert np.array_equal(above.pictures, below.pictures)
    (other,) = rows([subject(parent, load_settings)], generator.load, step=None, count=5, seed=4)
    assert not np.array_equal(above.pictures, other.pictures)


def test_a_moment_is_the_last_one_saved_until_then() -> None:
    found = [SavedStep(step, Path(str(step))) for step in (10, 20, 30)]
    assert [nearest(found, step).step for step in (None, 25, 20, 5)] == [30, 20, 20, 10]
    assert nearest([], None) is None


def test_points_of_all_runs_are_drawn_in_one_window() -> None:
    near, far = np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([[-4.0, 0.0], [4.0, 0.0]])
    drawn = [row.pictures[0].min(axis=0) for row in in_one_window([Row("a", 1, near), Row("b", 1, far)])]
    columns = [np.flatnonzero((picture < 100).any(axis=0)) for picture in drawn]
    spans = [int(each[-1] - each[0]) for each in columns]
    assert spans[1] > 3 * spans[0]


def test_latents_as_large_as_a_picture_are_told(runs_root: Path) -> None:
    flow = {"model__name": "unet_flow", "objective__name": "flow_matching"}
    both = compared(recorded(runs_root, "one", []), recorded(runs_root, "two", [], **flow))
    assert same_latents(both) == "The latents differ: a flow's is as large as its picture."
    assert same_latents(both[1:]) == ""


def test_other_numbers_of_latents_are_told(runs_root: Path) -> None:
    both = compared(recorded(runs_root, "one", []), recorded(runs_root, "two", [], model__latent_dim=8))
    assert "4 and 8 dimensions" in same_latents(both) and same_latents(both[:1]) == ""
    found = rows(both, generator.load, step=None, count=5)
    assert [row.why_not for row in found] == ["It has saved nothing yet."] * 2
