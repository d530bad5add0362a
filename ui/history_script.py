"""Puts our owner of the browser's history into Streamlit's page, before Streamlit's own scripts run."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.links import api_link, route_path
from ui.responses import FOREVER, guarded

SCRIPT = Path(__file__).resolve().parent / "static" / "history" / "history.js"
SHORTENED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
FIRST_SCRIPT = re.compile(rb"<script\b")


class HistoryScript:
    """Adds the script to every page that is sent; nothing else is touched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_with_script(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and _is_whole_page(message):
                start = message
                return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = with_script(body)
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["content-length"] = str(len(page))
            await send({**start, "headers": headers.raw})
            await send({**message, "body": page})

        await self.app(_for_whole_page(scope), receive, send_with_script)


def _for_whole_page(scope: Scope) -> Scope:
    """The same request, to be answered uncompressed and not by "as you know it": the script's version may be new."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() not in SHORTENED]}


def with_script(page: bytes) -> bytes:
    """The page with our script before its first one; as it is where it has none."""
    tag = f'<script type="module" src="./{api_link("history", version(), SCRIPT.name)}"></script>'.encode()
    return FIRST_SCRIPT.sub(lambda found: tag + found[0], page, count=1)


@lru_cache(maxsize=1)
def version() -> str:
    """Names the present content of the script, so that a browser may keep it for ever."""
    return hashlib.sha256(SCRIPT.read_bytes()).hexdigest()[:12]


def script(_: Request) -> Response:
    """The script itself."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers=FOREVER)


def _is_whole_page(message: Message) -> bool:
    headers = MutableHeaders(raw=list(message["headers"]))
    return message["status"] == 200 and headers.get("content-type", "").startswith("text/html")


HISTORY_ROUTES = [Route(route_path("/history/{version}/history.js"), guarded(script), methods=["GET"])]
