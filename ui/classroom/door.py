"""The classroom's door: a form to join a class, and one to open one."""

from functools import partial
from typing import Any

import streamlit as st

from gan_core.classroom.names import MOST_NAME, MOST_TITLE
from gan_core.classroom.secret import read_code
from ui import address
from ui.browser_modules import STATIC, module_path, mount_script, version
from ui.links import api_link, page_link
from ui.membership import came_from_a_classroom

CODE_PARAM = "code"
GONE = "The class that this browser was in has been deleted with everything in it, or its teacher has removed you."


@st.cache_resource(show_spinner=False)
def _registered(_version: str) -> Any:
    style = (STATIC / "classroom" / "forms.css").read_text("utf-8")
    return st.components.v2.component("gan_classroom", css=style, js=mount_script(), isolate_styles=False)


def form(name: str, button: str, fields: list[dict[str, Any]]) -> None:
    """A form that our own route answers, because no page of Streamlit's can set a cookie."""
    data = {
        "entry": module_path("classroom/forms.js"),
        "form": name,
        "address": api_link("classroom", name),
        "button": button,
        "fields": fields,
        "next": page_link("classroom"),
    }
    _registered(version())(key=f"classroom-{name}", data=data)


def field(name: str, label: str, hint: str, length: int, value: str = "", letters: bool = False) -> dict[str, Any]:
    return {"name": name, "label": label, "hint": hint, "length": length, "value": value, "letters": letters}


join_form = partial(form, "join", "Join the class")
open_form = partial(form, "open", "Open a class")


def show_door() -> None:
    """For whoever is in no class: join one, or open one."""
    if came_from_a_classroom():
        st.info(GONE, icon=":material/delete:")
    pupils, teachers = st.columns([3, 2], gap="large")
    with pupils, st.container(border=True, key="classroom-door"):
        st.markdown("## I am a pupil")
        st.markdown(
            "Your teacher shows a code of six letters. Choose any nickname: there is no account and no password."
        )
        code = read_code(address.value(CODE_PARAM))
        join_form(
            [
                field("code", "Code of the class", "ABCDEF", 12, code, letters=True),
                field("name", "Your nickname", "What the others will see", MOST_NAME),
            ]
        )
    with teachers, st.container(border=True):
        st.markdown("## I am a teacher")
        st.markdown(
            "Open a class: your pupils join by a link or a QR code, train in turns, predict together and share a wall. "
            "You see who does what, and delete everything with one click."
        )
        open_form([field("title", "Name of the class", "Our class", MOST_TITLE)])
