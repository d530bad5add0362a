"""Which sites may use this server: its own pages only. One rule for every request and socket.

A page of another site can open a WebSocket to a server on this computer, and a name that its owner points at this
computer (DNS rebinding) makes it look like the same site. So the Host must be this machine: a number, localhost, its
own name, what server.address or browser.serverAddress say, or a name in GAN_CORE_HOSTS. And the Origin must be the
Host, or a name in GAN_CORE_HOSTS: a proxy may put a Host of its own in front of this server.
"""

import ipaddress
import logging
import os
import re
import socket
from functools import cache

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HOSTS_VARIABLE = "GAN_CORE_HOSTS"
ELSEWHERE = "This address responds only to the app's own pages."
UNKNOWN_NAME = "This app does not know the name {0}. Whoever starts it can allow the name: {1}={0}"
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^][\s:/?#@\\,]+)(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)
ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>.+)", re.IGNORECASE)
PORTS = {"http": 80, "https": 443}
MOST_WARNINGS = 20

LOG = logging.getLogger("gan_studio")
_warned: set[tuple[str, str]] = set()


class OwnSiteOnly:
    """Refuses what does not come from a page of this app, before anything else sees it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        words = refusal(Headers(scope=scope))
        if words:
            _warn(Headers(scope=scope))
            await _refuse(words, scope, receive, send)
            return
        await self.app(_with_host_of_origin(scope), receive, send)


def refusal(headers: Headers) -> str:
    """Why a request with these headers is not answered; empty for one from a page of this app, or from no page."""
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    host = _split(hosts[0]) if len(hosts) == 1 else None
    if host is None or len(origins) > 1:
        return ELSEWHERE
    if not _is_this_machine(host[0]):
        return UNKNOWN_NAME.format(ascii(host[0])[1:-1], HOSTS_VARIABLE)
    if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
        return ELSEWHERE
    return "" if not origins or _is_own_origin(origins[0], host) else ELSEWHERE


def _is_own_origin(text: str, host: tuple[str, int | None]) -> bool:
    match = ORIGIN.fullmatch(text)
    origin = _split(match["host"]) if match else None
    if match is None or origin is None:
        return False
    usual = PORTS[match["scheme"].lower()]
    same = origin[0] == host[0] and (origin[1] or usual) == (host[1] or usual)
    return same or origin[0] in _allowed_names()


def _split(text: str) -> tuple[str, int | None] | None:
    """Name and port of a Host header or an Origin's end; None for what is neither."""
    match = HOST.fullmatch(text)
    if match is None:
        return None
    return match["name"].strip("[]").rstrip(".").lower(), int(match["port"]) if match["port"] else None


def _is_this_machine(name: str) -> bool:
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
    return _allowed_names() | _names([str(name) for name in options if name])


def _allowed_names() -> set[str]:
    return _names(os.environ.get(HOSTS_VARIABLE, "").replace(",", " ").split())


def _names(given: list[str]) -> set[str]:
    """Names as they are compared, from names or from whole addresses as a browser shows them."""
    split = (_split(text.split("://")[-1].split("/")[0]) for text in given)
    return {each[0] for each in split if each}


def _with_host_of_origin(scope: Scope) -> Scope:
    """The request as Streamlit expects it: its own check of a socket compares Origin and Host letter by letter."""
    headers = MutableHeaders(raw=list(scope["headers"]))
    match = ORIGIN.fullmatch(headers.get("origin", ""))
    if match is None or headers["host"] == match["host"]:
        return scope
    headers["host"] = match["host"]
    return {**scope, "headers": headers.raw}


async def _refuse(words: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008, "reason": words[:120]})
        return
    await PlainTextResponse(words, 403, headers={"Cache-Control": "no-store"})(scope, receive, send)


def _warn(headers: Headers) -> None:
    """Once for each pair of names, in the server's log: a page that is locked out cannot tell its teacher why."""
    pair = headers.get("host", "")[:100], headers.get("origin", "")[:100]
    if pair not in _warned and len(_warned) < MOST_WARNINGS:
        _warned.add(pair)
        LOG.warning("Refused: Host %a, Origin %a. Names are allowed by %s.", *pair, HOSTS_VARIABLE)
