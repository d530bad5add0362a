"""Runs as cards with their latest picture: open, rename, download, resume, delete with a way back."""

import time

import streamlit as st

from gan_core.classroom.rules import owner_name
from gan_core.config import RunConfig
from gan_core.doctor.wording import title_words
from gan_core.errors import RunError, UserError
from gan_core.export.archive import archive
from gan_core.job_types.registry import JOB_TYPES, find_job_type, learns
from gan_core.jobs.bin import untrash
from gan_core.jobs.folder import DAMAGED, ENDED, RunFolder, Status
from gan_core.jobs.job import OWN_PAGE, JobType
from gan_core.places import runs_root
from gan_core.wording import ago, count, duration, energy
from ui import address, state
from ui.address import follow, put
from ui.diagnosis.visits import visit
from ui.download import download_button
from ui.empty import nothing_yet
from ui.form_address import open_form
from ui.membership import person
from ui.navigation_paths import TRAIN, page_path
from ui.runs_folder import misnamed, room
from ui.server import guard, launcher, may_change, own_names
from ui.text import escaped, show_error, spoken, telling
from ui.thumbnails import thumbnail

BADGES = {
    "queued": ("schedule", "gray", "Queued"),
    "running": ("play_circle", "blue", "Running"),
    "paused": ("pause_circle", "orange", "Paused"),
    "done": ("check_circle", "green", "Done"),
    "stopped": ("stop_circle", "gray", "Stopped"),
    "failed": ("error", "red", "Failed"),
    "lost": ("help", "violet", "Lost"),
    DAMAGED: ("broken_image", "red", "Damaged"),
}
WHOSE_PARAM, PAGE_PARAM = "whose", "page"
WHOSE = ["Mine", "All"]
SEVERITIES = {"serious": "red", "mild": "orange"}
COLUMNS = 4
THUMBNAIL_PIXELS = 88
PER_PAGE = 12
REFRESH_SECONDS = 3.0


def badge(status: Status) -> str:
    """The state as icon and word in Markdown."""
    icon, colour, word = BADGES[status.state]
    if status.state == "queued":
        word = f"Queued, place {launcher().index.place_in_queue(status.name)}"
    return f":{colour}-badge[:material/{icon}: {word}]"


def verdict(status: Status) -> str:
    """What the doctor found worst in a training run, as icon and words in Markdown; empty for one that is well."""
    if status.state in ("queued", DAMAGED):
        return ""
    try:
        found = visit(RunFolder(runs_root() / status.name), status)
    except UserError:
        return ""
    if found is None or not found.findings:
        return ""
    worst = found.findings[0]
    return f":{SEVERITIES[worst.severity]}-badge[:material/stethoscope: {escaped(title_words(worst))}]"


def when(status: Status) -> str:
    """Since when, and how long it takes or took; empty before it starts."""
    if not status.started:
        return ""
    seconds = duration(max(0.0, (status.ended or time.time()) - status.started))
    return f"started {ago(status.created)}" + (f" · took {seconds}" if status.ended else f" · {seconds} so far")


def only(status: Status, wanted: JobType) -> None:
    """Raises RunError where the run is of another type than the page that it was opened on."""
    if status.job_type != wanted.name:
        it_is = find_job_type(status.job_type).a_noun
        raise RunError(f"“{status.title}” is {it_is}, not {wanted.a_noun}: open it from the Runs page.")


def still_there(folder: RunFolder) -> Status:
    """The state of a run whose page is open; where it was deleted meanwhile, the whole page is drawn and says so."""
    try:
        return folder.status()
    except RunError:
        st.rerun()


def mine(statuses: list[Status]) -> list[Status]:
    """The runs that this browser started, or this pupil."""
    me = own_names()
    return [status for status in statuses if status.owner in me]


