"""What is added to the head of Streamlit's page before its own scripts run: browser history and layout."""

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

STATIC = Path(__file__).resolve().parent / "static" / "page"
SCRIPT = STATIC / "history.js"
SHORTENED = (b"accept-encoding", b"if-none-match", b"if-modified-since")
FIRST_SCRIPT = re.compile(rb"<script\b")


class PageHead:
    """Adds both to every page that is sent; nothing else is touched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_with_head(message: Message) -> None:
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
            page = with_head(body)
            headers = MutableHeaders(raw=list(start["headers"]))
            headers["content-length"] = str(len(page))
            await send({**start, "headers": headers.raw})
            await send({**message, "body": page})

        await self.app(_for_whole_page(scope), receive, send_with_head)


def _for_whole_page(scope: Scope) -> Scope:
    """The same request, to be answered uncompressed and not by "as you know it": the script's version may be new."""
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() not in SHORTENED]}


def with_head(page: bytes) -> bytes:
    """The page with our script and style before its first script; as it is where it has none."""
    script = f'<script type="module" src="./{api_link("page", version(), SCRIPT.name)}"></script>'
    style = f"<style>{(STATIC / 'page.css').read_text('utf-8')}</style>"
    return FIRST_SCRIPT.sub(lambda found: (style + script).encode() + found[0], page, count=1)


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


PAGE_ROUTES = [Route(route_path("/page/{version}/history.js"), guarded(script), methods=["GET"])]
