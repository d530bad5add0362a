"""Who this session is for in a classroom, by two cookies that only our own routes set and no script can read."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import streamlit as st
from starlette.requests import HTTPConnection

from gan_core.classroom.person import Access, Person, find_person, read_owner
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, no_such_run
from gan_core.places import runs_root

PUPIL_COOKIE, TEACHER_COOKIE = "gan_pupil", "gan_teacher"


def person() -> Person | None:
    """The pupil or teacher that this session is for; None outside classrooms. Asked anew each time."""
    return person_with(st.context.cookies)


def person_with(cookies: Mapping[str, str]) -> Person | None:
    """The same by the cookies of a request."""
    return find_person(runs_root(), str(cookies.get(TEACHER_COOKIE, "")), str(cookies.get(PUPIL_COOKIE, "")))


def check_model_seen(request: HTTPConnection, model: Path) -> None:
    """The same of the run that a model's folder lies in; shipped models are for everybody."""
    root = runs_root()
    if model.is_relative_to(root):
        check_seen(request, RunFolder(root / model.relative_to(root).parts[0]))


def check_seen(request: HTTPConnection, folder: RunFolder) -> None:
    """Raises RunError where a request's cookies belong to another classroom than the run."""
    try:
        owner = _owner_of(folder.path)
    except RunError:  # damaged: it says of nobody that it is theirs
        return
    if read_owner(owner) and not Access(runs_root(), person_with(request.cookies)).may_see(owner):
        raise no_such_run(folder.name)


@lru_cache(maxsize=2000)
def _owner_of(path: Path) -> str:
    """Whose a run is: that is written when it is made, and never changes."""
    return RunFolder(path).status().owner


def came_from_a_classroom() -> bool:
    """Whether this browser was in a classroom that is no more."""
    return any(name in st.context.cookies for name in (PUPIL_COOKIE, TEACHER_COOKIE))


def teacher_token() -> str:
    """What the teacher's private link is made of: for the teacher's own page, and nowhere else."""
    return str(st.context.cookies.get(TEACHER_COOKIE, ""))
