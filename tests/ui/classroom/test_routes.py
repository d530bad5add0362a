"""The classroom's routes on a running server: what they set, what they refuse, and what is never shown."""

import http.client
import json
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest

from benchmarks.real_app import Server
from gan_core.classroom.rooms import Classroom, classroom_of_teacher, freeze
from gan_core.classroom.wall import hang_picture
from tests.classroom.rooms_of_tests import PNG, again
from tests.running import finished_run
from ui.classroom.routes import ELSEWHERE

ACTS = ["open", "join", "lead", "leave"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("runs"))
    made.start()
    yield made
    assert made.stop() == [], "the server left processes behind"


def ask(
    server: Server, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, str, SimpleCookie, bytes]:
    """Status, whole head, cookies and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    cookies: SimpleCookie = SimpleCookie()
    for name, value in reply.getheaders():
        if name.lower() == "set-cookie":
            cookies.load(value)
    return reply.status, str(reply.headers), cookies, content


def post(server: Server, act: str, cookie: str = "", **values: str) -> tuple[int, SimpleCookie, str]:
    own = {"Origin": f"http://127.0.0.1:{server.port}", "Content_Type": "application/json"}
    status, _, cookies, content = ask(
        server, "POST", f"/api/classroom/{act}", json.dumps(values).encode(), Cookie=cookie, **own
    )
    return status, cookies, json.loads(content).get("error", "")


def opened(server: Server, title: str = "7b") -> tuple[Classroom, str]:
    status, cookies, _ = post(server, "open", title=title)
    assert status == 200
    token = cookies["gan_teacher"].value
    classroom = classroom_of_teacher(server.runs, token)
    assert classroom is not None
    return classroom, token


def joined(server: Server, classroom: Classroom, name: str) -> str:
    status, cookies, error = post(server, "join", code=classroom.code, name=name)
    assert status == 200, error
    return cookies["gan_pupil"].value


def test_cookies_are_hidden_from_scripts_and_other_sites(server: Server) -> None:
    classroom, _ = opened(server)
    for cookies in (post(server, "open", title="x")[1], post(server, "join", code=classroom.code, name="Mia")[1]):
        name = "gan_teacher" if cookies.get("gan_teacher") and cookies["gan_teacher"].value else "gan_pupil"
        cookie = cookies[name]
        assert cookie["httponly"] is True and cookie["samesite"].lower() == "lax" and cookie["path"] == "/"
        assert len(cookie.value) >= 43 and int(cookie["max-age"]) > 0


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Content_Type": "application/json"},
        {"Origin": "null", "Content_Type": "application/json"},
        {"Content_Type": "application/json"},
        {"Origin": "OWN", "Content_Type": "text/plain"},
        {"Origin": "OWN", "Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_what_another_site_could_send_changes_nothing(server: Server, act: str, headers: dict[str, str]) -> None:
    sent = {name: value.replace("OWN", f"http://127.0.0.1:{server.port}") for name, value in headers.items()}
    status, head, _, _ = ask(server, "POST", f"/api/classroom/{act}", b'{"title": "x"}', **sent)
    assert status == 403 and "gan_teacher" not in head and "gan_pupil" not in head


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_changed_by_opening_an_address(server: Server, act: str) -> None:
    status, head, _, _ = ask(server, "GET", f"/api/classroom/{act}?title=x&code=ABCDEF&name=Mia")
    assert "gan_teacher" not in head and "gan_pupil" not in head
    assert status in (200, 404, 405)  # 200: Streamlit's own page, as for every unknown path


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'{"title": 3}', b"{" * 3000, b"\xff", b'{"a": {"b": 1}}'])
def test_what_no_page_sends_is_refused(server: Server, body: bytes) -> None:
    own = {"Origin": f"http://127.0.0.1:{server.port}", "Content_Type": "application/json"}
    assert ask(server, "POST", "/api/classroom/open", body, **own)[0] == 400
    assert ask(server, "POST", "/api/classroom/open", b'"' + b"x" * 5000, **own)[0] == 413


def test_join_says_what_is_wrong(server: Server) -> None:
    classroom, token = opened(server)
    joined(server, classroom, "Mia")
    assert "No class has this code" in post(server, "join", code="ZZZZZZ", name="Noah")[2]
    assert "Type the six letters of the code" in post(server, "join", code=" ", name="Noah")[2]
    assert "Mia already" in post(server, "join", code=classroom.code, name="mia")[2]
    assert "letter or a digit" in post(server, "join", code=classroom.code, name=" ")[2]
    freeze(server.runs, classroom.id, True)
    assert "frozen" in post(server, "join", code=classroom.code, name="Noah")[2]
    assert token


def test_private_link_is_exchanged_for_a_cookie_and_no_address_has_the_secret(server: Server) -> None:
    classroom, token = opened(server)
    status, head, _, page = ask(server, "GET", "/api/classroom/key")  # what stands behind the # is never sent
    assert status == 200 and "no-store" in head and b"no-referrer" in page and token.encode() not in page
    status, cookies, _ = post(server, "lead", key=token)
    assert status == 200 and cookies["gan_teacher"].value == token
    assert classroom_of_teacher(server.runs, cookies["gan_teacher"].value) == classroom
    assert "leads nowhere" in post(server, "lead", key="x" * 43)[2]
    assert post(server, "lead", key=joined(server, classroom, "Mia"))[0] == 409


def test_wall_s_pictures_are_for_their_own_class(server: Server) -> None:
    classroom, token = opened(server)
    mia = joined(server, classroom, "Mia")
    number = hang_picture(server.runs, again(server.runs, mia), "samples", "", PNG)
    other, stranger = opened(server, "8a")
    path = f"/api/classroom/wall/{number}"
    for cookie, wanted in (
        (f"gan_pupil={mia}", 200),
        (f"gan_teacher={token}", 200),
        (f"gan_teacher={stranger}", 404),
        (f"gan_pupil={joined(server, other, 'Mia')}", 404),
        ("", 404),
    ):
        status, head, _, content = ask(server, "GET", path, Cookie=cookie)
        assert status == wanted and (content == PNG) == (wanted == 200)
        assert "public" not in head.lower()
    for odd in ("x", "-1", "9" * 40, "%2e%2e"):
        assert ask(server, "GET", f"/api/classroom/wall/{odd}", Cookie=f"gan_pupil={mia}")[0] in (400, 404)


def test_leaving_makes_the_browser_forget_and_the_class_remember(server: Server) -> None:
    classroom, _ = opened(server)
    mia = joined(server, classroom, "Mia")
    status, cookies, _ = post(server, "leave", cookie=f"gan_pupil={mia}")
    assert status == 200 and cookies["gan_pupil"].value == "" and cookies["gan_pupil"]["max-age"] == "0"
    assert again(server.runs, mia).name == "Mia"


def test_refusals_are_sentences(server: Server) -> None:
    status, _, _, content = ask(server, "POST", "/api/classroom/open", b"{}")
    assert (status, json.loads(content)["error"]) == (403, ELSEWHERE)


def test_model_of_a_class_is_drawn_for_its_own_people_alone(server: Server) -> None:
    classroom, _ = opened(server)
    mia = joined(server, classroom, "Mia")
    _, stranger = opened(server, "8a")
    folder = finished_run(server.runs, name="a-class-s-run")
    with folder.record() as record:
        record.put(owner=again(server.runs, mia).owner)
    for cookie, wanted in ((f"gan_pupil={mia}", 200), (f"gan_teacher={stranger}", 404), ("", 404)):
        status, head, _, content = ask(server, "GET", "/api/lab/onnx?model=a-class-s-run", Cookie=cookie)
        assert status == wanted, content[:200]
        assert "public" not in head.lower()
        closed = drawn_by_socket(server, "a-class-s-run", cookie)
        assert (b"There is no run" in closed) == (wanted == 404), closed
    assert ask(server, "GET", "/api/lab/onnx?model=digits-vae")[0] == 200


def drawn_by_socket(server: Server, model: str, cookie: str) -> bytes:
    """What the drawing socket sends first to who asks it for nothing; the reason where it closes."""
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    own = {
        "Origin": f"http://127.0.0.1:{server.port}",
        "Cookie": cookie,
        "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
    }
    connection.putrequest("GET", f"/api/lab/decode?model={model}")
    for name, value in {**upgrade, **own}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.sock is not None
    connection.sock.settimeout(20)
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.sock.recv(1)
    assert b" 101 " in head.split(b"\r\n")[0]
    connection.sock.sendall(b"\x81\x82\x00\x00\x00\x00{}")  # a masked text, which is no wish for pictures
    first = connection.sock.recv(4096)
    connection.close()
    return first
