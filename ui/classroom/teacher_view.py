"""The teacher's view: invite, see who does what, stop, freeze, choose presets, and delete the class whole."""

import streamlit as st

from gan_core.classroom.activity import Activity, activities, runs_of_classroom, teachers_runs
from gan_core.classroom.deletion import delete_classroom, delete_pupil
from gan_core.classroom.person import Person
from gan_core.classroom.pupils import let_back_in
from gan_core.classroom.rooms import allow_presets, freeze
from gan_core.errors import UserError
from gan_core.jobs.folder import Status
from gan_core.places import runs_root
from gan_core.presets import PRESETS
from gan_core.wording import count, size
from ui import address
from ui.classroom.address import private_link
from ui.classroom.door import form
from ui.classroom.invite import show_invitation
from ui.classroom.parts import pick_part
from ui.classroom.predictions import show_predictions
from ui.classroom.presenter import SHOW_PARAM, first_show
from ui.classroom.scores import show_scores
from ui.classroom.wall_view import act, show_wall
from ui.controls import ButtonKind
from ui.membership import person, teacher_token
from ui.navigation_paths import TRAIN
from ui.server import launcher, shared_launcher
from ui.state import RUN_PARAM
from ui.text import escaped, show_error, spoken, telling

PARTS = {
    "pupils": ":material/groups: Pupils",
    "wall": ":material/dashboard: Wall",
    "predictions": ":material/bar_chart: Predictions",
    "scores": ":material/leaderboard: Scores",
    "settings": ":material/settings: Settings",
}
REFRESH_SECONDS = 3.0


def show_teacher(someone: Person) -> None:
    """What concerns everybody at the top, then one part at a time."""
    _orders(someone)
    part = pick_part(PARTS)
    if part == "pupils":
        show_invitation(someone.classroom)
        st.fragment(_pupils, run_every=REFRESH_SECONDS)()
    elif part == "wall":
        show_wall(someone)
    elif part == "settings":
        _settings(someone)
    else:
        st.fragment(show_predictions if part == "predictions" else show_scores, run_every=REFRESH_SECONDS)(someone)


def _orders(someone: Person) -> None:
    """Freeze, stop all, presenter mode."""
    room = someone.classroom
    with st.container(horizontal=True, vertical_alignment="center"):
        label, icon = ("Unfreeze the class", "sunny") if room.frozen else ("Freeze the class", "ac_unit")
        kind: ButtonKind = "primary" if room.frozen else "secondary"
        about = (
            "While it is frozen, pupils can start, hang up, vote and answer nothing. What trains already is left alone."
        )
        if st.button(label, icon=f":material/{icon}:", type=kind, help=about, key="freeze"):
            act(lambda: freeze(runs_root(), room.id, not room.frozen))
        if st.button("Stop all", icon=":material/stop_circle:", key="stop-all", help="Stops every run of the class."):
            act(lambda: stop_all(room.id))
        if st.button(
            "Presenter mode", icon=":material/slideshow:", key="present", help="Large, and one thing at a time."
        ):
            address.replace({SHOW_PARAM: first_show()})
            st.rerun()


def stop_all(classroom_id: str) -> None:
    """Stop every run of the classroom that works or waits."""
    orders = launcher()
    going = [
        status
        for statuses in runs_of_classroom(orders.index, classroom_id).values()
        for status in statuses
        if status.active or status.state == "queued"
    ]
    for status in sorted(going, key=lambda status: status.active):  # who waits first, or it would begin
        orders.stop(status.name)


@telling
def _pupils() -> None:
    someone = person()
    if someone is None:
        st.rerun()
    index, room = launcher().index, someone.classroom
    everyone = activities(runs_root(), index, room.id)
    here = sum(each.pupil.here for each in everyone)
    working = sum(len(each.working) for each in everyone)
    waiting = sum(len(each.waiting) for each in everyone)
    st.markdown(f"## {here} of {len(everyone)} here · {working} training · {waiting} waiting")
    for status in teachers_runs(index, room.id):
        if status.active or status.state == "queued":
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"Yours: **{escaped(status.title)}**", width="content")
                _stop_button(status)
    if not everyone:
        st.info("Nobody has joined yet. Show the code or the QR code above.", icon=":material/qr_code:")
    for activity in everyone:
        _row(someone, activity)


