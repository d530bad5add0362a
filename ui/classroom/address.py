"""Links into the classroom, as others in this network can open them."""

from urllib.parse import urlsplit, urlunsplit

import streamlit as st
import streamlit.net_util

from ui.links import api_link, page_link

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ALONE = (
    "Only this computer can open this link: the app was started for it alone. The README says under “For a classroom” "
    "how to start it for a class."
)


def join_link(code: str) -> str:
    """What pupils open, or scan."""
    return f"{base()}/{page_link('classroom', code=code).removeprefix('./')}"


def private_link(token: str) -> str:
    """What the teacher opens on another device. The secret stands behind the #: no browser sends that to a server."""
    return f"{base()}/{api_link('classroom', 'key')}#{token}"


def base() -> str:
    """Where the app is for others: the address of this page, with this machine's number in place of "localhost"."""
    parts = urlsplit(str(st.context.url or "http://localhost:8501/classroom"))
    if parts.hostname in LOOPBACK and not is_alone():
        host = streamlit.net_util.get_internal_ip() or parts.hostname
        parts = parts._replace(netloc=f"{host}:{parts.port}" if parts.port else host)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rsplit("/", 1)[0], "", ""))


def is_alone() -> bool:
    """Whether this server listens to nobody but this computer."""
    host = urlsplit(str(st.context.url or "")).hostname or "localhost"
    return host in LOOPBACK and str(st.get_option("server.address") or "0.0.0.0") in LOOPBACK
