"""The one rule of who may ask this server, tried on requests and sockets without a server behind it."""

import anyio
import pytest

from ui import own_site
from ui.own_site import ELSEWHERE, OwnSiteOnly
from ui.server import MIDDLEWARE

OWN = {"host": "localhost:8501", "origin": "http://localhost:8501"}


def ask(*headers, kind="http", extensions=None):
    """What was sent back, and the scope that came through to the app; None for that where it was refused."""
    sent, came = [], []

    async def app(scope, receive, send):
        came.append(scope)

    async def send(message):
        sent.append(message)

    pairs = [(name.encode(), value.encode("latin-1")) for each in headers for name, value in each.items()]
    scope = {"type": kind, "method": "GET", "path": "/", "headers": pairs, "extensions": extensions or {}}
    anyio.run(OwnSiteOnly(app), scope, None, send)
    return sent, came[0] if came else None


def words(sent):
    return sent[-1]["body"].decode()


def test_rule_stands_before_everything_else():
    assert MIDDLEWARE[0].cls is OwnSiteOnly


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", ["127.0.0.1:8501", "[::1]:8501", "192.168.1.20:8501", "LOCALHOST", "localhost."])
def test_this_machine_is_known_by_its_numbers_and_name(host, kind):
    assert ask({"host": host, "origin": f"http://{host}"}, kind=kind)[1]


def test_who_sends_no_origin_is_no_page():
    assert ask({"host": "localhost:8501"})[1]


REFUSED = {
    "other-origin": {"host": "localhost:8501", "origin": "http://evil.example"},
    "other-port": {"host": "localhost:8501", "origin": "http://localhost:3000"},
    "rebound-name": {"host": "evil.example:8501", "origin": "http://evil.example:8501"},
    "rebound-name-without-origin": {"host": "evil.example:8501"},
    "number-and-a-name": {"host": "[::1].evil.com", "origin": "http://[::1].evil.com"},
    "name-behind-a-user": {"host": "localhost@evil.com", "origin": "http://localhost@evil.com"},
    "no-origin-at-all": {"host": "localhost:8501", "origin": "null"},
    "empty-origin": {"host": "localhost:8501", "origin": ""},
    "half-an-address": {"host": "localhost:8501", "origin": "http://[::1"},
    "odd-port": {"host": "localhost:8501", "origin": "http://localhost:99999999999"},
    "odd-letters": {"host": "localhost:8501", "origin": "http://\xe9\xff"},
    "cross-site": {**OWN, "sec-fetch-site": "cross-site"},
    "no-host": {},
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_other_sites_are_refused_with_403_and_a_sentence(headers):
    sent, came = ask(headers)
    assert came is None
    assert sent[0]["status"] == 403
    assert words(sent) == ELSEWHERE or "GAN_CORE_HOSTS=" in words(sent)


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_other_sites_open_no_socket(headers):
    sent, came = ask(headers, kind="websocket", extensions={"websocket.http.response": {}})
    assert came is None
    assert (sent[0]["type"], sent[0]["status"]) == ("websocket.http.response.start", 403)


def test_server_that_can_send_no_words_closes_a_foreign_socket():
    sent, came = ask(REFUSED["other-origin"], kind="websocket")
    assert came is None
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_second_host_or_origin_is_refused():
    assert ask({"host": "localhost"}, {"host": "localhost"})[1] is None
    assert ask(OWN, {"origin": OWN["origin"]})[1] is None


def test_link_on_another_site_may_lead_here():
    assert ask({"host": "localhost:8501", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"})[1]


def test_unknown_name_is_told_how_it_is_allowed():
    sent, _ = ask({"host": "teacher.school.lan"})
    assert words(sent).endswith("GAN_CORE_HOSTS=teacher.school.lan")


@pytest.mark.parametrize(
    "given",
    ["teacher.school.lan", "a.lan, Teacher.School.LAN", "a.lan teacher.school.lan", "https://teacher.school.lan/gan"],
)
@pytest.mark.parametrize(
    "host", ["teacher.school.lan", "teacher.school.lan:8080", "localhost:8501"], ids=["name", "port", "host-of-a-proxy"]
)
def test_name_of_a_class_or_a_proxy_is_allowed_by_one_setting(given, host, monkeypatch):
    headers = {"host": host, "origin": "http://teacher.school.lan:8080"}
    assert ask(headers)[1] is None
    monkeypatch.setenv(own_site.HOSTS_VARIABLE, given)
    assert ask(headers)[1]


def test_allowed_name_allows_no_other(monkeypatch):
    monkeypatch.setenv(own_site.HOSTS_VARIABLE, "school.lan")
    for name in ("evil.example", "teacher.school.lan", "school.lan.evil.example", "evilschool.lan"):
        assert ask({"host": name, "origin": f"http://{name}"})[1] is None


def test_origin_of_a_proxy_is_the_host_for_all_that_follows(monkeypatch):
    monkeypatch.setenv(own_site.HOSTS_VARIABLE, "teacher.school.lan")
    _, scope = ask({"host": "127.0.0.1:8501", "origin": "https://teacher.school.lan"}, kind="websocket")
    assert dict(scope["headers"])[b"host"] == b"teacher.school.lan"