def _row(someone: Person, activity: Activity) -> None:
    """One pupil in a line: who, what, how much, and the teacher's buttons."""
    pupil = activity.pupil
    with st.container(border=True, key=f"pupil-{pupil.id}"):
        who, what, used, buttons = st.columns([3, 5, 2, 3], vertical_alignment="center")
        presence = ":green-badge[here]" if pupil.here else ":gray-badge[away]"
        who.markdown(f"{presence} **{escaped(pupil.name)}**")
        with what:
            _doing(activity)
        runs = "1 run" if activity.num_runs == 1 else f"{count(activity.num_runs)} runs"
        used.markdown(f"{runs} · {size(activity.num_bytes)}" if activity.num_runs else "")
        with buttons, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
            for status in activity.going:
                _stop_button(status, pupil.name)
            label = spoken(f"More of {pupil.name}")
            with st.popover(label, icon=":material/more_vert:", type="tertiary", key=f"more-{pupil.id}"):
                _more(someone, activity)


def _doing(activity: Activity) -> None:
    for status in activity.working:
        with st.container(horizontal=True, vertical_alignment="center"):
            word = "paused" if status.state == "paused" else f"step {count(status.step)}"
            st.markdown(f":blue-badge[:material/play_circle: {escaped(status.title)}] {word}", width="content")
            about = "Opens this run."
            label = spoken(f"Open {status.title} of {activity.pupil.name}, {status.name[-4:]}")
            if st.button(label, icon=":material/open_in_full:", type="tertiary", key=f"see-{status.name}", help=about):
                address.open_page(TRAIN, {RUN_PARAM: status.name})
    for status, place in activity.waiting:
        st.markdown(f":gray-badge[:material/schedule: {escaped(status.title)}] place {place}")
    if not activity.going:
        st.markdown(":gray[nothing just now]")


def _stop_button(status: Status, whose: str = "you") -> None:
    label = f"Stop {spoken(f'{status.title} of {whose}, {status.name[-4:]}')}"
    if st.button(label, icon=":material/stop:", key=f"stop-{status.name}"):
        act(lambda: launcher().stop(status.name))


def _more(someone: Person, activity: Activity) -> None:
    pupil, room = activity.pupil, someone.classroom
    if st.button("Let back in", key=f"let-{pupil.id}", icon=":material/login:", width="stretch"):
        act(lambda: let_back_in(runs_root(), room.id, pupil.id))
    st.caption(
        "For ten minutes, whoever joins with this nickname is this pupil: for a browser that has lost its cookie."
    )
    if st.button(":red[Remove from the class]", key=f"remove-{pupil.id}", icon=":material/person_remove:"):
        act(lambda: delete_pupil(shared_launcher(), room.id, pupil.id))
    st.caption("With all runs, pictures and answers, for good.")


def _settings(someone: Person) -> None:
    room = someone.classroom
    presets, link = st.columns(2, gap="large")
    with presets:
        _presets(someone)
    with link:
        st.markdown("## Your private link")
        st.markdown(
            "It leads to this view from another device, and whoever has it is the teacher. Keep it: there is no other "
            "way back in when this browser forgets its cookies."
        )
        with st.popover("Show the link", icon=":material/key:"):
            st.caption("Not while others can see your screen.")
            st.code(private_link(teacher_token()), language=None, wrap_lines=True)
        st.markdown("## When the class is over")
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.popover("Delete the class…", icon=":material/delete:"):
                st.caption(
                    "Runs, pictures, answers, nicknames and the wall: all of it goes at once and for good, and nobody "
                    "can undo it."
                )
                if st.button(":red[Delete everything]", icon=":material/delete_forever:", key="delete-class"):
                    _delete(room.id)
            with st.popover("Leave it for now", icon=":material/logout:", type="tertiary"):
                st.caption("This browser forgets the class; your private link leads back. Show and keep it first.")
                form("leave", "Leave", [])


def _presets(someone: Person) -> None:
    """Which presets pupils may train."""
    room = someone.classroom
    st.markdown("## What pupils may train")
    limited = st.toggle(
        "Only these presets",
        room.presets is not None,
        key="limited",
        help="Pupils then see these cards alone; rates and lengths they may change. Races, measurements and "
        "evaluations wait until you switch this off.",
    )
    chosen = room.presets
    if limited:
        chosen = tuple(
            st.multiselect(
                "Presets",
                list(PRESETS),
                [name for name in room.presets or () if name in PRESETS] or [next(iter(PRESETS))],
                format_func=lambda name: PRESETS[name].title,
                key="allowed",
            )
        )
    wanted = chosen if limited else None
    if wanted != room.presets:
        try:
            allow_presets(runs_root(), room.id, wanted)
        except UserError as error:
            show_error(error)
            return
        st.toast("Your pupils see this from their next click on.", icon=":material/check:")


def _delete(classroom_id: str) -> None:
    try:
        with st.spinner("Deleting everything…"):
            delete_classroom(shared_launcher(), classroom_id)
    except UserError as error:
        show_error(error)
        return
    address.replace({})
    st.rerun()
