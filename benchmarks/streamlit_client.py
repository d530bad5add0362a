"""A browser without a screen: it joins a class by HTTP and speaks the pages' own protocol over their socket.

What it knows is what a browser knows: the elements that the server has sent. What it presses is sent as a browser sends
it; `press_id` sends a widget that this page was never given, as somebody would who crafts messages.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ANSWER_SECONDS = 60.0


class NotThereError(Exception):
    """The page has no such element."""


@dataclass
class Shown:
    """An element where the page has it, and the fragment that drew it."""

    element: Element
    fragment: str


@dataclass
class Client:
    """One browser. `waits` are the seconds of everything that was asked of the page."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    shown: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    query: str = ""
    page_hash: str = ""
    socket: ClientConnection | None = None
    _known: dict[str, ForwardMsg] = field(default_factory=dict)
    _clocks: dict[str, asyncio.Task] = field(default_factory=dict)
    _reader: asyncio.Task | None = None
    _finished: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def post(self, act: str, **values: str) -> httpx.Response:
        """Ask one of the classroom's routes, as its page does; what it sets as cookies is kept."""
        async with httpx.AsyncClient(cookies=self.cookies, timeout=ANSWER_SECONDS) as http:
            headers = {"Origin": _origin(self.url), "Content-Type": "application/json"}
            reply = await http.post(f"{self.url}/api/classroom/{act}", json=values, headers=headers)
            self.cookies = dict(http.cookies)
        return reply

    async def get(self, path: str) -> httpx.Response:
        async with httpx.AsyncClient(cookies=self.cookies, timeout=ANSWER_SECONDS) as http:
            return await http.get(f"{self.url}/{path}")

    async def open(self, page: str = "", query: str = "") -> None:
        """Open a page in a new connection and wait until it is drawn."""
        await self.close()
        self.shown, self.values, self._known, self.query, self.page_hash = {}, {}, {}, query, ""
        self._finished, self._turn = asyncio.Event(), asyncio.Lock()
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            origin=_origin(self.url),
            subprotocols=["streamlit"],
            additional_headers={"Cookie": cookies} if cookies else {},
            max_size=2**26,
        )
        self._reader = asyncio.create_task(self._read())
        wish = BackMsg()
        wish.rerun_script.query_string = query
        wish.rerun_script.page_name = page
        await self._ask(wish)

    async def close(self) -> None:
        for task in [*self._clocks.values(), *([self._reader] if self._reader else [])]:
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        self._clocks.clear()
        if self.socket:
            await self.socket.close()
        self.socket = self._reader = None

    async def press(self, label: str) -> None:
        """Press the first button whose label has these words."""
        shown = self.find("button", label)
        await self.press_id(shown.element.button.id, shown.fragment)

    async def press_id(self, widget: str, fragment: str = "") -> None:
        """Press a button by its id, whether this page has it or not."""
        state = WidgetState(id=widget, trigger_value=True)
        await self._rerun(fragment, state)

    async def trigger(self, component: str, event: str, value: Any) -> None:
        """Have the component with these words in its id tell the server something, as its own script does."""
        shown = next(each for each in self.elements("bidi_component") if component in each.element.bidi_component.id)
        told = json.dumps([{"event": event, "value": value}])
        widget = f"$$STREAMLIT_INTERNAL_KEY_{shown.element.bidi_component.id}__events"
        await self._rerun(shown.fragment, WidgetState(id=widget, json_trigger_value=told))

    async def enter(self, label: str, text: str) -> None:
        """Type into the first text field with that label."""
        shown = self.find("text_input", label)
        await self.set(WidgetState(id=shown.element.text_input.id, string_value=text), shown.fragment)

    async def choose(self, label: str, index: int) -> None:
        """Choose in the first radio group with that label."""
        shown = self.find("radio", label)
        widget = shown.element.radio
        await self.set(WidgetState(id=widget.id, string_value=widget.options[index]), shown.fragment)

    async def set(self, state: WidgetState, fragment: str = "") -> None:
        """Change a widget that keeps its value."""
        self.values[state.id] = state
        await self._rerun(fragment)

    async def again(self) -> None:
        """Have the page drawn anew, as a press of anything does."""
        await self._rerun("")

    def find(self, form: str, label: str = "") -> Shown:
        """The first element of that type whose label has these words. Raises NotThereError."""
        for shown in self.elements(form):
            if label in getattr(getattr(shown.element, form), "label", ""):
                return shown
        raise NotThereError(f"no {form} “{label}” among {[_label(each.element) for each in self.elements(form)]}")

    def has(self, form: str, label: str = "") -> bool:
        with suppress(NotThereError):
            return self.find(form, label) is not None
        return False

    def elements(self, form: str) -> Iterator[Shown]:
        for path in sorted(self.shown):
            if self.shown[path].element.WhichOneof("type") == form:
                yield self.shown[path]

    def texts(self) -> str:
        """All that the page says, without the marks of Markdown."""
        bodies = [each.element.markdown.body for each in self.elements("markdown")]
        bodies += [each.element.alert.body for each in self.elements("alert")]
        bodies += [each.element.toast.body for each in self.elements("toast")]
        bodies += [each.element.heading.body for each in self.elements("heading")]
        bodies += [each.element.html.body for each in self.elements("html")]
        return "\n".join(bodies).replace("\\", "")

    async def _rerun(self, fragment: str, *pressed: WidgetState, clock: bool = False) -> None:
        wish = BackMsg()
        rerun = wish.rerun_script
        rerun.query_string, rerun.page_script_hash, rerun.fragment_id = self.query, self.page_hash, fragment
        rerun.is_auto_rerun = clock
        rerun.widget_states.widgets.extend([*self.values.values(), *pressed])
        await self._ask(wish, counts=not clock)

    async def _ask(self, wish: BackMsg, counts: bool = True) -> None:
        if self.socket is None:
            raise ConnectionError("no page is open")
        begun = time.perf_counter()
        async with self._turn:
            self._finished.clear()
            await self.socket.send(wish.SerializeToString())
            await asyncio.wait_for(self._finished.wait(), ANSWER_SECONDS)
        if counts:
            self.waits.append(time.perf_counter() - begun)

    async def _read(self) -> None:
        assert self.socket is not None
        async for data in self.socket:
            if isinstance(data, bytes):
                self._heard(ForwardMsg.FromString(data))

    def _heard(self, told: ForwardMsg) -> None:
        kind = told.WhichOneof("type")
        if kind == "ref_hash":
            known = self._known[told.ref_hash]
            metadata = told.metadata
            told = ForwardMsg()
            told.CopyFrom(known)
            told.metadata.CopyFrom(metadata)
            kind = told.WhichOneof("type")
        elif told.metadata.cacheable:
            self._known[told.hash] = told
        path = tuple(told.metadata.delta_path)
        if kind == "new_session":
            self._begin(told)
        elif kind == "navigation":
            self.page_hash = told.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = told.page_info_changed.query_string
        elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
            self._forget(path)
            self.shown[path] = Shown(told.delta.new_element, told.delta.fragment_id)
        elif kind == "delta" and told.delta.WhichOneof("type") == "add_block":
            self._forget(path)
        elif kind == "auto_rerun":
            self._clock(told.auto_rerun.fragment_id, told.auto_rerun.interval)
        elif kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self._finished.set()

    def _begin(self, told: ForwardMsg) -> None:
        """A run of the whole page draws everything anew; one of fragments draws over what is there."""
        if not told.metadata.run.fragment_ids:
            self.shown.clear()
            for task in self._clocks.values():
                task.cancel()
            self._clocks.clear()

    def _forget(self, path: tuple[int, ...]) -> None:
        for each in [known for known in self.shown if known[: len(path)] == path]:
            del self.shown[each]

    def _clock(self, fragment: str, seconds: float) -> None:
        async def tick() -> None:
            while True:
                await asyncio.sleep(seconds)
                with suppress(TimeoutError, ConnectionError, ConnectionClosed):
                    await self._rerun(fragment, clock=True)

        if fragment in self._clocks:
            self._clocks[fragment].cancel()
        self._clocks[fragment] = asyncio.create_task(tick())


def _label(element: Any) -> str:
    return getattr(getattr(element, element.WhichOneof("type")), "label", "")


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3])
