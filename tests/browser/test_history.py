"""Back and the menu, in a real browser: one press goes to where one was, from every page to every other."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.real_app import Server
from tests.measure.measured import trained

pytestmark = pytest.mark.browser

MENU = {
    "Train": "Watch networks learn to draw",
    "Runs": "Runs",
    "Compare": "Compare: which setting learns better?",
    "Doctor": "Doctor: what is wrong with this run?",
    "Latent space": "Latent space: walk through it",
    "Optimise": "Optimise: which promise holds?",
    "Race": "Race: which setting gets there first?",
    "Evaluate": "Evaluate: how good are the pictures?",
}
PLACES = {
    "Train": "/?run=one",
    "Runs": "/runs?whose=All",
    "Compare": "/compare?runs=one%2Ctwo",
    "Doctor": "/doctor?part=examine&run=two",
    "Latent space": "/latent?model=shapes-gan&part=path",
    "Optimise": "/optimise?model=shapes-gan",
    "Race": "/race?preset=shapes-vae",
    "Evaluate": "/evaluate?subjects=shapes-gan",
}
"""A place on every page that is not the one which its menu item leads to."""


@pytest.fixture(scope="module", autouse=True)
def _runs(server: Server) -> None:
    for name in ("one", "two"):
        trained(server.runs, name)


def settle(page: Page) -> str:
    """Wait until the page was run to its end; what its address says then, after the server's name."""
    page.wait_for_timeout(250)
    page.wait_for_function("() => document.querySelector('[data-test-script-state=notRunning]')")
    page.wait_for_timeout(150)
    return page.url.split("/", 3)[3]


def at(page: Page) -> tuple[str, str]:
    """The address and the page's heading."""
    address = settle(page)
    return address, page.locator("h1, h3").first.inner_text()


def follow_menu(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=MENU[name], exact=True)).to_be_visible()


def test_back_leads_from_every_page_to_where_one_was(page: Page, server: Server) -> None:
    wrong = []
    for name, place in PLACES.items():
        page.goto(server.url + place)
        before = at(page)
        for other in MENU:
            if other == name:
                continue
            follow_menu(page, other)
            settle(page)
            page.go_back()
            if (after := at(page)) != before:
                wrong.append(f"{before} -> {other} -> Back = {after}")
                page.goto(server.url + place)
                before = at(page)
    assert wrong == [], "\n".join(wrong)


def test_menu_item_of_the_open_page_leads_to_its_beginning(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?run=one")
    before = at(page)
    follow_menu(page, "Train")
    assert settle(page) == ""
    page.go_back()
    assert at(page) == before


def test_back_leads_from_run_to_run(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/runs?whose=All")
    page.get_by_role("button", name=re.compile("^Open ")).nth(0).click()
    page.wait_for_url("**/?run=*")
    first = settle(page)
    follow_menu(page, "Runs")
    page.get_by_text("All", exact=True).click()
    assert settle(page) == "runs?whose=All"
    page.get_by_role("button", name=re.compile("^Open ")).nth(1).click()
    page.wait_for_url("**/?run=*")
    second = settle(page)
    assert first != second
    for expected in ("runs?whose=All", first, "runs?whose=All"):
        page.go_back()
        assert settle(page) == expected


def test_back_leads_from_model_to_model_and_not_through_what_was_tuned(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/latent?model=shapes-gan&part=pad")
    settle(page)
    page.get_by_role("combobox", name="Model").click()
    page.get_by_role("option", name="Tiny run").first.click()
    page.wait_for_url("**model=one**")
    settle(page)
    page.get_by_text("Two dimensions", exact=True).first.click()
    page.wait_for_url("**plane=**")
    settle(page)
    page.go_back()
    assert settle(page) == "latent?model=shapes-gan&part=pad"


def test_a_page_opens_on_the_run_that_one_comes_from(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?run=one")
    settle(page)
    for name, address in (("Latent space", "latent?model=one"), ("Optimise", "optimise?model=one")):
        follow_menu(page, name)
        assert settle(page).startswith(address)
    follow_menu(page, "Evaluate")
    assert settle(page) == "evaluate?subjects=one"
    follow_menu(page, "Doctor")
    assert "run=one" in settle(page)


def test_form_has_an_address_that_a_reload_keeps(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_role("button", name="Customise").nth(1).click()
    page.wait_for_url("**/?form=colour-shapes")
    name = page.get_by_role("textbox", name="Name of the run")
    name.fill("Mine")
    name.press("Enter")
    page.wait_for_url("**title%3D%22Mine%22**")
    settle(page)
    page.reload()
    expect(page.get_by_role("textbox", name="Name of the run")).to_have_value("Mine")
    page.go_back()
    assert at(page) == ("", MENU["Train"])
    expect(page.locator(".st-key-card-quick-digits")).to_be_visible()


def test_open_chart_is_the_run_s_own(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?run=one")
    tabs = page.get_by_role("tablist", name="Curves")
    other = tabs.get_by_role("tab").nth(1)
    other.click()
    chosen = other.inner_text()
    page.reload()
    expect(page.get_by_role("tab", name=chosen, exact=True)).to_have_attribute("aria-selected", "true")
    page.goto(f"{server.url}/?run=two")
    expect(tabs.get_by_role("tab").first).to_have_attribute("aria-selected", "true")
