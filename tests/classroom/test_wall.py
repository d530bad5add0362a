"""The wall, votes, predictions and scores."""

from collections import Counter
from pathlib import Path

import pytest

from gan_core.classroom import wall
from gan_core.classroom.answers import BREAK_IT, REAL_OR_FAKE, add_score, predict, predicted, predictions, scoreboard
from gan_core.classroom.database import ClassroomError
from gan_core.classroom.person import Person
from gan_core.classroom.wall import (
    hang_picture,
    hang_plane,
    items,
    picture_file,
    plane_link,
    take_down,
    vote,
    wall_mark,
)
from tests.classroom.rooms_of_tests import PNG, joined, opened_class


@pytest.fixture
def people(runs_root: Path) -> tuple[Person, Person, Person]:
    """A teacher and two pupils."""
    teacher, _ = opened_class(runs_root)
    return teacher, joined(runs_root, teacher, "Mia")[0], joined(runs_root, teacher, "Noah")[0]


def test_what_hangs_is_seen_by_its_own_class_alone(runs_root: Path, people: tuple[Person, Person, Person]) -> None:
    _, mia, noah = people
    number = hang_picture(runs_root, mia, "samples", "My digits", PNG)
    (item,) = items(runs_root, noah)
    assert (item.id, item.name, item.title, item.form) == (number, "Mia", "My digits", "samples")
    assert picture_file(runs_root, noah, number).read_bytes() == PNG
    stranger, _ = opened_class(runs_root, "8a")
    assert items(runs_root, stranger) == []
    with pytest.raises(ClassroomError, match="no longer on the wall"):
        picture_file(runs_root, stranger, number)
    with pytest.raises(ClassroomError, match="no longer on the wall"):
        vote(runs_root, stranger, number)


def test_only_its_pupil_and_the_teacher_take_something_down(
    runs_root: Path, people: tuple[Person, Person, Person]
) -> None:
    teacher, mia, noah = people
    first, second = (hang_picture(runs_root, mia, "samples", "", PNG) for _ in range(2))
    files = [picture_file(runs_root, mia, each) for each in (first, second)]
    with pytest.raises(ClassroomError, match="Only the teacher"):
        take_down(runs_root, noah, first)
    take_down(runs_root, mia, first)
    take_down(runs_root, teacher, second)
    assert items(runs_root, mia) == [] and not any(file.exists() for file in files)


def test_one_vote_a_person_and_picture_and_none_for_one_s_own(
    runs_root: Path, people: tuple[Person, Person, Person]
) -> None:
    teacher, mia, noah = people
    number = hang_picture(runs_root, mia, "film", "", b"RIFF" + bytes(20))
    for person in (noah, noah, teacher):
        vote(runs_root, person, number)
    with pytest.raises(ClassroomError, match="yours"):
        vote(runs_root, mia, number)
    assert [(each.votes, each.voted) for each in items(runs_root, noah)] == [(2, True)]
    vote(runs_root, noah, number, wanted=False)
    assert [(each.votes, each.voted) for each in items(runs_root, noah)] == [(1, False)]


def test_mark_of_the_wall_changes_with_all_that_is_seen_on_it(
    runs_root: Path, people: tuple[Person, Person, Person]
) -> None:
    _, mia, noah = people
    stranger, _ = opened_class(runs_root, "8a")
    marks = [wall_mark(runs_root, mia)]
    first = hang_plane(runs_root, mia, "", "#a")
    marks.append(wall_mark(runs_root, mia))
    vote(runs_root, noah, first)
    marks.append(wall_mark(runs_root, mia))
    take_down(runs_root, mia, first)
    marks.append(wall_mark(runs_root, mia))
    hang_plane(runs_root, mia, "", "#b")
    marks.append(wall_mark(runs_root, mia))
    assert marks[0] == marks[3] and len(set(marks)) == 4
    assert wall_mark(runs_root, stranger) == marks[0]


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"<html>"])
def test_wall_takes_pictures_only(runs_root: Path, people: tuple[Person, Person, Person], content: bytes) -> None:
    with pytest.raises(ClassroomError, match="takes pictures"):
        hang_picture(runs_root, people[1], "samples", "", content)


def test_wall_has_limits_of_size_and_number(
    runs_root: Path, people: tuple[Person, Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "MOST_BYTES", 100)
    monkeypatch.setattr(wall, "MOST_ITEMS", 2)
    with pytest.raises(ClassroomError, match="too large"):
        hang_picture(runs_root, people[1], "samples", "", PNG + bytes(100))
    for _ in range(2):
        hang_picture(runs_root, people[1], "samples", "", PNG)
    with pytest.raises(ClassroomError, match="take one down"):
        hang_picture(runs_root, people[1], "samples", "", PNG)
    folder = wall.wall_folder(runs_root, people[1].classroom.id)
    assert len(list(folder.iterdir())) == 2  # what was refused left no file


def test_playground_link_is_kept_without_its_host(runs_root: Path, people: tuple[Person, Person, Person]) -> None:
    number = hang_plane(runs_root, people[1], "", "http://other.example/playground#data=ring&seed=3&say=Try+it")
    (item,) = items(runs_root, people[2])
    assert (item.id, item.link, item.title) == (number, "data=ring&seed=3&say=Try+it", "A game on the plane")


@pytest.mark.parametrize(
    "text", ["", "http://x/playground", "#<b>", "javascript:alert(1)", '#"onclick=', "#" + "a" * 5000]
)
def test_what_is_no_playground_link_is_refused(text: str) -> None:
    with pytest.raises(ClassroomError, match="no link of the playground"):
        plane_link(text)


def test_first_prediction_counts_and_the_class_s_come_in(
    runs_root: Path, people: tuple[Person, Person, Person]
) -> None:
    teacher, mia, noah = people
    for person, choice in ((mia, 1), (mia, 0), (noah, 1), (teacher, 0)):
        predict(runs_root, person, "what-a-gan-is", 2, choice)
    assert predictions(runs_root, teacher.classroom.id) == {("what-a-gan-is", 2): Counter({1: 2})}
    assert predicted(runs_root, mia) == {("what-a-gan-is", 2): 1}
    assert predictions(runs_root, opened_class(runs_root, "8a")[0].classroom.id) == {}


def test_scoreboard_counts_each_round_once(runs_root: Path, people: tuple[Person, Person, Person]) -> None:
    teacher, mia, noah = people
    for person, played, points in ((mia, "a 1", 12), (mia, "a 1", 20), (noah, "a 1", 15), (noah, "a 2", 3)):
        add_score(runs_root, person, REAL_OR_FAKE, played, points, 20)
    board = scoreboard(runs_root, teacher.classroom.id, REAL_OR_FAKE)
    assert [(each.name, each.points, each.out_of, each.rounds) for each in board] == [
        ("Noah", 18, 40, 2),
        ("Mia", 12, 20, 1),
    ]


def test_failure_that_one_chose_oneself_counts_nothing(runs_root: Path, people: tuple[Person, Person, Person]) -> None:
    teacher, mia, noah = people
    add_score(runs_root, mia, BREAK_IT, "run", 0, 0)  # she chose it
    for person in (mia, noah):
        add_score(runs_root, person, BREAK_IT, "run", 1, 1)
    assert [each.name for each in scoreboard(runs_root, teacher.classroom.id, BREAK_IT)] == ["Noah"]
