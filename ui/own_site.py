"""Who may ask the app's own routes: its own pages. Streamlit's checks do not cover routes of ours.

A page of another site can open a WebSocket to a server on this computer, and a name that its owner points at this
computer (DNS rebinding) makes it look like the same site. So the Origin must be the Host, and the Host must be this
machine: a number, localhost, its own name, or what server.address or browser.serverAddress say.
"""

import ipaddress
import socket
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit

import streamlit as st

ELSEWHERE = "This address answers the app's own pages only."


def is_own(headers: Mapping[str, str]) -> bool:
    """Whether a request with these headers comes from a page of this app, or from no page at all."""
    host = headers.get("host", "")
    if not _is_this_machine(host) or headers.get("sec-fetch-site") == "cross-site":
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == host


def _is_this_machine(host: str) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".").lower()
    except ValueError:
        return False
    return _is_number(name) or name in _own_names() | _configured_names()


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, f"{name}.local", f"{name.split('.')[0]}.local"})


def _configured_names() -> set[str]:
    options = (st.get_option("server.address"), st.get_option("browser.serverAddress"))
    return {str(name).lower() for name in options if name}
