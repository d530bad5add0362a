"""python -m benchmarks.classroom [--clients 28] [--seconds 300]: how long a class waits that does everything at once.

So many protocol clients (HTTP and the pages' own socket) and two real browsers join one class on this machine. Each
predicts in lessons, trains a preset in the queue, hangs things on the wall, votes and drags in latent space, with
pauses of a reader between. Reported, in milliseconds, p50, p95 and the longest:

- in the browsers, by their own clock: from a click to what it brings, for each act; and from a drag to the picture;
- of the protocol clients: from each wish of a page to the end of its answer, and from a drag to the numbers of the
  picture.

At the end everything is counted: pupils, predictions, things on the wall and runs of those who began them. What is
missing is printed, and the exit status is 1. Server, browsers and clients share the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import struct
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright
from websockets.asyncio.client import connect

from benchmarks.machine import machine
from benchmarks.pad import LISTEN
from benchmarks.real_app import CHROMIUM_FLAGS, Server, chromium_path
from benchmarks.streamlit_client import Client, NotThereError
from gan_core.classroom.activity import activities
from gan_core.classroom.answers import predictions
from gan_core.classroom.person import find_person
from gan_core.classroom.rooms import Classroom, open_classroom
from gan_core.classroom.wall import items
from gan_core.jobs.index import RunIndex
from gan_core.places import PROJECT
from gan_core.store.model_card import read_card, shipped
from ui.lessons.lesson import lessons

MODEL = "digits-gan"
PRESET, CARD = "Digits in ten seconds", "quick-digits"
GAME = "http://localhost/playground#data=ring&seed={}"
FRAME_SECONDS = 1 / 60
DRAG_SECONDS = 4.0
MOST_WAIT_MS = 30_000
MOST_GAMES = 5
PRESS = """async ([press, until, limit]) => {
  const find = ({ css, text }) => [...document.querySelectorAll(css)].find((each) => each.textContent.includes(text))
  const begun = performance.now()
  find(press).click()
  while (!find(until)) {
    if (performance.now() - begun > limit) return -1
    await new Promise(requestAnimationFrame)
  }
  return performance.now() - begun
}"""


@dataclass
class Done:
    """What a visitor did and how long each act took, in milliseconds."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    joined: int = 0
    predicted: int = 0
    hung: int = 0
    started: int = 0
    lost: list[str] = field(default_factory=list)

    def add(self, other: Done) -> None:
        for act, waits in other.waits.items():
            self.waits[act] += waits
        self.joined += other.joined
        self.predicted += other.predicted
        self.hung += other.hung
        self.started += other.started
        self.lost += other.lost


def questions() -> list[tuple[str, int]]:
    """Every prediction of every lesson: its name, and the number of the step from 1."""
    return [
        (lesson.name, number)
        for lesson in lessons()[0]
        for number, step in enumerate(lesson.steps, 1)
        if step.kind == "predict"
    ]


