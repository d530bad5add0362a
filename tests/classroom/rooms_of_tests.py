"""A class with pupils, for tests."""

from pathlib import Path

from gan_core.classroom.person import Person, find_person
from gan_core.classroom.pupils import join
from gan_core.classroom.rooms import open_classroom

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def opened_class(root: Path, title: str = "7b") -> tuple[Person, str]:
    """The teacher of a new class, and their token."""
    _, token = open_classroom(root, title)
    teacher = find_person(root, token, "")
    assert teacher is not None and teacher.is_teacher
    return teacher, token


def joined(root: Path, teacher: Person, name: str) -> tuple[Person, str]:
    """A pupil of that class, and their token."""
    _, token = join(root, teacher.classroom, name)
    pupil = find_person(root, "", token)
    assert pupil is not None and pupil.pupil is not None
    return pupil, token


def again(root: Path, token: str) -> Person:
    """The same pupil or teacher, as they are known now."""
    person = find_person(root, token, token)
    assert person is not None
    return person
