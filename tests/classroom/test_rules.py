"""Whose a run is and what follows: stop, resume, delete, see, start; and a class that is deleted whole."""

from pathlib import Path

import pytest

from gan_core.classroom.activity import activities
from gan_core.classroom.answers import predict
from gan_core.classroom.database import ClassroomError, database_path
from gan_core.classroom.deletion import delete_classroom, delete_pupil
from gan_core.classroom.person import Person, find_person
from gan_core.classroom.pupils import pupils_of
from gan_core.classroom.rooms import allow_presets, freeze
from gan_core.classroom.rules import ClassroomGuard
from gan_core.classroom.wall import hang_picture, items, vote, wall_folder
from gan_core.errors import RunError, UserError
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.presets import PRESETS
from tests.classroom.rooms_of_tests import PNG, again, joined, opened_class
from tests.conftest import tiny

TINY = tiny().model_dump(mode="json")


@pytest.fixture
def idle(runs_root: Path) -> Launcher:
    """A launcher whose watch is not open: what is started waits."""
    return Launcher(runs_root, max_workers=1)


def of(idle: Launcher, person: Person | None, browser: str = "") -> Launcher:
    return idle.guarded_by(ClassroomGuard(idle.root, idle.index, lambda: person, lambda: browser))


def started(idle: Launcher, person: Person | None, owner: str = "") -> RunFolder:
    return of(idle, person).start(TINY, title="Tiny", owner=person.owner if person else owner)