class Pupil:
    """A protocol client with a will of its own, the same one for the same number."""

    def __init__(self, url: str, code: str, number: int) -> None:
        self.url, self.code, self.number = url, code, number
        self.client, self.done, self.chance = Client(url), Done(), random.Random(number)
        self.open = self.chance.sample(questions(), len(questions()))

    async def live(self, seconds: float) -> Done:
        ended = time.monotonic() + seconds
        await asyncio.sleep(self.chance.uniform(0, 5))
        try:
            await self.join()
            acts = [self.train, self.predict, self.hang, self.drag, self.vote, self.follow, self.read]
            for act in acts[: 3 + self.number % 2]:
                await self.try_(act, ended)
            while time.monotonic() < ended:
                await self.try_(self.chance.choice(acts), ended)
        except Exception as error:  # a client that fails is one that a class has lost: it is counted, not hidden
            self.done.lost.append(f"client {self.number} ended: {type(error).__name__}: {error}")
        finally:
            self.done.waits["a page's answer"] += [1000 * wait for wait in self.client.waits]
            await self.client.close()
        return self.done

    async def try_(self, act: Callable, ended: float) -> None:
        if time.monotonic() > ended:
            return
        try:
            await act()
        except NotThereError as error:
            self.done.lost.append(f"client {self.number}, {act.__name__}: {error}"[:300])
        await asyncio.sleep(self.chance.uniform(1, 4))

    async def join(self) -> None:
        begun = time.perf_counter()
        reply = await self.client.post("join", code=self.code, name=f"Pupil {self.number}")
        if reply.status_code != 200:
            raise RuntimeError(reply.text)
        self.done.waits["join, by HTTP"].append(1000 * (time.perf_counter() - begun))
        self.done.joined += 1
        await self.client.open("classroom")

    async def train(self) -> None:
        """Begin a run, where none of one's own goes or waits."""
        await self.client.open("")
        if self.client.has("button", "training…") or self.client.has("button", "Meanwhile"):
            return
        await self.client.press(f"Train :gray-background[{PRESET}")
        if "run=" not in self.client.query:
            raise NotThereError(f"no run after Train: {self.client.texts()[:200]}")
        self.done.started += 1

    async def predict(self) -> None:
        if not self.open:
            return
        lesson, number = self.open.pop()
        await self.client.open("lessons", f"lesson={lesson}~{number}")
        await self.client.choose("What do you expect?", self.chance.randrange(2))
        await self.client.press("That is my prediction")
        if self.client.has("button", "That is my prediction"):
            raise NotThereError("the prediction was not taken")
        self.done.predicted += 1

    async def hang(self) -> None:
        if self.done.hung >= MOST_GAMES:
            return
        await self.client.open("classroom")
        await self.client.enter("Link of the game", GAME.format(self.number))
        shown = [each for each in self.client.elements("button") if each.element.button.label == "Hang it up"]
        await self.client.press_id(shown[-1].element.button.id, shown[-1].fragment)
        if "It hangs on the wall" not in self.client.texts():
            raise NotThereError(f"it does not hang: {self.client.texts()[-200:]}")
        self.done.hung += 1

    async def vote(self) -> None:
        await self.client.open("classroom")
        votes = [each for each in self.client.elements("button") if "votes for" in each.element.button.label]
        votes = [each for each in votes if not each.element.button.disabled]
        if votes:
            chosen = self.chance.choice(votes)
            await self.client.press_id(chosen.element.button.id, chosen.fragment)

    async def follow(self) -> None:
        """The newest run of one's own, as its page asks after it."""
        await self.client.open("runs")
        own = [each for each in self.client.elements("button") if each.element.button.label.startswith("Open ")]
        if not own:
            return
        await self.client.press_id(own[0].element.button.id, own[0].fragment)
        name = self.client.query.split("run=")[-1].split("&")[0]
        for _ in range(5):
            begun = time.perf_counter()
            reply = await self.client.get(f"api/runs/{name}/live")
            self.done.waits["a live run's news"].append(1000 * (time.perf_counter() - begun))
            if reply.status_code != 200:
                raise NotThereError(f"no news of {name}: {reply.text[:100]}")
            await asyncio.sleep(1)

    async def read(self) -> None:
        for page in ("lessons", "classroom"):
            await self.client.open(page)
            await asyncio.sleep(self.chance.uniform(1, 3))

    async def drag(self) -> None:
        card = read_card(next(path for path in shipped() if path.name == MODEL))
        width = card.latent_dim + card.shape.condition_width
        numbers = np.random.default_rng(self.number)
        url = f"{self.url.replace('http', 'ws')}/api/lab/decode?model={MODEL}"
        async with connect(url, origin=self.url, max_size=2**24) as socket:
            ended = time.perf_counter() + DRAG_SECONDS
            while (begun := time.perf_counter()) < ended:
                z = numbers.standard_normal(width).astype("<f4")
                await socket.send(struct.pack("<II", 0, 1) + z.tobytes())
                if not isinstance(await asyncio.wait_for(socket.recv(), 30), bytes):
                    raise NotThereError("no picture came")
                wait = time.perf_counter() - begun
                self.done.waits["a drag, by the socket"].append(1000 * wait)
                await asyncio.sleep(max(0.0, FRAME_SECONDS - wait))


