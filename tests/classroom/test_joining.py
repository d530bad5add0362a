"""Who joins a class, under which name, and what is kept of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gan_core.classroom import pupils
from gan_core.classroom.database import VERSION, ClassroomError, database_path, has_classrooms
from gan_core.classroom.names import MOST_NAME, nickname
from gan_core.classroom.person import find_person
from gan_core.classroom.pupils import join, let_back_in, pupils_of, see
from gan_core.classroom.rates import Rates
from gan_core.classroom.rooms import classroom_with_code, freeze, open_classroom
from gan_core.classroom.secret import CODE_LENGTH, LETTERS, read_code
from tests.classroom.rooms_of_tests import again, joined, opened_class


def test_nothing_is_written_before_a_class_is_opened(runs_root: Path) -> None:
    assert find_person(runs_root, "x", "y") is None and classroom_with_code(runs_root, "ABCDEF") is None
    assert not has_classrooms(runs_root) and list(runs_root.iterdir()) == []


def test_tokens_are_kept_as_hashes_only(runs_root: Path) -> None:
    teacher, secret = opened_class(runs_root)
    _, token = joined(runs_root, teacher, "Mia")
    files = [path.read_bytes() for path in database_path(runs_root).parent.iterdir()]
    assert any(b"Mia" in content for content in files)
    assert not any(each.encode() in content for content in files for each in (secret, token))


def test_code_is_read_as_people_type_it(runs_root: Path) -> None:
    code = opened_class(runs_root)[0].classroom.code
    assert len(code) == CODE_LENGTH and set(code) <= set(LETTERS)
    typed = f" {code[:3].lower()}-{code[3:].lower()} "
    found = classroom_with_code(runs_root, read_code(typed))
    assert found is not None and found.code == code


def test_two_in_a_class_cannot_share_a_nickname(runs_root: Path) -> None:
    teacher, _ = opened_class(runs_root)
    joined(runs_root, teacher, "Mia")
    for name in ("Mia", "MIA", " mia ", "Ｍｉａ", "Mi\u200ba"):
        with pytest.raises(ClassroomError, match="called Mia already"):
            join(runs_root, teacher.classroom, name)
    other, _ = opened_class(runs_root, "8a")
    assert joined(runs_root, other, "Mia")[0].classroom.title == "8a"


def test_pupil_whose_cookie_is_lost_comes_back_only_when_the_teacher_lets_them(runs_root: Path) -> None:
    teacher, _ = opened_class(runs_root)
    mia, old = joined(runs_root, teacher, "Mia")
    let_back_in(runs_root, teacher.classroom.id, mia.id)
    back, new = joined(runs_root, teacher, "mia")
    assert back.id == mia.id and back.owner == mia.owner
    assert find_person(runs_root, "", old) is None and again(runs_root, new).name == "Mia"
    with pytest.raises(ClassroomError, match="already"):
        join(runs_root, teacher.classroom, "Mia")


@pytest.mark.parametrize("name", ["", "   ", "\u202e\u200b", "...", "\x00\x07"])
def test_name_that_nobody_can_read_is_refused(name: str) -> None:
    with pytest.raises(ClassroomError, match="letter or a digit"):
        nickname(name)


@pytest.mark.parametrize("name", ["The Teacher", "teacher"])
def test_nobody_is_called_as_the_teacher_is(name: str) -> None:
    with pytest.raises(ClassroomError, match="teacher is called"):
        nickname(name)


def test_name_is_one_short_line_without_unseen_characters() -> None:
    assert nickname("a\nb\u202e\u200bc   d") == "a bc d"
    assert len(nickname("x" * 10_000)) == MOST_NAME
    assert nickname("<b>Zoë</b>") == "<b>Zoë</b>"  # escaped where it is shown, not changed where it is kept


def test_class_has_a_limit_and_says_so(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pupils, "MOST_PUPILS", 2)
    teacher, _ = opened_class(runs_root)
    for name in ("a1", "b2"):
        joined(runs_root, teacher, name)
    with pytest.raises(ClassroomError, match="full"):
        join(runs_root, teacher.classroom, "c3")


def test_whoever_was_seen_lately_is_here(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teacher, _ = opened_class(runs_root)
    mia, _ = joined(runs_root, teacher, "Mia")
    now = pupils.time.time()
    monkeypatch.setattr(pupils.time, "time", lambda: now + pupils.HERE_SECONDS + 1)
    assert [each.here for each in pupils_of(runs_root, teacher.classroom.id)] == [False]
    see(runs_root, mia.id)
    assert [each.here for each in pupils_of(runs_root, teacher.classroom.id)] == [True]


def test_freeze_is_seen_by_the_next_question(runs_root: Path) -> None:
    teacher, secret = opened_class(runs_root)
    _, token = joined(runs_root, teacher, "Mia")
    freeze(runs_root, teacher.classroom.id, True)
    assert again(runs_root, token).classroom.frozen and again(runs_root, secret).classroom.frozen
    freeze(runs_root, teacher.classroom.id, False)
    assert not again(runs_root, token).classroom.frozen


def test_pupil_s_token_opens_no_teacher_s_door(runs_root: Path) -> None:
    teacher, secret = opened_class(runs_root)
    _, token = joined(runs_root, teacher, "Mia")
    assert find_person(runs_root, token, "") is None and find_person(runs_root, "", secret) is None


def test_record_of_a_newer_version_is_left_alone(runs_root: Path) -> None:
    opened_class(runs_root)
    with closing(sqlite3.connect(database_path(runs_root))) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(ClassroomError, match="newer version"):
        open_classroom(runs_root, "8a")


def test_rates_count_each_person_and_act_apart() -> None:
    now = [0.0]
    rates = Rates(lambda: now[0])
    for _ in range(2):
        rates.count("mia", "vote", times=2, seconds=60, words="Too many.")
    with pytest.raises(ClassroomError, match=r"Too many\. Wait 60 s"):
        rates.count("mia", "vote", times=2, seconds=60, words="Too many.")
    rates.count("noah", "vote", times=2, seconds=60, words="Too many.")
    rates.count("mia", "hang", times=2, seconds=60, words="Too many.")
    now[0] = 61.0
    rates.count("mia", "vote", times=2, seconds=60, words="Too many.")
