"""Addresses within the app: relative to the page, and made in one place."""

import re
from urllib.parse import urljoin

import pytest
from streamlit import config

from gan_core.places import PROJECT
from ui.lab import routes as lab_routes
from ui.links import api_link, page_link, picture_link, route_path
from ui.live import routes as live_api
from ui.optimise.in_browser import routes as measurement_routes

PAGE = "http://teacher.school.lan/gan/compare?runs=a,b"


def test_links_stay_below_the_path_that_a_proxy_serves():
    assert urljoin(PAGE, page_link(run="a b")) == "http://teacher.school.lan/gan/?run=a+b"
    assert urljoin(PAGE, page_link("compare", fork="a")) == "http://teacher.school.lan/gan/compare?fork=a"
    assert urljoin(PAGE, picture_link("a", "s-1.png")) == "http://teacher.school.lan/gan/api/runs/a/pictures/s-1.png"


def test_names_cannot_leave_their_place_in_an_address():
    assert api_link("runs", "../x?y#z", "live") == "api/runs/..%2Fx%3Fy%23z/live"


@pytest.fixture
def base():
    before = config.get_option("server.baseUrlPath")
    config.set_option("server.baseUrlPath", "/class/")
    yield
    config.set_option("server.baseUrlPath", before)


def test_routes_lie_below_the_base_path_of_the_server(base):
    assert route_path("/runs") == "/class/api/runs"
    for module in (live_api, lab_routes, measurement_routes):
        assert {route.path.split("/")[1] for route in module.routes()} == {"class"}


def test_no_other_file_makes_addresses_from_the_root():
    patterns = {".py": r"[\"'{}]/?api/|baseUrlPath|(href|src)=['\"]?[/?]", ".js": r"[\"'`]/api|location\.origin"}
    files = [each for folder in ("ui", "pages") for each in (PROJECT / folder).rglob("*") if each.suffix in patterns]
    wrong = [each.name for each in files if re.search(patterns[each.suffix], each.read_text("utf-8"))]
    assert sorted(wrong) == ["links.py"]
