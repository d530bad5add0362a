"""Hanging something on the wall of one's class, from wherever it was made. Outside classrooms none of it is there."""

from collections.abc import Callable

import streamlit as st

from gan_core.classroom.names import MOST_TITLE
from gan_core.classroom.person import Person
from gan_core.classroom.rates import RATES
from gan_core.classroom.rules import check_thawed
from gan_core.classroom.wall import FORMS, Form, hang_picture
from gan_core.errors import UserError
from gan_core.export.film import film
from gan_core.jobs.folder import RunFolder, Status
from gan_core.places import runs_root
from ui.membership import person
from ui.server import launcher, may_change
from ui.text import escaped, show_error

HANGS_A_MINUTE = 6
RUN_FORMS: list[Form] = ["samples", "film"]


def hang_this_run(status: Status) -> None:
    """A button that hangs the samples or the film of this run up; nothing where it is another's."""
    if person() is None or not may_change(status):
        return
    with st.popover("Hang on the wall", icon=":material/push_pin:", help="Shows it to your class."):
        form = st.radio("What of it?", RUN_FORMS, format_func=FORMS.__getitem__, key="hang-this-form", horizontal=True)
        hang_form(lambda someone, title: hang_run(someone, status, form or "samples", title), status.title, "this")


def hang_these(make: Callable[[], bytes], title: str) -> None:
    """A button that hangs a picture of the latent lab up."""
    if person() is None:
        return

    def hang(someone: Person, title: str) -> None:
        check_hanging(someone)
        hang_picture(runs_root(), someone, "latent", title, make())

    with st.popover("Hang on the wall", icon=":material/push_pin:", help="Shows your pictures to your class."):
        hang_form(hang, title, "these")


def hang_form(hang: Callable[[Person, str], None], default: str, key: str) -> None:
    """A title and a button; says that it hangs, or what stands in the way."""
    label = f"Title, else “{escaped(default)}”"
    title = st.text_input(label, key=f"hang-{key}-title", max_chars=MOST_TITLE)
    someone = person()
    if someone is None or not st.button("Hang it up", type="primary", key=f"hang-{key}", icon=":material/push_pin:"):
        return
    try:
        hang(someone, title or default)
    except UserError as error:
        show_error(error)
        return
    st.toast("It hangs on the wall of your class.", icon=":material/check_circle:")


def hang_run(someone: Person, status: Status, form: Form, title: str) -> None:
    """Hang the newest samples or the film of a run of one's own. Raises UserError."""
    check_hanging(someone)
    launcher().check_change(status.name)
    folder = RunFolder(runs_root() / status.name)
    hang_picture(runs_root(), someone, form, title, film(folder, "webp") if form == "film" else samples(folder))


def samples(folder: RunFolder) -> bytes:
    """The newest sample grid of a run as PNG. Raises RunError where there is none yet."""
    with folder.record() as record:
        file = record.newest_picture("samples")
    if not file or not folder.owns_picture(file):
        film(folder, "webp")  # says why
    return (folder.samples / file).read_bytes()


def check_hanging(someone: Person) -> None:
    """Raises ClassroomError where this person may hang nothing up just now."""
    check_thawed(someone)
    RATES.count(someone.owner, "hang", times=HANGS_A_MINUTE, seconds=60, words="You have hung up many things.")
