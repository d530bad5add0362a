"""The drawing of the game on the Train page, played in a real browser; the ways on from a run; the demo."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.real_app import Server
from gan_core.jobs.folder import RunFolder
from tests.browser.test_app import press, start, status, wait_until
from tests.conftest import tiny
from tests.measure.measured import trained
from tests.running import spawn

pytestmark = pytest.mark.browser

GAME = ".gan-live .gd-game"


@pytest.fixture(autouse=True)
def no_run_left_over(server: Server) -> Iterator[None]:
    yield
    server.stop_runs()


def scores(page: Page, side: str) -> list[str]:
    return page.locator(f"{GAME} .gd-{side} li span").all_inner_texts()


def box(page: Page, network: str) -> Locator:
    return page.locator(f"{GAME} .gd-{network}")


def paused_run(page: Page, server: Server) -> RunFolder:
    folder = start(page, server)
    page.locator(f"{GAME}[data-step]").wait_for()
    wait_until(lambda: status(folder).step > 3)
    press(page, "Pause")
    expect(page.get_by_role("button", name="G only")).to_be_enabled(timeout=60_000)
    return folder


def test_fakes_and_reals_stand_side_by_side_with_a_score_under_each(page: Page, server: Server) -> None:
    folder = start(page, server)
    page.locator(f"{GAME} .gd-fakes[data-step]").wait_for()
    page.locator(f"{GAME} .gd-reals[data-step]").wait_for()
    for side in ("fakes", "reals"):
        wait_until(lambda side=side: all(each[:1] in "+−0" and each for each in scores(page, side)))
        assert len(scores(page, side)) == 16
    one, other = (page.locator(f"{GAME} .gd-{side} ol").bounding_box() for side in ("fakes", "reals"))
    assert (
        one
        and other
        and (one["y"], one["width"], one["height"])
        == pytest.approx((other["y"], other["width"], other["height"]), abs=1)
    )
    expect(box(page, "D")).to_have_attribute("data-lit", "turns")
    before = scores(page, "fakes")
    wait_until(lambda: scores(page, "fakes") != before)  # they are those of now
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 700)")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("button", name="D only")).to_be_disabled()
    assert "Pause first" in (page.get_by_role("button", name="D only").get_attribute("title") or "")
    page.get_by_role("link", name="Runs").click()
    page.get_by_role("button", name="training…").wait_for()
    for width in (1440, 1280, 1024, 800):  # it covers no entry of the menu
        page.set_viewport_size({"width": width, "height": 900})
        chip, menu = (page.locator(each).bounding_box() for each in (".st-key-training-chip", "header"))
        assert chip and menu and chip["y"] > menu["y"] + menu["height"]
    page.get_by_role("button", name="training…").click()
    page.wait_for_url(f"**/?run={folder.name}")
    expect(page.get_by_role("button", name="training…")).to_have_count(0)


def test_half_step_lights_the_box_that_learned_and_measures_again(page: Page, server: Server) -> None:
    folder = paused_run(page, server)
    step = status(folder).step
    controls = page.get_by_role("tabpanel").bounding_box()
    assert controls and controls["height"] < 500  # nothing but its fields
    press(page, "D only")
    expect(box(page, "D")).to_have_attribute("data-lit", "now")
    expect(box(page, "G")).to_contain_text("held still")
    before = scores(page, "fakes")
    press(page, "G only")
    expect(box(page, "G")).to_have_attribute("data-lit", "now")
    wait_until(lambda: scores(page, "fakes") != before)
    assert status(folder).step == step


def test_rate_moved_on_its_box_holds_and_is_marked_on_the_curves(page: Page, server: Server) -> None:
    folder = paused_run(page, server)
    slider = page.get_by_role("slider", name="Learning rate of D")
    before = float(slider.get_attribute("aria-valuetext") or 0)
    slider.focus()
    page.keyboard.press("ArrowRight")
    wait_until(lambda: (status(folder).live or {}).get("optimiser.d_lr", before) > before)
    now = (status(folder).live or {})["optimiser.d_lr"]
    expect(slider).to_have_attribute("aria-valuetext", f"{now:g}")
    expect(page.locator("[aria-label=Curves] .annotation-text")).to_have_text(f"learning rate of D {now:g}")


def test_drawing_stays_where_it_is_when_its_run_ends(page: Page, server: Server) -> None:
    folder = start(page, server)
    game = page.locator(f"{GAME}[data-step]")
    wait_until(lambda: status(folder).step > 20 and game.get_attribute("data-step") not in ("1", "2", "4", "8", "16"))
    before = game.bounding_box()
    press(page, "Stop")
    page.get_by_text("What next?").wait_for()
    wait_until(lambda: page.get_by_role("button", name="Pause", exact=True).count() == 0)
    after = game.bounding_box()
    assert before and after and (before["y"], before["height"]) == pytest.approx((after["y"], after["height"]), abs=2)


def test_code_of_a_vae_is_drawn_between_inputs_and_reconstructions(page: Page, server: Server) -> None:
    start(page, server, "vae-bottleneck")
    page.locator(".gd-vae .gd-rebuilt[data-step]").wait_for()
    expect(page.locator(".gd-vae .gd-inputs li span").first).to_contain_text("nats")
    expect(page.locator(".gd-vae .gd-rebuilt li span").first).to_contain_text("dB")
    expect(page.locator(".gd-vae .gd-mu")).to_have_count(16)
    expect(page.get_by_role("slider", name="Learning rate of VAE")).to_be_enabled()


def test_leaps_of_a_flow_are_drawn_beside_the_mixtures_they_start_from(page: Page, server: Server) -> None:
    start(page, server, "digits-flow")
    page.locator(".gd-velocity .gd-ends[data-step]").wait_for()
    expect(page.locator(".gd-velocity .gd-mixed li span").first).to_contain_text("t 0.06")
    expect(page.locator(".gd-velocity .gd-ends li span").first).to_contain_text("dB")
    expect(page.get_by_role("slider", name="Learning rate of V")).to_be_enabled()


def test_done_run_leads_on_to_its_own_latent_space(page: Page, server: Server) -> None:
    trained(server.runs, "one")
    page.goto(f"{server.url}/?run=one")
    page.get_by_text("What next?").wait_for()
    press(page, "Explore its latent space")
    page.wait_for_url("**/latent?*model=one*")


def test_demo_stands_still_for_who_wants_no_motion_until_play_is_pressed(browser: Browser, server: Server) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(server.url)
    fakes = page.locator(".st-key-replay .gd-fakes[data-step]")
    fakes.wait_for()
    last = fakes.get_attribute("data-step")
    moving = "() => document.getAnimations().filter((each) => each.effect.target.closest('.gan-live')).length"
    assert page.evaluate(moving) == 0
    page.wait_for_timeout(1000)
    assert fakes.get_attribute("data-step") == last
    press(page, "Play the demo")
    wait_until(lambda: fakes.get_attribute("data-step") != last)
    press(page, "Pause the demo")
    page.close()


@pytest.fixture
def text_run(server: Server) -> Iterator[RunFolder]:
    config = tiny("text_gan", training__num_steps=0, training__seconds=600, recording__num_samples=16)
    name = f"text-run-{len([*server.runs.iterdir()])}"
    folder = RunFolder.create(server.runs / name, config.model_dump(mode="json"), title="Text run")
    worker = spawn(folder)
    yield folder
    server.stop_runs()
    worker.wait(30)


def test_text_run_shows_captions_sentences_and_the_game_with_three_kinds_of_input(
    page: Page, server: Server, text_run: RunFolder
) -> None:
    page.goto(f"{server.url}/?run={text_run.name}")
    game = page.locator(".gd-text-game[data-step]")
    game.wait_for()
    wait_until(lambda: status(text_run).step > 20)
    press(page, "Pause")
    page.get_by_role("button", name="D only").click()
    expect(game.locator(".gd-D.gd-box")).to_have_attribute("data-lit", "now")
    expect(game.locator(".gd-T.gd-box")).to_contain_text("held still")
    for side in ("fakes", "reals", "mismatched"):
        shown = game.locator(f".gd-{side} li span").all_inner_texts()
        assert len(shown) == 6 and all(each[:1] in "+−0" and "\na" in each for each in shown)
    text = (status(text_run).facts or {})["text"]
    assert page.locator(".gl-wall li span").all_inner_texts() == text["captions"]
    expect(page.locator(".gl-written li").first).to_contain_text(f"step {text['step']}")
    page.get_by_role("slider", name="Time: goes back").fill("2")
    page.locator(".gl-wall[data-step='2']").wait_for()
    expect(page.locator(".gl-written li").first).to_contain_text("step 2")
    page.get_by_role("tab", name="All samples").click()
    expect(page.locator(".gl-slot img").first).to_be_visible()
    expect(page.locator(".gl-wall")).to_be_hidden()


def test_weight_of_a_loss_that_is_moved_on_its_box_holds_and_is_marked(
    page: Page, server: Server, text_run: RunFolder
) -> None:
    page.goto(f"{server.url}/?run={text_run.name}")
    slider = page.get_by_role("slider", name="Weight λ_LM of the loss of T")
    expect(slider).to_be_enabled(timeout=60_000)
    wait_until(lambda: status(text_run).step > 3)
    slider.focus()
    page.keyboard.press("Home")
    wait_until(lambda: (status(text_run).live or {}).get("objective.lambda_lm") == 0)
    expect(slider).to_have_attribute("aria-valuetext", "0")
    expect(page.locator("[aria-label=Curves] .annotation-text")).to_have_text("λ_LM 0")
