"""A page that is drawn anew before the browser has its widgets still tells it what each of them holds.

Streamlit tells a browser once that the server has set a widget, in the run in which it did. Where the next run
overtakes that one, a browser takes the widget's default and sends it as if somebody had chosen it.
"""

import ast
import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.real_app import Server
from benchmarks.streamlit_client import Client
from gan_core.places import PROJECT

ADDRESSES = (
    "latent?model=shapes-vae&part=directions&by=ganspace",
    "latent?model=digits-flow&part=time&steps=8&guidance=3.0&solver=heun",
    "latent?model=shapes-vae&part=pad&plane=dimensions",
    "latent?model=shapes-gan&part=repair&task=denoise&network=digits-repair",
    "latent?model=shapes-style&part=styles&styles=ways",
    "attack?part=many",
    "text?part=sum",
    "race?preset=shapes-vae",
    "evaluate?subjects=shapes-vae,digits-gan",
    "doctor?part=illnesses&illness=mode_collapse",
    "optimise?model=shapes-vae&try=fp16",
    "runs?whose=All",
)


WIDGETS = {"selectbox", "pills", "segmented_control", "select_slider", "multiselect", "pagination", "radio"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("runs"))
    made.start()
    yield made
    made.stop_runs()
    assert made.stop() == []


def shown(widget: Any) -> Any:
    """What a browser that has not drawn it yet will show, and send."""
    kind = widget.DESCRIPTOR.name
    if kind == "Selectbox":
        return widget.raw_value if widget.set_value else widget.options[widget.default]
    if kind in ("ButtonGroup", "MultiSelect"):
        return list(widget.raw_values) if widget.set_value else [_option(widget.options[at]) for at in widget.default]
    if kind == "Slider" and widget.options:
        return list(widget.raw_value) if widget.set_value else [widget.options[int(at)] for at in widget.default]
    held = widget.value if widget.set_value else widget.default
    return list(held) if kind == "Slider" else held


def _option(option: Any) -> str:
    """As a browser sends it: a button's icon stands before its words."""
    return option if isinstance(option, str) else f"{option.content_icon} {option.content}".strip()


def widgets(client: Client) -> dict[str, Any]:
    kinds = ("selectbox", "button_group", "multiselect", "slider", "checkbox", "number_input", "pagination")
    found = [getattr(each.element, kind) for kind in kinds for each in client.elements(kind)]
    return {widget.id: widget for widget in found}


async def twice(server: Server, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
    client = Client(server.url)
    page, _, query = address.partition("?")
    await client.open(page, query)
    first = widgets(client)
    await client.again()
    second = widgets(client)
    await client.close()
    return first, second


@pytest.mark.parametrize("address", ADDRESSES)
def test_widget_holds_the_same_for_a_browser_that_missed_the_first_run(server: Server, address: str) -> None:
    first, second = asyncio.run(twice(server, address))
    assert [each for each in first if first[each].set_value], "nothing was set here, so nothing is tested"
    assert {each: shown(second[each]) for each in first} == {each: shown(first[each]) for each in first}


def has_it_as_default(function: ast.FunctionDef, wanted: str) -> bool:
    """Whether a widget that this function draws is given what `follow` returned."""
    drawn = (each for each in ast.walk(function) if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute))
    given = (part for call in drawn if call.func.attr in WIDGETS for part in ast.walk(call))
    return any(isinstance(part, ast.Name) and part.id == wanted for part in given)


def test_every_widget_that_follows_the_address_has_its_value_as_default() -> None:
    without, num = [], 0
    for path in sorted((PROJECT / "ui").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            for each in ast.walk(function) if isinstance(function, ast.FunctionDef) else ():
                match each:
                    case ast.Call(func=ast.Name(id="follow" | "follow_many")):
                        num += 1
                    case ast.Assign(
                        targets=[ast.Name(id=wanted)], value=ast.Call(func=ast.Name(id="follow" | "follow_many"))
                    ):
                        num -= 1
                        if not has_it_as_default(function, wanted):
                            without.append(f"{path.name}: {function.name}")
    assert without == [] and num == 0, "what follow returns is the default of the widget"
