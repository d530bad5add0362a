"""The server's shared part: one launcher for all sessions, a cookie per visitor, words for errors."""

import logging
import secrets
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
import streamlit.net_util
from starlette.middleware import Middleware
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gan_core.classroom.rules import ClassroomGuard
from gan_core.errors import UserError
from gan_core.jobs.folder import Status
from gan_core.jobs.launcher import Launcher
from gan_core.places import quota_bytes, runs_root
from ui.membership import person
from ui.own_site import OwnSiteOnly
from ui.page_head import PageHead
from ui.reconnect import PressesAfterReconnect
from ui.text import show_error

VISITOR_COOKIE = "gan_visitor"
VISITOR_SECONDS = 365 * 24 * 3600

LOG = logging.getLogger("gan_studio")

# Streamlit asks a host in the internet which address this machine has, whenever a page is opened by a name that it does
# not know. Nobody here needs the answer.
streamlit.net_util.get_external_ip = lambda: None

_launchers: dict[str, Launcher] = {}
_lock = threading.Lock()


def launcher() -> Launcher:
    """The one launcher of the runs folder, on behalf of whoever this session is for."""
    return shared_launcher().guarded_by(guard())


def shared_launcher() -> Launcher:
    """The launcher itself, which asks nobody: for the server and for a teacher's own orders."""
    root = runs_root()
    with _lock:
        if str(root) not in _launchers:
            _launchers[str(root)] = Launcher(root, quota_bytes=quota_bytes()).open()
        return _launchers[str(root)]


def may_change(status: Status) -> bool:
    """Whether whoever this session is for may stop, rename or delete that run."""
    return guard().may_change(status)


def guard() -> ClassroomGuard:
    """What whoever this session is for may do."""
    shared = shared_launcher()
    return ClassroomGuard(shared.root, shared.index, person, visitor_name)


def close_launchers() -> None:
    """Let go of all launchers: their standbys end, their runs continue."""
    with _lock:
        for each in _launchers.values():
            each.close()
        _launchers.clear()


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[None]:
    """Warm a worker while the first visitor is still reading, and print where others in this network find the app."""
    shared_launcher()
    if st.get_option("server.address") in ("0.0.0.0", "::"):
        host = streamlit.net_util.get_internal_ip()
        print(f"  In this network: http://{host}:{st.get_option('server.port')}\n", flush=True)
    yield
    close_launchers()


class VisitorCookie:
    """Gives every browser a random name, so that "mine" survives a reload. It says nothing of the person."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or VISITOR_COOKIE in _cookies(scope):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                name = secrets.token_urlsafe(12)
                value = f"{VISITOR_COOKIE}={name}; Max-Age={VISITOR_SECONDS}; Path=/; SameSite=Lax; HttpOnly"
                message = {**message, "headers": [*message["headers"], (b"set-cookie", value.encode())]}
            await send(message)

        await self.app(scope, receive, send_with_cookie)


MIDDLEWARE = [
    Middleware(OwnSiteOnly),
    Middleware(VisitorCookie),
    Middleware(PageHead),
    Middleware(PressesAfterReconnect),
]


def visitor() -> str:
    """Whose the runs are that this session starts: of a pupil or teacher, else of this browser; "" without cookies."""
    someone = person()
    return someone.owner if someone else visitor_name()


def own_names() -> tuple[str, ...]:
    """All that the runs of this visitor may be said to belong to."""
    return tuple(each for each in dict.fromkeys((visitor(), visitor_name())) if each)


def visitor_name() -> str:
    """The name of the browser that this session is for; empty where there are no cookies."""
    return str(st.context.cookies.get(VISITOR_COOKIE, ""))


def show_user_errors(error: Exception) -> bool:
    """Show the words of an error that the user can mend; anything else is a bug and goes to the server's log."""
    if isinstance(error, UserError):
        show_error(error)
    else:
        LOG.error("A page failed", exc_info=error)
        st.error(
            "Something went wrong in the app; the server's log has the details. Reload to continue: no run "
            "was affected."
        )
    return True


def _is_page(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _cookies(scope: Scope) -> dict[str, str]:
    """The request's cookies, read as browsers write them: other apps on this host may have set odd ones."""
    return cookie_parser(b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1"))
