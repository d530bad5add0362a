"""The classroom's routes: they open, join and leave, set the cookies, and serve the wall's pictures to its own people.

What changes something takes JSON from a page of this app and nothing else: a page of another site can send no JSON here
without being asked for its origin first, and no form of it is read.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from gan_core.classroom.database import ClassroomError
from gan_core.classroom.pupils import join
from gan_core.classroom.rates import RATES
from gan_core.classroom.rooms import classroom_of_teacher, classroom_with_code, open_classroom
from gan_core.classroom.secret import read_code
from gan_core.classroom.wall import picture_file
from gan_core.errors import UserError
from gan_core.places import runs_root
from ui.browser_modules import module_path
from ui.links import route_path
from ui.membership import PUPIL_COOKIE, TEACHER_COOKIE, person_with
from ui.responses import FOREVER_HERE, NEVER, error_response, guarded

MOST_BODY, MOST_DIGITS = 4096, 12
COOKIE_SECONDS = 90 * 24 * 3600
WRONG_A_MINUTE = 60
OPENED_AN_HOUR = 30
ELSEWHERE = "This address takes what the app's own pages send, and nothing else."
NO_SUCH_CODE = "No class has this code. Check the six letters with your teacher."
TYPE_THE_CODE = "Type the six letters of the code that your teacher shows."
NO_SUCH_KEY = "This private link leads nowhere: the class was deleted, or the link is not complete."


def opening(request: Request, sent: dict[str, str]) -> Response:
    """A new classroom, led from this browser."""
    words = "Many classes were opened from here."
    RATES.count(_client(request), "open", times=OPENED_AN_HOUR, seconds=3600, words=words)
    _, token = open_classroom(runs_root(), sent.get("title", ""))
    return _with_cookie(request, TEACHER_COOKIE, token, gone=PUPIL_COOKIE)


def joining(request: Request, sent: dict[str, str]) -> Response:
    """A pupil joins with code and nickname."""
    code = read_code(sent.get("code", ""))
    if not code:
        raise ClassroomError(TYPE_THE_CODE)
    classroom = classroom_with_code(runs_root(), code)
    if classroom is None:
        words = "Many wrong codes were tried from this network."
        RATES.count(_client(request), "code", times=WRONG_A_MINUTE, seconds=60, words=words)
        raise ClassroomError(NO_SUCH_CODE)
    if classroom.frozen:
        raise ClassroomError("Your teacher has frozen the class. Try again once it is unfrozen.")
    _, token = join(runs_root(), classroom, sent.get("name", ""))
    return _with_cookie(request, PUPIL_COOKIE, token, gone=TEACHER_COOKIE)


def leading(request: Request, sent: dict[str, str]) -> Response:
    """The teacher's private link: its secret comes in the body, so that no log of an address has it."""
    token = sent.get("key", "")
    if classroom_of_teacher(runs_root(), token) is None:
        words = "Many wrong links were tried from this network."
        RATES.count(_client(request), "key", times=WRONG_A_MINUTE, seconds=60, words=words)
        raise ClassroomError(NO_SUCH_KEY)
    return _with_cookie(request, TEACHER_COOKIE, token, gone=PUPIL_COOKIE)


def leaving(request: Request, _: dict[str, str]) -> Response:
    """This browser forgets the classroom; the classroom forgets nothing."""
    reply = JSONResponse({}, headers=NEVER)
    for name in (PUPIL_COOKIE, TEACHER_COOKIE):
        reply.delete_cookie(name, path=cookie_path())
    return reply


def picture(request: Request) -> Response:
    """A picture or film of the wall, for the people of its classroom."""
    someone = person_with(request.cookies)
    if someone is None:
        raise ClassroomError("Only the class itself sees its wall.")
    text = request.path_params["item"]
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise ValueError(text)
    file = picture_file(runs_root(), someone, int(text))
    return FileResponse(file, media_type=f"image/{file.suffix[1:]}", headers=FOREVER_HERE)


def key_page(_: Request) -> Response:
    """What a teacher's private link opens: it takes the secret out of the address and exchanges it for a cookie."""
    script = "../../" + module_path("classroom/key.js")
    page = (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><meta name='referrer' content='no-referrer'>"
        f"<title>Your class</title><script type='module' src='{script}'></script></head>"
        "<body><p id='told'>Opening your class…</p></body></html>"
    )
    return HTMLResponse(page, headers=NEVER)


def cookie_path() -> str:
    """Below which addresses the browser sends our cookies."""
    return route_path("").removesuffix("/api") or "/"


def _with_cookie(request: Request, name: str, token: str, gone: str) -> Response:
    reply = JSONResponse({}, headers=NEVER)
    reply.set_cookie(
        name,
        token,
        max_age=COOKIE_SECONDS,
        path=cookie_path(),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    reply.delete_cookie(gone, path=cookie_path())
    return reply


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


Act = Callable[[Request, dict[str, str]], Response]


def posted(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """A handler of what a page of ours sends as JSON; refusals are sentences."""

    def safely(request: Request, sent: dict[str, str]) -> Response:
        try:
            return act(request, sent)
        except UserError as error:
            return error_response(str(error), 409)

    async def handler(request: Request) -> Response:
        if "origin" not in request.headers or request.headers.get("content-type", "") != "application/json":
            return error_response(ELSEWHERE, 403)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > MOST_BODY:
                return error_response("This is too long.", 413)
        try:
            sent: Any = json.loads(body)
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict) or not all(isinstance(each, str) for each in sent.values()):
            return error_response("This is not what the page sends.", 400)
        return await anyio.to_thread.run_sync(safely, request, sent)

    return handler


def routes() -> list[Route]:
    """The routes, where the server's settings put them."""
    acts: dict[str, Act] = {"open": opening, "join": joining, "lead": leading, "leave": leaving}
    return [
        *(Route(route_path(f"/classroom/{name}"), posted(act), methods=["POST"]) for name, act in acts.items()),
        Route(route_path("/classroom/key"), guarded(key_page), methods=["GET"]),
        Route(route_path("/classroom/wall/{item}"), guarded(picture), methods=["GET"]),
    ]


CLASSROOM_ROUTES = routes()