def test_pupils_change_their_own_runs_only_and_the_teacher_all(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    mia, noah = (joined(runs_root, teacher, name)[0] for name in ("Mia", "Noah"))
    run = started(idle, mia)
    for act in (Launcher.stop, Launcher.resume, Launcher.delete, Launcher.stop_and_wait, Launcher.check_change):
        with pytest.raises(ClassroomError, match="only Mia and the teacher"):
            act(of(idle, noah), run.name)
        with pytest.raises(ClassroomError, match="only Mia and the teacher"):
            act(of(idle, noah), run)
    assert run.status().state == "queued"
    of(idle, mia).stop(run.name)
    assert run.status().state == "stopped"
    of(idle, mia).resume(run.name)
    of(idle, teacher).delete(run.name)
    assert not run.exists()


def test_whoever_drops_the_cookie_gains_nothing(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    run = started(idle, joined(runs_root, teacher, "Mia")[0])
    with pytest.raises(RunError, match="no run called"):
        of(idle, None).stop(run.name)
    with pytest.raises(ClassroomError, match="belongs to a class"):
        of(idle, None).delete(run)
    assert of(idle, None).statuses() == []


def test_classes_do_not_see_each_other(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    other, _ = opened_class(runs_root, "8a")
    mia = joined(runs_root, teacher, "Mia")[0]
    run = started(idle, mia)
    stranger = joined(runs_root, other, "Mia")[0]
    for person in (other, stranger):
        assert of(idle, person).statuses() == []
        with pytest.raises(RunError, match="no run called"):
            of(idle, person).find(run.name)
        with pytest.raises(ClassroomError):
            of(idle, person).stop(run)
    assert [each.name for each in of(idle, mia).statuses()] == [run.name]
    assert [each.num_runs for each in activities(runs_root, idle.index, other.classroom.id)] == [0]


def test_runs_of_no_class_are_as_before_for_whoever_is_in_none(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    mia = joined(runs_root, teacher, "Mia")[0]
    run = started(idle, None, owner="browser")
    with pytest.raises(ClassroomError, match="not yours"):
        of(idle, mia).stop(run.name)
    of(idle, mia, "browser").check_change(run.name)  # she started it before she joined
    of(idle, None).stop(run.name)
    assert run.status().state == "stopped"


def test_frozen_class_starts_and_resumes_nothing_but_can_stop(runs_root: Path, idle: Launcher) -> None:
    teacher, secret = opened_class(runs_root)
    mia, token = joined(runs_root, teacher, "Mia")
    run = started(idle, mia)
    freeze(runs_root, teacher.classroom.id, True)
    mia = again(runs_root, token)
    of(idle, mia).stop(run.name)
    for act in (lambda: of(idle, mia).resume(run.name), lambda: started(idle, mia)):
        with pytest.raises(ClassroomError, match="frozen"):
            act()
    started(idle, again(runs_root, secret))


def test_pupils_train_allowed_presets_with_rates_of_their_own(runs_root: Path, idle: Launcher) -> None:
    teacher, secret = opened_class(runs_root)
    _, token = joined(runs_root, teacher, "Mia")
    first, second = list(PRESETS)[:2]
    allow_presets(runs_root, teacher.classroom.id, [first])
    mia, preset = again(runs_root, token), PRESETS[first].config
    of(idle, mia).start(preset.with_changes({"optimiser.lr": 1e-4, "seed": 9}).model_dump(mode="json"), title="x")
    for config, job_type in ((PRESETS[second].config, "train"), (preset, "race")):
        with pytest.raises(ClassroomError, match=PRESETS[first].title):
            of(idle, mia).start(config.model_dump(mode="json"), title="x", owner=mia.owner, job_type=job_type)
    of(idle, again(runs_root, secret)).start(PRESETS[second].config.model_dump(mode="json"), title="x")


def test_pupil_who_floods_the_queue_is_told(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    mia, noah = (joined(runs_root, teacher, name)[0] for name in ("Mia", "Noah"))
    for _ in range(3):
        started(idle, mia)
    with pytest.raises(ClassroomError, match="3 runs of yours wait already"):
        started(idle, mia)
    started(idle, noah)


def test_emptying_the_bin_is_the_teacher_s(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    with pytest.raises(ClassroomError, match="Only the teacher"):
        of(idle, joined(runs_root, teacher, "Mia")[0]).empty_bin()
    of(idle, teacher).empty_bin()


def test_deleted_class_leaves_nothing(runs_root: Path, idle: Launcher) -> None:
    other, _ = opened_class(runs_root, "8a")
    stranger = joined(runs_root, other, "Emil")[0]
    kept, kept_item = started(idle, stranger), hang_picture(runs_root, stranger, "samples", "", PNG)
    teacher, secret = opened_class(runs_root, "Secret title")
    mia, token = joined(runs_root, teacher, "Wilhelmina")
    run, binned = started(idle, mia), started(idle, mia)
    of(idle, mia).delete(binned.name)
    vote(runs_root, teacher, hang_picture(runs_root, mia, "samples", "Very own words", PNG))
    predict(runs_root, mia, "what-a-gan-is", 2, 1)

    delete_classroom(idle, teacher.classroom.id)

    assert find_person(runs_root, secret, token) is None
    assert not run.path.exists() and not wall_folder(runs_root, teacher.classroom.id).exists()
    assert [path.name for path in (runs_root / ".trash").iterdir()] == []
    written = b"".join(path.read_bytes() for path in database_path(runs_root).parent.glob("classrooms.sqlite*"))
    for words in ("Wilhelmina", "Secret title", "Very own words", teacher.classroom.id, mia.id):
        assert words.encode() not in written, words
    assert kept.exists() and [item.id for item in items(runs_root, stranger)] == [kept_item]
    assert [each.name for each in pupils_of(runs_root, other.classroom.id)] == ["Emil"]


def test_removed_pupil_takes_everything_along(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    mia, token = joined(runs_root, teacher, "Mia")
    noah = joined(runs_root, teacher, "Noah")[0]
    runs = started(idle, mia), started(idle, noah)
    number = hang_picture(runs_root, noah, "samples", "", PNG)
    vote(runs_root, mia, number)
    hang_picture(runs_root, mia, "samples", "", PNG)
    delete_pupil(idle, teacher.classroom.id, mia.id)
    assert find_person(runs_root, "", token) is None
    assert [run.exists() for run in runs] == [False, True]
    assert [(item.id, item.votes) for item in items(runs_root, teacher)] == [(number, 0)]


def test_run_that_a_class_left_behind_belongs_to_nobody(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    mia = joined(runs_root, teacher, "Mia")[0]
    delete_classroom(idle, teacher.classroom.id)
    run = of(idle, None).start(TINY, title="Late", owner=mia.owner)
    of(idle, None).stop(run.name)
    assert run.status().state == "stopped"


def test_terminal_meets_no_guard(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    run = started(idle, joined(runs_root, teacher, "Mia")[0])
    idle.stop(run.name)
    assert run.status().state == "stopped" and [each.name for each in idle.statuses()] == [run.name]


def test_starts_are_limited_in_a_minute(runs_root: Path, idle: Launcher) -> None:
    teacher, _ = opened_class(runs_root)
    mia = joined(runs_root, teacher, "Mia")[0]
    for _ in range(10):
        idle.stop(started(idle, mia))
    with pytest.raises(UserError, match="many runs"):
        started(idle, mia)
