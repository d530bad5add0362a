"""Responses of the app's own routes: computed in a thread, for this site only, with failures in words."""

import logging
from collections.abc import Callable

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gan_core.errors import UserError

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
FOREVER_HERE = {"Cache-Control": "private, max-age=31536000, immutable"}
"""What a class alone may see: kept by the browser, and by nothing on the way to it."""
NEVER = {"Cache-Control": "no-store"}
BROKEN = "The server could not read this run just now. See its log for the reason."
log = logging.getLogger(__name__)


def guarded(read: Callable[[Request], Response]) -> Callable:
    """A handler that reads in a thread and tells a failure in words."""

    def safely(request: Request) -> Response:
        try:
            return read(request)
        except UserError as error:
            return error_response(str(error), 404)
        except ValueError:
            return error_response("This address is not valid.", 400)
        except Exception:  # the last stop: no traceback may reach a browser
            log.exception("The live view could not be served: %s", request.url.path)
            return error_response(BROKEN, 500)

    async def handler(request: Request) -> Response:
        return await anyio.to_thread.run_sync(safely, request)

    return handler


def error_response(sentence: str, status: int) -> JSONResponse:
    """A refusal that the live view shows as it is."""
    return JSONResponse({"error": sentence}, status, headers=NEVER)
