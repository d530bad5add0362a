"""What a running server refuses at its door: other names, other sites, messages that are too long."""

import http.client
import os
import socket
import struct
from collections.abc import Iterator

import pytest

from benchmarks.real_app import Server
from ui.own_site import ELSEWHERE

SOCKETS = ["/_stcore/stream", "/api/lab/decode?model=digits-vae"]
PATHS = [
    "/",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/upload_file/session/file",
    "/_stcore/bidi-components/gan_live/x.js",
    "/component/x/index.html",
    "/media/x.png",
    "/static/js/index.js",
    "/api/runs/x/live",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("runs"))
    made.start()
    yield made
    assert made.stop() == [], "the server left processes behind"


def ask(server: Server, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    words = answer.read(1000).decode(errors="replace") if answer.status != 101 else ""
    connection.close()
    return answer.status, words


def shake(server: Server, path: str, **headers: str) -> tuple[int, str]:
    """The answer to a browser that would open a socket."""
    wish = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    return ask(server, path, **wish, **{"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg=="}, **headers)


@pytest.mark.parametrize("path", PATHS)
def test_rebound_name_reaches_nothing(server, path):
    status, words = ask(server, path, Host=f"evil.example:{server.port}")
    assert (status, "GAN_CORE_HOSTS=evil.example" in words) == (403, True)


@pytest.mark.parametrize("path", SOCKETS)
def test_rebound_name_opens_no_socket(server, path):
    name = f"evil.example:{server.port}"
    status, words = shake(server, path, Host=name, Origin=f"http://{name}")
    assert (status, "GAN_CORE_HOSTS=evil.example" in words) == (403, True)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://[::1", "http://[::1].evil.com", "x" * 5000])
@pytest.mark.parametrize("path", SOCKETS)
def test_bad_origin_is_refused_with_a_sentence(server, path, origin):
    assert shake(server, path, Origin=origin) == (403, ELSEWHERE)


@pytest.mark.parametrize("path", SOCKETS)
def test_own_page_opens_a_socket(server, path):
    assert shake(server, path, Origin=f"http://127.0.0.1:{server.port}")[0] == 101


@pytest.mark.parametrize("path", SOCKETS)
def test_message_that_is_too_long_is_refused_by_its_length(server, path):
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        key = "MDEyMzQ1Njc4OWFiY2RlZg=="
        lines = f"GET {path} HTTP/1.1|Host: localhost:{server.port}|Connection: Upgrade|Upgrade: websocket"
        lines += f"|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: {key}||"
        connection.sendall(lines.replace("|", "\r\n").encode())
        heard = b""
        while b"\r\n\r\n" not in heard:
            heard += connection.recv(4096)
        assert b" 101 " in heard.split(b"\r\n")[0]
        # Binary, masked, 150 MB: the head alone. Who waits for the rest hangs here until the test's time is up.
        connection.sendall(struct.pack("!BBQ", 0x82, 0xFF, 150_000_000) + os.urandom(4))
        rest = heard.split(b"\r\n\r\n", 1)[1]
        too_long = struct.pack("!H", 1009)
        while too_long not in rest:
            more = connection.recv(4096)
            assert more, "closed without a reason"
            rest += more
