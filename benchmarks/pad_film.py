"""python -m benchmarks.pad_film [--out ui/static/pad.webp]: the README's moving picture, filmed from the real page.

A hand that is a curve drags the pad of the shipped coloured shapes in Chromium; a screenshot is taken at each place.
"""

import argparse
import io
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from gan_core.export.frames import animated_webp
from gan_core.places import PROJECT

FRAMES, FRAME_MILLISECONDS = 72, 70
WIDTH = 560
MODEL = "shapes-vae"


def film(page: Page) -> list[Image.Image]:
    """One round through the plane."""
    field, node = page.locator(".gw-field").bounding_box(), page.locator(".gw-pad")
    shots = []
    for turn in np.linspace(0, 2 * np.pi, FRAMES, endpoint=False):
        x, y = 0.5 + 0.38 * np.cos(turn), 0.5 + 0.38 * np.sin(2 * turn)
        page.mouse.move(field["x"] + x * field["width"], field["y"] + y * field["height"])
        if not shots:
            page.mouse.down()
        page.wait_for_timeout(60)
        shots.append(Image.open(io.BytesIO(node.screenshot())).convert("RGB"))
    page.mouse.up()
    height = round(WIDTH * shots[0].height / shots[0].width)
    return [shot.resize((WIDTH, height), Image.Resampling.LANCZOS) for shot in shots]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PROJECT / "ui" / "static" / "pad.webp")
    chosen = parser.parse_args()
    path = chromium_path()
    if not path:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = Server(Path(folder))
        server.start()
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(f"{server.url}/latent?part=pad&model={MODEL}&draw=socket")
            page.locator(".gw-pad[data-surrounded]").wait_for()
            shots = film(page)
        finally:
            browser.close()
            server.stop()
    chosen.out.write_bytes(animated_webp(shots, [FRAME_MILLISECONDS] * len(shots), lossless=False))
    print(f"{chosen.out.name}: {len(shots)} frames, {chosen.out.stat().st_size / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
