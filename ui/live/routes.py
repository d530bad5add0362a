"""The routes that the live view asks, on the app's own port. They only read; nothing here runs a Streamlit script."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from gan_core.errors import RunError
from gan_core.jobs.folder import NAME, RunFolder, find_run
from gan_core.places import runs_root
from ui.links import route_path
from ui.live import news as live_state
from ui.live import replay
from ui.membership import check_seen
from ui.responses import FOREVER, NEVER, guarded

PICTURE = re.compile(r"[a-z_]{1,40}-\d{9,12}\.png")
FRAME = re.compile(r"[a-z]{1,20}-\d{1,9}\.(webp|png)")
NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?(e[+-]?[0-9]{1,3})?")
NO_FILE = "There is no such file here. It may have been deleted."


def _run(request: Request) -> RunFolder:
    folder = find_run(runs_root(), request.path_params["name"])
    check_seen(request, folder)
    return folder


def _number(request: Request, name: str, default: float = 0.0) -> float:
    """A finite number as JavaScript writes it; the default where nothing is asked. Raises ValueError for all else."""
    text = request.query_params.get(name, "")
    if not text:
        return default
    if not NUMBER.fullmatch(text) or not math.isfinite(float(text)):
        raise ValueError(name)
    return float(text)


def live(request: Request) -> Response:
    """What is new since the numbers in the query: status, rows, pictures, log."""
    seen = {name: int(max(0, min(_number(request, name), 2**53))) for name in ("after", "pictures_after", "log_after")}
    news = live_state.news(_run(request), epoch=request.query_params.get("epoch", ""), **seen)
    return JSONResponse(news, headers=NEVER)


def window(request: Request) -> Response:
    """A stretch of the curves in more detail."""
    axis = request.query_params.get("axis", "step")
    if axis not in live_state.AXES:
        raise ValueError(axis)
    stretch = _number(request, "from", float("-inf")), _number(request, "to", float("inf"))
    return JSONResponse(live_state.stretch(_run(request), *stretch, axis), headers=NEVER)


def picture(request: Request) -> Response:
    """One sample grid. Its address carries its number, so it may be kept for ever."""
    run, file = _run(request), request.path_params["file"]
    if not PICTURE.fullmatch(file) or not run.owns_picture(file):
        raise RunError(NO_FILE)
    return FileResponse(run.samples / file, media_type="image/png", headers=FOREVER)


def _file(folder: Path, name: str, allowed: re.Pattern, media_type: str) -> Response:
    if not allowed.fullmatch(name) or not (folder / name).is_file():
        raise RunError(NO_FILE)
    return FileResponse(folder / name, media_type=media_type, headers=FOREVER)


def plotly_version() -> str:
    """The version of the installed plotly, for the address of its script."""
    return metadata.version("plotly")


def _plotly_file() -> Path:
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise RunError("plotly is not installed: pip install -r requirements.txt")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


@lru_cache(maxsize=1)
def _plotly_compressed() -> bytes:
    import gzip

    return gzip.compress(_plotly_file().read_bytes(), compresslevel=6)


def plotly(request: Request) -> Response:
    """Plotly's script from the installed wheel, compressed once and kept."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return FileResponse(
            _plotly_file(), media_type="text/javascript", headers={**FOREVER, "Vary": "Accept-Encoding"}
        )
    headers = {**FOREVER, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(_plotly_compressed(), media_type="text/javascript", headers=headers)


def recording(request: Request) -> Response:
    """The recorded run of that name, or one of its frames."""
    name, file = request.path_params["name"], request.path_params.get("file", replay.INDEX)
    if not NAME.fullmatch(name):
        raise RunError("There is no recording of that name.")
    folder = replay.FOLDER / name
    if file == replay.INDEX:
        return _file(folder, file, re.compile(re.escape(replay.INDEX)), "application/json")
    return _file(folder, file, FRAME, "image/webp" if file.endswith(".webp") else "image/png")


def routes() -> list[Route]:
    """The routes, where the server's settings put them."""
    paths: dict[str, Callable[[Request], Any]] = {
        "/runs/{name}/live": live,
        "/runs/{name}/window": window,
        "/runs/{name}/pictures/{file}": picture,
        "/plotly.min.js": plotly,
        "/replay/{name}": recording,
        "/replay/{name}/{file}": recording,
    }
    return [Route(route_path(path), guarded(read), methods=["GET"]) for path, read in paths.items()]


ROUTES = routes()
