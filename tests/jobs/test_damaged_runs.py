"""Records that make no sense: the run is shown as damaged and can be deleted, and everybody else's list goes on."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.history import History
from gan_core.jobs.index import RunIndex
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.local_executor import LocalExecutor
from tests.conftest import tiny
from tests.jobs.executors import IdleExecutor
from tests.running import make, work

DEEP = "[" * 5000 + "]" * 5000
NO_NUMBER = ["null", '"yesterday"', "NaN", "1e999", "-7", "[]", "{}", "true", '{"a"', "", None, 7.5e300, b"\xff\xfe"]
NO_TEXT = ["null", "7", "[]", "true", '"cut', '"\\ud800"', None, DEEP]
NO_OBJECT = ['"text"', "7", "[]", "[[1]]", '{"a": ', DEEP, '{"a":' * 30 + "1" + "}" * 30]
RUBBISH = {
    **{name: NO_NUMBER for name in ("created", "queued", "started", "paused", "ended", "seconds", "heartbeat")},
    **{name: [*NO_NUMBER, "1.5"] for name in ("step", "images", "pid", "start_ticks", "folder_inode")},
    "last_checkpoint": [*NO_NUMBER, "1.5"],
    "pid_started": NO_NUMBER,
    **{name: [each for each in NO_NUMBER if each != "-7"] for name in ("images_per_second", "goal", "memory_left")},
    **{
        name: NO_TEXT
        for name in ("title", "owner", "message", "reason", "boot_id", "host", "machine", "ticket", "fault")
    },
    "state": [*NO_TEXT, '"asleep"', '"damaged "', '""'],
    "resumed_from": [*NO_TEXT, '"Done"', '"a b"'],
    "job_type": [*NO_TEXT, '""', '"a type of its own!"'],
    "in_terminal": ["null", '"yes"', "1", "[]", "tru"],
    "live": [*NO_OBJECT, '{"optimiser.lr": "fast"}', '{"optimiser.lr": null}', '{"runtime.device": []}'],
    "facts": [
        *NO_OBJECT,
        '{"best": 3}',
        '{"best": {"by": "quality/kid"}}',
        '{"watch/modes": {"names": 3, "num_images": 5}}',
        '{"watch/points": {"names": ["a"]}}',
        '{"watch/fidelity": "good"}',
    ],
    "energy": [
        *NO_OBJECT,
        "{}",
        '{"joules": "many", "seconds": 1, "source": "x", "measured": true}',
        '{"joules": 1, "seconds": 1, "source": "x"}',
        '{"joules": 1, "seconds": 1, "source": 5, "measured": true}',
        '{"joules": NaN, "seconds": 1, "source": "x", "measured": true}',
    ],
}


def write(folder: RunFolder, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(folder.record_path, isolation_level=None)) as database:
        database.execute(sql, values)


def put_raw(folder: RunFolder, name: str, value: object) -> None:
    write(folder, "INSERT OR REPLACE INTO status VALUES (?, ?)", name, value)


def test_every_value_of_a_status_has_its_rubbish() -> None:
    assert RUBBISH.keys() == Status.__dataclass_fields__.keys() - {"name"}


@pytest.mark.parametrize("name", RUBBISH)
def test_damaged_value_damages_its_own_run_only(runs_root: Path, name: str) -> None:
    make(runs_root, tiny(), "sound")
    made, broken = Launcher(runs_root), {}
    for index, value in enumerate(RUBBISH[name]):
        folder = make(runs_root, tiny(), f"broken-{index}")
        put_raw(folder, name, value)
        broken[folder.name] = value
    found = {status.name: status for status in RunIndex(runs_root).statuses()}
    assert found.pop("sound").state == "queued"
    assert {each: status.state for each, status in found.items()} == dict.fromkeys(broken, "damaged"), broken
    for each, status in found.items():
        assert status.reason.startswith("The record of this run") and status.reason.encode() and status.created > 0
        with pytest.raises(RunError):
            RunFolder(runs_root / each).status()
        made.delete(each)
    assert [status.name for status in RunIndex(runs_root).statuses()] == ["sound"]


def test_run_without_a_state_is_damaged(runs_root: Path) -> None:
    write(make(runs_root, tiny(), "broken"), "DELETE FROM status WHERE name = 'state'")
    assert RunIndex(runs_root).statuses()[0].state == "damaged"


def test_value_of_a_later_version_is_no_damage(runs_root: Path) -> None:
    put_raw(make(runs_root, tiny()), "colour", '"blue"')
    assert RunIndex(runs_root).statuses()[0].state == "queued"


def _cut(folder: RunFolder) -> None:
    folder.record_path.write_bytes(folder.record_path.read_bytes()[:5000])


def _as_a_folder(folder: RunFolder) -> None:
    folder.record_path.unlink()
    folder.record_path.mkdir()


def _without_tables(folder: RunFolder) -> None:
    write(folder, "DROP TABLE status")


WRECKS = {
    "nonsense": lambda folder: folder.record_path.write_bytes(b"this is no database" * 100),
    "empty": lambda folder: folder.record_path.write_bytes(b""),
    "cut": _cut,
    "gone": lambda folder: folder.record_path.unlink(),
    "a folder": _as_a_folder,
    "no tables": _without_tables,
}


@pytest.mark.parametrize("wreck", WRECKS)
def test_wreck_of_a_record_is_listed_in_words_and_deleted(runs_root: Path, wreck: str) -> None:
    folder = make(runs_root, tiny(), "broken")
    WRECKS[wreck](folder)
    (status,) = RunIndex(runs_root).statuses()
    assert status.state == "damaged" and "record" in status.reason and str(runs_root) not in status.reason
    Launcher(runs_root).delete("broken")
    assert RunIndex(runs_root).statuses() == []


def test_watch_starts_the_others_whatever_lies_in_the_queue(runs_root: Path) -> None:
    for name, (key, value) in {
        "a": ("queued", "null"),
        "b": ("pid", '"x"'),
        "c": ("state", "{"),
        "d": ("pid", "-1"),
    }.items():
        put_raw(make(runs_root, tiny(), name), key, value)
    (make(runs_root, tiny(), "e").record_path).unlink()
    stuck, sound = make(runs_root, tiny(), "stuck"), make(runs_root, tiny(), "sound")
    executor = IdleExecutor(refuses=[stuck.name])
    made = Launcher(runs_root, max_workers=1, executor=executor)
    for _ in range(2):
        made.scheduler.tick()
    assert executor.spawned == [sound.name]
    made.close()


def test_standby_is_kept_where_a_record_cannot_be_written(runs_root: Path) -> None:
    executor, folder = LocalExecutor(), make(runs_root, tiny())
    made = Launcher(runs_root, executor=executor)
    executor.keep_ready()
    standby = executor.standby
    write(folder, "DROP TABLE commands")
    with pytest.raises(RunError):
        made.scheduler.launch(folder)
    assert executor.standby is standby and not standby.dead
    made.close()


BAD_ROWS = [
    (None, 1, 0.1, '{"G/loss": 1}'),
    ("two", 1, 0.1, '{"G/loss": 1}'),
    (2, 1, "soon", '{"G/loss": 1}'),
    (2, 1, 1e308 * 10, '{"G/loss": 1}'),
    (-3, 1, 0.1, '{"G/loss": 1}'),
    (2**60, 1, 0.1, '{"G/loss": 1}'),
    (2, 1, 0.1, '{"G/loss": '),
    (2, 1, 0.1, "[]"),
    (2, 1, 0.1, "7"),
    (2, 1, 0.1, None),
    (2, 1, 0.1, b"\xff"),
    (2, 1, 0.1, DEEP),
    (2, 1, 0.1, '{"G/loss": "low"}'),
    (2, 1, 0.1, '{"G/loss": [1]}'),
    (2, 1, 0.1, '{"G/loss": 1' + "0" * 400 + "}"),
]


@pytest.mark.parametrize("row", BAD_ROWS, ids=[str(row)[:40] for row in BAD_ROWS])
def test_damaged_row_is_left_out_of_the_curves(runs_root: Path, row: tuple) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.add_row(1, 8, 0.1, {"G/loss": 0.5})
        write(folder, "INSERT INTO curves (step, images, seconds, data) VALUES (?, ?, ?, ?)", *row)
        record.add_row(3, 24, 0.3, {"G/loss": 0.25})
        assert [each[1] for each in record.rows()] == [1, 3]
    curves = History(folder.record_path)
    curves.refresh()
    assert curves.window()["values"] == {"G/loss": [0.5, 0.25]}
    with folder.record() as record:
        record.add_row(4, 32, 0.4, {"G/loss": 0.125})
    curves.refresh()
    assert curves.window()["step"] == [1, 3, 4]


def test_damaged_pictures_lines_and_commands_are_left_out(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    for step, name, file in (
        (None, "samples", "a.png"),
        ("x", "samples", "a.png"),
        (1, None, "a.png"),
        (1, "s", b"\xff"),
    ):
        write(folder, "INSERT INTO pictures (step, name, file) VALUES (?, ?, ?)", step, name, file)
    for line in ((None, 1, "info", "x"), (1.0, "one", "info", "x"), (1.0, 1, None, "x"), (1.0, 1, "info", b"\xff")):
        write(folder, "INSERT INTO log (time, step, kind, text) VALUES (?, ?, ?, ?)", *line)
    for command in ((None, "stop", "null"), (1.0, "stop", '{"cut'), (1.0, "stop", None), (1.0, "stop", DEEP)):
        write(folder, "INSERT INTO commands (time, name, value) VALUES (?, ?, ?)", *command)
    with folder.record() as record:
        assert (record.pictures(), record.logs(), record.asked()) == ([], [], [])


def test_run_with_a_damaged_command_trains_to_its_end(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    write(folder, "INSERT INTO commands (time, name, value) VALUES (1.0, 'set', '{')")
    assert work(folder) == "done"


def test_record_names_no_file_outside_its_folder(runs_root: Path) -> None:
    folder, precious = make(runs_root, tiny()), runs_root / "precious.png"
    precious.write_bytes(b"mine")
    for file in ("../../precious.png", str(precious), "..", "a/../../../precious.png"):
        write(folder, "INSERT INTO pictures (step, name, file) VALUES (?, ?, ?)", 5, "samples", file)
    with folder.record() as record:
        assert record.pictures() == [] and record.newest_picture("samples") == "" and record.cut_after(1) == []
    assert work(folder) == "done" and precious.exists()


CONFIGS = {"list": "[]", "word": '"x"', "cut": '{"data": ', "deep": DEEP, "not text": b"\xff\xfe{}", "empty": ""}


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_damaged_settings_are_told_in_words(runs_root: Path, text: str | bytes) -> None:
    folder = make(runs_root, tiny())
    (folder.path / "config.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RunError, match="settings of run tiny cannot be read"):
        folder.config()
    assert work(folder) == "failed" and "settings" in folder.status().reason


def test_type_that_this_version_does_not_know_fails_in_words(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(job_type="paint")
    assert work(folder) == "failed" and "not know the job type 'paint'" in folder.status().reason


def test_type_is_read_by_the_name_that_an_earlier_version_gave_it(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    write(folder, "DELETE FROM status WHERE name = 'job_type'")
    put_raw(folder, "kind", '"race"')
    assert folder.status().job_type == "race"
    put_raw(folder, "job_type", '"measure"')
    assert folder.status().job_type == "measure"
