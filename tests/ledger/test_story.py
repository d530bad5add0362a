"""What a variant costs and brings, in words: compiling has to pay, and nothing is told that was not measured."""

import json
from dataclasses import replace

import pytest

from gan_core.cost.figure import Figure, unavailable
from gan_core.cost.table import Ledger, Row, from_json, to_json
from gan_core.cost.timing import EQUAL, FASTER, SLOWER
from gan_core.ledger.story import pays, story


def row(name: str, seconds: float, verdict: str, warm_up: float | None = None, **figures: object) -> Row:
    """A variant whose pictures take `seconds` each in batches of 64."""
    known = {64: Figure(seconds, "s", "measured", "")}
    ratio = {64: Figure(seconds / 0.004, "x", "measured", "")}
    took = unavailable("s", "nothing is compiled") if warm_up is None else Figure(warm_up, "s", "measured", "once")
    return Row(name, time=known, ratio=ratio, verdict={64: verdict}, warm_up=took, **figures)


ORIGINAL = row("original", 0.004, EQUAL)


def ledger(*rows: Row) -> Ledger:
    return Ledger((ORIGINAL, *rows), (64,), "World", {})


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [
        (0.002, FASTER, "pays after 10,000 pictures in batches of 64"),  # 20 s over 2 ms won a picture
        (0.004, EQUAL, "does not pay in batches of 64"),
        (0.006, SLOWER, "does not pay in batches of 64"),
        (0.004, FASTER, "does not pay in batches of 64"),
    ],
)
def test_compiling_pays_once_the_time_won_has_added_up(seconds: float, verdict: str, words: str) -> None:
    compiled = row("compiled", seconds, verdict, 20.0)
    assert pays(compiled, ORIGINAL, 64) == words
    assert f"compiling took 20.00 s and {words}" in story(ledger(compiled), "compiled", {})


def test_where_nothing_is_compiled_nothing_is_told_of_it() -> None:
    assert "compiling" not in story(ledger(row("onnx", 0.002, FASTER)), "onnx", {})


def test_a_mask_makes_no_claim_of_speed_or_size() -> None:
    """Equal bytes, equal operations, no difference in time: the words may not promise any."""
    same = {"file_size": Figure(1000, "B", "counted", ""), "multiply_adds": Figure(5000, "", "counted", "")}
    found = Ledger((replace(ORIGINAL, **same), row("masked 50 %", 0.004, EQUAL, **same)), (64,), "World", {})
    told = story(found, "masked 50 %", {})
    assert told == "a file as large, no difference in time beyond noise"
    assert "faster" not in told and "smaller" not in told and "fewer" not in told


def test_a_ledger_from_before_warm_ups_were_figures_is_still_read() -> None:
    written = json.loads(to_json(ledger()))
    for each in written["rows"]:
        del each["warm_up"]
    assert from_json(json.dumps(written)).rows[0].warm_up.value is None