def recent_runs() -> None:
    """The last four runs of this visitor, each in a line, above all else; nothing for a newcomer."""
    statuses = mine(launcher().statuses())[:COLUMNS]
    if not statuses:
        return
    st.markdown("## Your latest runs")
    for status, place in zip(statuses, st.columns(COLUMNS), strict=False):
        with place, st.container(border=True, height="stretch", horizontal=True, vertical_alignment="center"):
            with st.container(width=THUMBNAIL_PIXELS):
                thumbnail(status.name)
            with st.container(width="stretch", gap="xsmall"):
                st.markdown(f"**{escaped(status.title)}**  \n{badge(status)}")
                _open_button(status)


def all_runs() -> None:
    """Every run, filtered by owner, a page at a time."""
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = follow(WHOSE_PARAM, "whose", WHOSE, WHOSE[0])
        whose = st.segmented_control("Whose runs", WHOSE, default=wanted, key="whose", label_visibility="collapsed")
        whose = whose or WHOSE[0]
        put(WHOSE_PARAM, "whose", whose, WHOSE[0])
        room(mine(launcher().statuses()))
    _listing(whose)
    misnamed()


@st.fragment(run_every=REFRESH_SECONDS)
@telling
def _listing(whose: str) -> None:
    everyone = launcher().statuses()
    statuses = mine(everyone) if whose == "Mine" else everyone
    if not statuses:
        others = "Runs of others are under “All”." if everyone else "The first one takes one click and ten seconds."
        nothing_yet(f"No runs of yours yet. {others}")
        return
    pages = -(-len(statuses) // PER_PAGE)
    wanted = follow(PAGE_PARAM, "runs-page", range(1, pages + 1), 1)
    page = st.pagination(pages, default=wanted, key="runs-page") if pages > 1 else 1
    put(PAGE_PARAM, "runs-page", page, 1)
    _cards(statuses[(page - 1) * PER_PAGE : page * PER_PAGE])


def _cards(statuses: list[Status]) -> None:
    for first in range(0, len(statuses), COLUMNS):
        for status, place in zip(statuses[first : first + COLUMNS], st.columns(COLUMNS), strict=False):
            with place, st.container(border=True, height="stretch"):
                _card(status)


def _card(status: Status) -> None:
    thumbnail(status.name)
    st.markdown(f"**{escaped(status.title)}**  \n{badge(status)} {verdict(status)}")
    if status.state == DAMAGED:
        st.caption(escaped(status.reason))
        if may_change(status):
            _delete_button(status)
        return
    parts = [*_whose(status), _what(status), duration(status.seconds), *_energy(status), ago(status.created)]
    st.caption(" · ".join(part.replace(" ", "\u00a0") for part in parts))
    with st.container(horizontal=True):
        _open_button(status)
        about, key = "Rename, download, duplicate and edit, delete", f"menu-{status.name}"
        label = spoken(f"More of {_called(status)}")
        with st.popover(label, icon=":material/more_vert:", type="tertiary", help=about, key=key):
            _menu(status)


def _whose(status: Status) -> list[str]:
    """In a class, the nickname of whose run it is."""
    name = _nickname(status)
    return [escaped(name)] if name else []


def _called(status: Status) -> str:
    """The title of a run, in a class with whose it is: many are called alike."""
    name = _nickname(status)
    return f"{status.title} of {name}" if name else status.title


def _nickname(status: Status) -> str:
    someone = person()
    return owner_name(runs_root(), someone, status.owner) if someone else ""


def _what(status: Status) -> str:
    """How far a run that learns has come; of other work what it is."""
    job_type = JOB_TYPES.get(status.job_type)
    return job_type.title if job_type and not job_type.learns else f"{count(status.step)} steps"


def _energy(status: Status) -> list[str]:
    """What it used, where that is known; an assumed power is said to be one."""
    known = status.energy or {}
    if not known.get("joules"):
        return []
    return [energy(known["joules"]) + ("" if known["measured"] else " (assumed)")]


def _open_button(status: Status) -> None:
    if st.button(f"Open {spoken(_called(status))}", key=f"open-{status.name}", icon=":material/open_in_full:"):
        _open(status)


def _open(status: Status) -> None:
    job_type = JOB_TYPES.get(status.job_type)
    page, param = (job_type.page, job_type.param) if job_type else (OWN_PAGE, OWN_PAGE)
    if page_path(page) == TRAIN and state.open_run() == status.name:
        st.rerun()
    address.open_page(page_path(page), {param: status.name})


def _menu(status: Status) -> None:
    folder = RunFolder(runs_root() / status.name)
    key = f"rename-{status.name}"
    own = may_change(status)
    if own:
        st.text_input("Name", status.title, max_chars=80, key=key, on_change=_rename, args=(folder, key))
    else:
        st.caption(escaped(guard().whose(status)))
    if status.reason:
        st.caption(escaped(status.reason))
    download_button(
        "Download as zip",
        lambda: archive(folder),
        file_name=f"{status.name}.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        key=f"zip-{status.name}",
        width="stretch",
    )
    never_began = not status.started  # what has begun is resumed only where it learns
    if learns(status) or never_began:
        _go_on(status, folder, own)
    if own:
        _delete_button(status)


def _go_on(status: Status, folder: RunFolder, own: bool) -> None:
    """On from where it ended, or anew with other settings."""
    goes_on = own and status.state in ENDED and status.state != "done"  # what is done has used up its budget
    label = "Resume" if status.last_checkpoint >= 0 else "Start"
    if goes_on and st.button(label, key=f"resume-{status.name}", icon=":material/play_arrow:", width="stretch"):
        _try(lambda: launcher().resume(status.name))
    if status.job_type == RunConfig.job_type and st.button(
        "Duplicate and edit", key=f"again-{status.name}", icon=":material/tune:", width="stretch"
    ):
        _try(lambda: open_form(status.name), rerun=False)


def _delete_button(status: Status) -> None:
    """Asks first, in its own place; afterwards it can still be undone for a day."""
    if state.asked_to_delete() != status.name:
        if st.button("Delete…", key=f"delete-{status.name}", icon=":material/delete:", width="stretch"):
            state.ask_to_delete(status.name)
            st.rerun()
        return
    st.caption("It moves to the bin, from which it can be restored until tomorrow, unless space is needed sooner.")
    if st.button(":red[Delete]", key=f"really-{status.name}", icon=":material/delete_forever:", width="stretch"):
        state.ask_to_delete("")
        try:
            launcher().delete(status.name)
        except UserError as error:
            show_error(error)
            return
        state.remember_deleted(status.name, status.title)
        st.rerun()
    if st.button("Keep it", key=f"keep-{status.name}", width="stretch"):
        state.ask_to_delete("")
        st.rerun()


def _rename(folder: RunFolder, key: str) -> None:
    """Only when it was typed here: what another tab wrote is not written back."""
    title = str(st.session_state[key]).strip()
    if not title:
        return
    try:
        launcher().check_change(folder)
        with folder.record() as record:
            record.put(title=title)
    except UserError as error:
        st.toast(escaped(str(error)), icon=":material/error:")


def _try(act, rerun: bool = True) -> None:
    try:
        act()
    except UserError as error:
        show_error(error)
        return
    if rerun:
        st.rerun()


def undo_delete() -> None:
    """After a delete: what went, and the way back."""
    deleted = state.last_deleted()
    if not deleted:
        return
    name, title = deleted
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/delete: “{escaped(title)}” was deleted.")
        if st.button("Undo", icon=":material/undo:", key="undo"):
            state.forget_deleted()
            _try(lambda: untrash(runs_root(), name))
        about = "Hide this"
        if st.button(spoken(about), icon=":material/close:", type="tertiary", key="undo-close", help=about):
            state.forget_deleted()
            st.rerun()