class Visitor:
    """A real browser: one act at a time, its wait taken by the page's own clock."""

    def __init__(self, browser: Browser, server: Server, number: int) -> None:
        self.server, self.number, self.done = server, number, Done()
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(MOST_WAIT_MS)
        self.open = questions()[number::2]

    def press(self, act: str, button: str, until: str, css: str = "button", shown: str = "main *") -> bool:
        """Click what has those words, and wait for what it brings."""
        self.page.locator(css, has_text=button).first.wait_for()
        asked = [{"css": css, "text": button}, {"css": shown, "text": until}, MOST_WAIT_MS]
        wait = self.page.evaluate(PRESS, asked)
        if wait < 0:
            self.done.lost.append(f"browser {self.number}: “{button}” brought nothing in {MOST_WAIT_MS / 1000:.0f} s")
            return False
        self.done.waits[act].append(wait)
        return True

    def settled(self) -> None:
        """Until the page's script has run to its end."""
        self.page.wait_for_timeout(300)
        self.page.locator("[data-test-script-state=notRunning]").wait_for(state="attached")

    def visit(self, page: str, heading: str) -> None:
        """By the menu, where another page is open."""
        if self.page.locator("h1", has_text=heading).count() == 0:
            self.press("open a page", page, heading, css="header a", shown="h1")
            self.settled()

    def join(self, code: str) -> None:
        self.page.goto(f"{self.server.url}/classroom?code={code}")
        self.page.get_by_label("Your nickname").fill(f"Browser {self.number}")
        begun = time.perf_counter()
        self.page.get_by_role("button", name="Join the class").click()
        self.page.get_by_text("you are in").wait_for()
        self.done.waits["join (a new page)"].append(1000 * (time.perf_counter() - begun))
        self.done.joined += 1

    def train(self) -> None:
        self.page.goto(self.server.url)
        self.page.locator(f".st-key-card-{CARD}").wait_for()
        if self.page.get_by_text("training…").or_(self.page.get_by_text("Meanwhile: train")).count():
            return
        if self.press("train", "Train", PRESET, css=f".st-key-card-{CARD} button", shown=".st-key-run-head h1"):
            self.done.started += 1

    def predict(self) -> None:
        if not self.open:
            return
        lesson, number = self.open.pop()
        self.page.goto(f"{self.server.url}/lessons?lesson={lesson}~{number}")
        panel = self.page.get_by_test_id("stSidebar")
        panel.get_by_role("radiogroup").locator("label").first.click()
        self.settled()
        words = "That is my prediction"
        if self.press("predict", words, ": ", shown="[data-testid=stSidebar] [data-testid=stAlert]"):
            self.done.predicted += 1

    def hang(self) -> None:
        if self.done.hung >= MOST_GAMES:
            return
        self.page.goto(f"{self.server.url}/classroom")
        popover = self.page.get_by_role("button", name="Hang something up")
        popover.wait_for()
        self.settled()
        popover.click()
        self.page.get_by_role("tab", name="A game on the plane").click()
        link = self.page.get_by_label("Link of the game")
        link.fill(GAME.format(self.number))
        link.press("Enter")
        self.settled()
        if self.press(
            "hang up", "Hang it up", "It hangs on", css=".st-key-hang-plane button", shown="[data-testid=stToast]"
        ):
            self.done.hung += 1

    def look(self) -> None:
        self.visit("Lessons", "Lessons")
        self.visit("Runs", "Runs")
        self.visit("Classroom", "Load")

    def drag(self) -> None:
        self.page.goto(f"{self.server.url}/latent?model={MODEL}&draw=socket")
        self.page.locator(".gw-pad[data-surrounded]").wait_for()
        self.page.evaluate(LISTEN)
        box = self.page.locator(".gw-field").bounding_box()
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        ended = time.monotonic() + DRAG_SECONDS
        for angle in np.linspace(0, 8 * np.pi, 400):
            if time.monotonic() > ended:
                break
            x, y = 0.5 + 0.4 * np.cos(angle), 0.5 + 0.4 * np.sin(2 * angle)
            self.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            self.page.wait_for_timeout(25)
        self.page.mouse.up()
        self.page.wait_for_timeout(300)
        drawn = self.page.evaluate("() => window.drawn")
        if not drawn:
            self.done.lost.append(f"browser {self.number}: no picture came while dragging")
        self.done.waits["drag"] += drawn

    def act(self, turn: int) -> None:
        acts = [self.train, self.predict, self.drag, self.hang, self.look]
        acts[turn % len(acts)]()


