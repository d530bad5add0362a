"""The JavaScript modules of the pages: one route serves them all, under the paths that they have in the project.

So an import is the same relative path for a browser, for the type checker and for a test in Node.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from gan_core.errors import RunError
from gan_core.web import WEB
from ui.links import api_link, route_path
from ui.responses import FOREVER, guarded

STATIC = Path(__file__).parent / "static"
FOLDERS = {"gan_core/web": WEB} | {
    f"ui/static/{name}": STATIC / name for name in ("attack", "classroom", "lab", "live")
}
MODULE = re.compile(r"(?P<folder>[a-z_/]{1,40})/(?P<file>[a-z_]{1,40}\.js)")


@lru_cache(maxsize=1)
def version() -> str:
    """Names the present content of all modules and style sheets, so that a browser may keep them for ever."""
    files = sorted(file for folder in FOLDERS.values() for kind in ("*.js", "*.css") for file in folder.glob(kind))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def module_path(name: str) -> str:
    """Where a page finds the module `name`, as "lab/lab.js", below the app's address."""
    return api_link("js", version(), *f"ui/static/{name}".split("/"))


def mount_script() -> str:
    """What Streamlit mounts: it imports the module at `data["entry"]`, whose mount() makes the view."""
    return (STATIC / "mount.js").read_text("utf-8")


def module(request: Request) -> Response:
    """One of the modules. The address carries their common version."""
    if request.path_params["version"] != version():
        raise RunError("The app has been updated. Reload the page.")
    name = MODULE.fullmatch(request.path_params["name"])
    folder = FOLDERS.get(name["folder"]) if name else None
    if name is None or folder is None or not (folder / name["file"]).is_file():
        raise RunError("There is no such file here.")
    return FileResponse(folder / name["file"], media_type="text/javascript", headers=FOREVER)


def routes() -> list[BaseRoute]:
    """The route, where the server's settings put it."""
    return [Route(route_path("/js/{version}/{name:path}"), guarded(module), methods=["GET"])]


MODULE_ROUTES = routes()
