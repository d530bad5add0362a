"""The route that gives a browser the files of a measurement."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from gan_core.jobs.folder import find_run
from gan_core.measure.web_files import KIND, web_file
from gan_core.places import runs_root
from ui.links import route_path
from ui.membership import check_seen
from ui.responses import NEVER, guarded


def file(request: Request) -> Response:
    """An ONNX file of a variant, the latents, or the server's pictures of them."""
    name = request.path_params["file"]
    folder = find_run(runs_root(), request.path_params["name"])
    check_seen(request, folder)
    found = web_file(folder.path, name)
    return FileResponse(found, media_type=KIND[Path(name).suffix], headers=NEVER)


def routes() -> list[BaseRoute]:
    """The route, where the server's settings put it."""
    return [Route(route_path("/ledger/{name}/{file}"), guarded(file), methods=["GET"])]


MEASUREMENT_ROUTES = routes()
