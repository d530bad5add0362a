"""python -m benchmarks.text_latency [--repeats 3] [--model RUN_FOLDER] [--while-training]: from a key to the pictures.

Types sentences into the text page in Chromium, one key every 80 ms, with each back-end in turns: slower than a frame,
so that each key is drawn and none is dropped. Reported in milliseconds, p50 and p95 of all keys:

- drawn: from the key's event, by the browser's own clock, to eight pictures of the new sentence on their canvases;
- shown: to the end of the frame in which the browser puts them on the screen;
- and, of the page's own runtime, what reading the sentence and drawing the pictures take of it.

Without a model, "Draw what I say" is trained for a few steps: what a picture costs does not depend on its weights.
Sentences begin, go on, and are misspelt. Browser and server share the machine.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.machine import machine
from benchmarks.pad import train
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from gan_core.places import PROJECT
from gan_core.web import WEB

BACKENDS = ("ort", "socket")
SENTENCES = ("a large red circle on white at the top", "a small blu star on a yelow background", "a heart, left")
KEY_MS = 80
WARM_UP_KEYS = 12
LISTEN = """() => {
  window.keys = []
  let key = null
  const ended = new MessageChannel()
  let shown = []
  ended.port1.onmessage = () => {
    for (const each of shown) each.shown = performance.now() - each.at
    shown = []
  }
  document.addEventListener("keydown", (event) => {
    if (event.key.length === 1) window.keys.push((key = { at: event.timeStamp }))
  }, true)
  document.addEventListener("gan-drawn", (event) => {
    if (!key || key.drawn !== undefined) return
    const now = key
    now.drawn = performance.now() - now.at
    now.decode = event.detail.ms
    requestAnimationFrame(() => {
      shown.push(now)
      ended.port2.postMessage(null)
    })
  })
}"""


def typed(browser: Browser, server: Server, run: str, backend: str) -> list[dict[str, float]]:
    """Milliseconds of every key that was drawn: "drawn", "shown", and "decode" as the decoder itself took."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    try:
        page.goto(f"{server.url}/text?model={run}&draw={backend}")
        page.locator(f'.gl-lab-gauge[data-backend="{backend}"]').wait_for(timeout=60_000)
        if backend == "ort":
            page.locator(".gs-root[data-reads=here]").wait_for(timeout=60_000)
        line = page.get_by_role("textbox", name="Sentence")
        line.fill("")
        type_in(page, SENTENCES[-1][:WARM_UP_KEYS])
        page.evaluate(LISTEN)
        for sentence in SENTENCES:
            line.fill("")
            page.wait_for_timeout(500)
            type_in(page, sentence)
        page.wait_for_timeout(500)
        return page.evaluate("() => window.keys")
    finally:
        context.close()


def type_in(page: Page, words: str) -> None:
    for letter in words:
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(KEY_MS)


def trained(folder: Path) -> Path:
    """A run of the preset that has begun."""
    command = [sys.executable, "-m", "gan_core", "train", "--preset", "draw-what-i-say", "--steps", "2"]
    subprocess.run([*command, "--device", "cpu", "--out", str(folder)], cwd=PROJECT, check=True, capture_output=True)
    return folder


def versions(browser: Browser) -> str:
    runtime = (WEB / "package.json").read_text("utf-8").split('"onnxruntime-web": "')[1].split('"')[0]
    return f"Chromium {browser.version}, ONNX Runtime Web {runtime}"


def percentiles(values: list[float]) -> str:
    low, high = np.percentile(values, [50, 95])
    return f"p50 {low:5.1f} ms   p95 {high:5.1f} ms"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--model", type=Path, help="folder of a run of a text model")
    parser.add_argument("--while-training", action="store_true")
    chosen = parser.parse_args()
    path = chromium_path()
    if not path:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    found: dict[str, list[dict[str, float]]] = {backend: [] for backend in BACKENDS}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        runs = Path(folder) / "runs"
        runs.mkdir()
        source = chosen.model or trained(Path(folder) / "trained")
        shutil.copytree(source, runs / "text-run")
        server = Server(runs)
        server.start()
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        print(
            f"{machine()}, {versions(browser)}; {'a run trains beside it' if chosen.while_training else 'no training'}"
        )
        try:
            if chosen.while_training:
                train(runs)
            for _ in range(chosen.repeats):
                for backend in BACKENDS:
                    found[backend] += typed(browser, server, "text-run", backend)
        finally:
            browser.close()
            server.stop_runs()
            server.stop()
    for backend, keys in found.items():
        drawn = [each for each in keys if "shown" in each]
        print(f"{backend}: {len(drawn)} of {len(keys)} keys drawn")
        for name in ("drawn", "shown", "decode"):
            print(f"  {name:7} {percentiles([each[name] for each in drawn])}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
