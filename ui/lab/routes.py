"""The lab's routes: the runtime for the page where it is installed, ONNX files, and the WebSockets."""

import gzip
import hashlib
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from gan_core.errors import RunError, UserError
from gan_core.generators.onnx_graph.for_browser import for_browser
from gan_core.web import RUNTIME, RUNTIME_FILES
from ui.lab.decode_socket import decode
from ui.lab.drag_socket import drag
from ui.lab.generators import model_of
from ui.links import api_link, route_path
from ui.membership import check_model_seen
from ui.responses import FOREVER, FOREVER_HERE, NEVER, guarded

TYPES = {".mjs": "text/javascript", ".wasm": "application/wasm"}


def runtime_path() -> str:
    """Where the page finds ONNX Runtime Web below the app's address; empty where it is not installed."""
    if not all((RUNTIME / name).is_file() for name in RUNTIME_FILES):
        return ""
    return api_link("lab", "runtime", hashlib.sha256((RUNTIME / RUNTIME_FILES[0]).read_bytes()).hexdigest()[:12])


def runtime(request: Request) -> Response:
    """One of the three files of ONNX Runtime Web, compressed: 14 MB are a lot for a classroom's network."""
    name = request.path_params["file"]
    if name not in RUNTIME_FILES or not (RUNTIME / name).is_file():
        raise RunError("ONNX Runtime Web is not installed here. The README has the command that installs it.")
    kind = TYPES[Path(name).suffix]
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(RUNTIME / name, media_type=kind, headers={**FOREVER, "Vary": "Accept-Encoding"})
    headers = {**FOREVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_compressed(RUNTIME / name), media_type=kind, headers=headers)


@lru_cache(maxsize=len(RUNTIME_FILES))
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=6)


def onnx(request: Request) -> Response:
    """A part of a model as an ONNX file, "decode" where the address names none.

    Kept by the browser where the address carries the fingerprint of these very weights.
    """
    mark = request.query_params.get("v", "")
    model = model_of(request.query_params.get("model", ""), mark)
    check_model_seen(request, model.card.path)
    part = request.query_params.get("part", "decode")
    if part not in model.files:
        raise UserError(f"The part of this model must be one of {', '.join(model.files)}.")
    file = _faster(model.files[part]) if part == "decode" else model.files[part]
    return Response(file, media_type="application/octet-stream", headers=FOREVER_HERE if mark else NEVER)


@lru_cache(maxsize=8)
def _faster(model: bytes) -> bytes:
    return for_browser(model)


def routes() -> list[BaseRoute]:
    """The routes, where the server's settings put them."""
    read = {"/runtime/{version}/{file}": runtime, "/onnx": onnx}
    return [
        *(Route(route_path(f"/lab{path}"), guarded(each), methods=["GET"]) for path, each in read.items()),
        WebSocketRoute(route_path("/lab/decode"), decode),
        WebSocketRoute(route_path("/lab/drag"), drag),
    ]


LAB_ROUTES = routes()
