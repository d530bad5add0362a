"""Room on the disk: what counts, what goes by itself where it is tight, and what a run may keep."""

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from gan_core.data import store_upload
from gan_core.errors import RunError
from gan_core.events import Progress
from gan_core.job_types.train import TrainJob
from gan_core.jobs.bin import BIN, remove_leftovers, untrash
from gan_core.jobs.folder import UPLOADS, RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.uploads import remove_unused_uploads
from gan_core.jobs.worker import POLL_SECONDS
from gan_core.steps import step_folders
from gan_core.training import checkpoint
from tests.conftest import tiny
from tests.data.conftest import red, zip_bytes
from tests.jobs.executors import IdleExecutor
from tests.running import make, work

DAY = 24 * 3600.0


def deleted(made: Launcher, name: str, num_bytes: int, seconds_ago: float) -> Path:
    """A run in the bin."""
    folder = make(made.root, tiny(), name)
    (folder.samples / "big.png").write_bytes(b"0" * num_bytes)
    made.delete(name)
    path = made.root / BIN / name
    os.utime(path, (time.time() - seconds_ago,) * 2)
    return path


def uploaded(root: Path, seconds_ago: float, colour: str = "a") -> Path:
    path = store_upload(zip_bytes({f"{colour}.png": red()}), root / UPLOADS)
    os.utime(path, (time.time() - seconds_ago,) * 2)
    return path


def test_bin_is_emptied_oldest_first_and_no_further_than_needed(runs_root: Path) -> None:
    made = Launcher(runs_root, quota_bytes=2_000_000)
    young, old = deleted(made, "young", 900_000, 60.0), deleted(made, "old", 1_500_000, 3600.0)
    made.start(tiny().model_dump(mode="json"), title="Fits now")
    assert not old.exists() and young.exists()
    assert untrash(runs_root, "young").status().title == "Tiny"


def test_bin_is_left_alone_while_there_is_room(runs_root: Path) -> None:
    made = Launcher(runs_root, quota_bytes=10_000_000)
    path = deleted(made, "old", 1_500_000, 3600.0)
    made.check_room()
    assert path.exists()


def test_disk_that_is_nearly_full_empties_the_bin_too(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Launcher(runs_root)
    path = deleted(made, "old", 1000, 3600.0)
    monkeypatch.setattr("gan_core.jobs.launcher.FREE_BYTES", 10**18)
    with pytest.raises(RunError, match=r"nearly full.*ask the person who runs this server"):
        made.check_room()
    assert not path.exists()


def test_bin_and_uploads_count(runs_root: Path) -> None:
    made = Launcher(runs_root)
    deleted(made, "old", 5000, 60.0)
    upload = uploaded(runs_root, 0.0)
    usage = made.index.usage()
    assert usage.bin > 5000 and usage.uploads == upload.stat().st_size and usage.runs == 0
    assert made.index.size_bytes() == usage.total == usage.bin + usage.uploads


def test_upload_that_does_not_fit_is_refused(runs_root: Path) -> None:
    with pytest.raises(RunError, match="allowed"):
        Launcher(runs_root, quota_bytes=1000).check_room(2000)


def test_upload_goes_after_a_day_once_no_run_refers_to_it(runs_root: Path) -> None:
    used, unused, new = (uploaded(runs_root, age, name) for age, name in ((DAY + 9, "a"), (DAY + 9, "b"), (60.0, "c")))
    make(runs_root, tiny().with_changes({"data.name": "folder", "data.path": str(used), "data.image_size": 16}))
    remove_unused_uploads(runs_root, DAY)
    assert used.exists() and new.exists() and not unused.exists()


def test_upload_of_a_deleted_run_stays_as_long_as_that_can_come_back(runs_root: Path) -> None:
    used, made = uploaded(runs_root, DAY + 9), Launcher(runs_root)
    make(runs_root, tiny().with_changes({"data.name": "folder", "data.path": str(used), "data.image_size": 16}))
    made.delete("tiny")
    remove_unused_uploads(runs_root, DAY)
    assert used.exists()
    made.empty_bin()
    remove_unused_uploads(runs_root, DAY)
    assert not used.exists()


def test_unused_upload_makes_way_where_room_is_wanted(runs_root: Path) -> None:
    used_an_hour_ago, just_now = uploaded(runs_root, 3700.0, "a"), uploaded(runs_root, 0.0, "b")
    made = Launcher(runs_root, quota_bytes=just_now.stat().st_size + 50)
    made.check_room()
    assert not used_an_hour_ago.exists() and just_now.exists()


def test_watch_removes_old_uploads(runs_root: Path) -> None:
    made, unused = Launcher(runs_root, executor=IdleExecutor()), uploaded(runs_root, DAY + 9)
    made.scheduler.tick()
    assert not unused.exists()
    made.close()


def test_snapshots_stay_in_their_room_and_spread_over_the_doublings(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, place = TrainJob(make(runs_root, tiny()), lambda *_: None), tmp_path / "snapshots"
    monkeypatch.setattr(checkpoint, "SNAPSHOT_BYTES", 0)
    for step in (25, 37, 54, 79, 115, 167, 243, 353, 512):
        job.state.step = step
        checkpoint.save_generator(place, job.state, job.config, job.labels)
        checkpoint.thin_snapshots(place)
    steps = list(step_folders(place))
    assert len(steps) == checkpoint.FEWEST_SNAPSHOTS and (steps[0], steps[-1]) == (25, 512)
    ratios = [after / before for before, after in pairwise(steps)]
    assert max(ratios) < 4.5


def test_small_snapshots_all_stay(runs_root: Path, tmp_path: Path) -> None:
    job, place = TrainJob(make(runs_root, tiny()), lambda *_: None), tmp_path / "snapshots"
    for step in range(1, 13):
        job.state.step = step
        checkpoint.save_generator(place, job.state, job.config, job.labels)
        checkpoint.thin_snapshots(place)
    assert list(step_folders(place)) == list(range(1, 13))


def test_run_that_has_ended_keeps_one_large_checkpoint(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "MILESTONE_BYTES", 0)
    folder = make(runs_root, tiny())
    seen: list[int] = []

    def listen(event) -> None:
        seen.append(len(step_folders(folder.checkpoints)))
        if isinstance(event, Progress) and event.step in (3, 8):
            folder.ask("save")
            time.sleep(POLL_SECONDS)  # so that it is looked for before the next step

    assert work(folder, listen) == "done"
    assert max(seen) == checkpoint.KEEP and list(step_folders(folder.checkpoints)) == [12]


def test_run_whose_end_was_not_saved_keeps_both(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint, "MILESTONE_BYTES", 0)
    folder: RunFolder = make(runs_root, tiny())
    seen: list[int] = []

    def listen(event) -> None:
        seen.append(len(step_folders(folder.checkpoints)))
        if isinstance(event, Progress) and event.step in (3, 8):
            folder.ask("save")
            time.sleep(POLL_SECONDS)  # so that it is looked for before the next step
        if seen[-1] == 2:
            raise RuntimeError("as bad as can be")

    assert work(folder, listen) == "failed"
    assert len(step_folders(folder.checkpoints)) == 2


def test_run_that_was_never_whole_goes_after_a_day(runs_root: Path) -> None:
    for name, age in ((".old.1a.part", DAY + 9), (".new.1b.part", 9)):
        (runs_root / name).mkdir()
        os.utime(runs_root / name, (time.time() - age,) * 2)
    remove_leftovers(runs_root, DAY)
    assert [path.name for path in runs_root.glob(".*.part")] == [".new.1b.part"]