async def crowd(url: str, code: str, clients: int, seconds: float) -> Done:
    done = Done()
    pupils = [Pupil(url, code, number) for number in range(clients)]
    for each in await asyncio.gather(*(pupil.live(seconds) for pupil in pupils)):
        done.add(each)
    return done


def browsers(driver_browser: Browser, server: Server, code: str, seconds: float) -> Done:
    done, ended = Done(), time.monotonic() + seconds
    visitors = [Visitor(driver_browser, server, number) for number in range(2)]
    for visitor in visitors:
        visitor.join(code)
    turn = 0
    while time.monotonic() < ended:
        for visitor in visitors:
            visitor.act(turn + visitor.number)
        turn += 1
    for visitor in visitors:
        done.add(visitor.done)
        visitor.context.close()
    return done


def counted(runs: Path, classroom: Classroom, token: str, done: Done) -> list[str]:
    """What is missing of everything that was done, in sentences."""
    lost = list(done.lost)
    index, teacher = RunIndex(runs), find_person(runs, token, "")
    assert teacher is not None
    everyone = activities(runs, index, classroom.id)
    statuses = index.statuses()
    there = {
        "pupils": (len(everyone), done.joined),
        "runs": (sum(each.num_runs for each in everyone), done.started),
        "predictions": (sum(sum(each.values()) for each in predictions(runs, classroom.id).values()), done.predicted),
        "things on the wall": (len(items(runs, teacher)), done.hung),
    }
    lost += [f"{found} of {made} {what} are there" for what, (found, made) in there.items() if found != made]
    lost += [f"{each.name} is {each.state}: {each.reason}" for each in statuses if each.state in ("failed", "lost")]
    trained = sum(each.state == "done" for each in statuses)
    told = ", ".join(f"{found} {what}" for what, (found, _) in there.items())
    print(f"There at the end: {told}; {trained} runs trained to their end, the others go or wait.")
    return lost


def table(title: str, waits: dict[str, list[float]]) -> None:
    print(f"\n{title}\n{'':24}{'n':>7}{'p50':>9}{'p95':>9}{'longest':>9}  ms")
    for act, found in sorted(waits.items()):
        if found:
            low, high = np.percentile(found, [50, 95])
            print(f"{act:24}{len(found):7}{low:9.0f}{high:9.0f}{max(found):9.0f}")


def measure(clients: int, seconds: float) -> int:
    path = chromium_path()
    if not path:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "starlette", "playwright"))
    print(f"{machine()}, {versions}; {clients} protocol clients and two browsers for {seconds:.0f} s")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        server = Server(Path(folder) / "runs")
        server.runs.mkdir()
        classroom, token = open_classroom(server.runs, "Load")
        server.start()
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        time.sleep(5)
        command = [sys.executable, "-m", "benchmarks.classroom", "--of", server.url, "--code", classroom.code]
        command += ["--clients", str(clients), "--seconds", str(seconds)]
        crowd_process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        try:
            done = browsers(browser, server, classroom.code, seconds)
            told, _ = crowd_process.communicate(timeout=seconds + 120)
            others = Done(**json.loads(told))
            table("In the browsers", done.waits)
            table("Protocol clients", others.waits)
            worst, act = max((np.percentile(found, 95), act) for act, found in done.waits.items() if found)
            print(f"\nThe highest p95 in the browsers: {worst:.0f} ms ({act})")
            done.add(others)
            lost = counted(server.runs, classroom, token, done)
        finally:
            crowd_process.kill()
            browser.close()
            server.stop_runs()
            server.stop()
    print("Lost: nothing." if not lost else "Lost:\n" + "\n".join(f"- {each}" for each in lost))
    return int(bool(lost))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=28)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--of", default="", help=argparse.SUPPRESS)
    parser.add_argument("--code", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if not chosen.of:
        return measure(chosen.clients, chosen.seconds)
    done = asyncio.run(crowd(chosen.of, chosen.code, chosen.clients, chosen.seconds))
    print(json.dumps(vars(done)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
