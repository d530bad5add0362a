"""What a variant costs and brings, in words: compiling has to pay, and nothing is told that was not measured."""

import json
from dataclasses import replace

import pytest

from gan_core.cost.figure import Figure, How, unavailable
from gan_core.cost.table import CostTable, Row, from_json, to_json
from gan_core.cost.timing import EQUAL, FASTER, SLOWER
from gan_core.measure.quality import Quality
from gan_core.measure.wording import headline, pays, summary
from gan_core.message import Message, written

NOTHING = written("")


def row(name: str, seconds: float, verdict: str, warm_up: float | None = None, **figures: object) -> Row:
    """A variant whose pictures take `seconds` each in batches of 64."""
    known = {64: Figure(seconds, "s", "measured", NOTHING)}
    ratio = {64: Figure(seconds / 0.004, "x", "measured", NOTHING)}
    took = unavailable("s", Message(How.NOT_COMPILED)) if warm_up is None else Figure(warm_up, "s", "measured", NOTHING)
    return Row(name, time=known, ratio=ratio, verdict={64: verdict}, warm_up=took, **figures)


ORIGINAL = row("original", 0.004, EQUAL)


def cost_table(*rows: Row) -> CostTable:
    return CostTable((ORIGINAL, *rows), (64,), "World", {})


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
    assert f"compiling took 20.00 s and {words}" in summary(cost_table(compiled), "compiled", {})


def test_a_warm_up_that_an_earlier_one_shortened_says_so() -> None:
    compiled = row("compiled", 0.002, FASTER, 2.0)
    compiled = replace(compiled, warm_up=replace(compiled.warm_up, how=Message(How.WARM_UP, {"helped": True})))
    told = summary(cost_table(compiled), "compiled", {})
    assert "compiling took 2.00 s (shortened by the disk cache of an earlier compilation) and pays" in told


def test_where_nothing_is_compiled_nothing_is_told_of_it() -> None:
    assert "compiling" not in summary(cost_table(row("onnx", 0.002, FASTER)), "onnx", {})


def test_a_mask_makes_no_claim_of_speed_or_size() -> None:
    """Equal bytes, equal operations, no difference in time: the words may not promise any."""
    same = {"file_size": Figure(1000, "B", "counted", NOTHING), "multiply_adds": Figure(5000, "", "counted", NOTHING)}
    found = CostTable((replace(ORIGINAL, **same), row("masked 50 %", 0.004, EQUAL, **same)), (64,), "World", {})
    told = summary(found, "masked 50 %", {})
    assert told == "a file of the same size, no difference in time beyond noise"
    assert "faster" not in told and "smaller" not in told and "fewer" not in told


def quality(name: str, psnr: float | None) -> Quality:
    return Quality(name, psnr, 1.0, 0.0, "eyes")


def test_the_headline_names_what_held_and_what_it_cost() -> None:
    size = {"file_size": Figure(1000, "B", "counted", NOTHING)}
    rows = (
        replace(ORIGINAL, **size),
        row("int8", 0.002, FASTER, file_size=Figure(250, "B", "counted", NOTHING)),
        row("pruned", 0.001, FASTER, file_size=Figure(100, "B", "counted", NOTHING)),
        row("masked", 0.004, EQUAL, **size),
    )
    known = {
        name: quality(name, psnr) for name, psnr in (("original", None), ("int8", 45), ("pruned", 13), ("masked", 20))
    }
    told = headline(CostTable(rows, (64,), "World", {}), known)
    assert "**int8** is the fastest, 2.0x in batches of 64, and the smallest, 4.0x." in told
    assert told.endswith("Fastest of all is **pruned**, 4.0x, at the price of different pictures.")


@pytest.mark.parametrize(("low", "words"), [(0.50, " (**int8** too close to call)"), (0.53, "")])
def test_the_headline_says_who_is_too_close_to_the_fastest_to_tell(low: float, words: str) -> None:
    def about(name: str, seconds: float, interval: tuple[float, float]) -> Row:
        ratio = {64: Figure(seconds / 0.004, "x", "measured", NOTHING, *interval)}
        return replace(row(name, seconds, FASTER), ratio=ratio)

    rows = (about("onnx", 0.0019, (0.43, 0.52)), about("int8", 0.0022, (low, 0.60)))
    known = {name: quality(name, 50.0) for name in ("original", "onnx", "int8")}
    assert headline(cost_table(*rows), known).endswith(f"**onnx** is the fastest, 2.1x in batches of 64{words}.")


def test_the_headline_waits_for_times_and_pictures_and_promises_nothing_that_did_not_hold() -> None:
    equal = cost_table(row("masked", 0.004, EQUAL))
    assert headline(equal, {}) == ""
    known = {name: quality(name, 50.0) for name in ("original", "masked")}
    assert headline(equal, known) == "No variant was faster or smaller than the baseline beyond noise."


def test_a_cost_table_from_before_warm_ups_were_figures_is_still_read() -> None:
    written = json.loads(to_json(cost_table()))
    for each in written["rows"]:
        del each["warm_up"]
    assert from_json(json.dumps(written)).rows[0].warm_up.value is None


def credited(name: str, seconds: float, baseline: str, credit: float | None, verdict: str) -> Row:
    told = (
        {}
        if credit is None
        else {
            "credit": {64: Figure(credit, "x", "measured", Message(How.PAIRED_ROUNDS, {"num": 6, "wider": 0.02}))},
            "credit_verdict": {64: verdict},
        }
    )
    return replace(row(name, seconds, FASTER), baseline=baseline, **told)


@pytest.mark.parametrize(
    ("credit", "verdict", "words"),
    [
        (1.25, SLOWER, "6.3x faster in batches of 64, against ONNX Runtime alone 1.2x slower"),
        (0.5, FASTER, "6.3x faster in batches of 64, against ONNX Runtime alone 2.0x faster"),
        (1.01, EQUAL, "6.3x faster in batches of 64, against ONNX Runtime alone no difference beyond noise"),
        (None, "", "6.3x faster in batches of 64, how much of it is due to ONNX Runtime alone was not measured"),
    ],
)
def test_what_a_runtime_gains_is_not_credited_to_int8(credit: float | None, verdict: str, words: str) -> None:
    int8 = credited("int8 static", 0.004 / 6.3, "ONNX Runtime", credit, verdict)
    assert words in summary(cost_table(int8), "int8 static", {})
    known = {name: quality(name, 50.0) for name in ("original", "int8 static")}
    told = headline(cost_table(int8), known)
    assert told.startswith("With pictures that are hard to tell apart, **int8 static** is the fastest, 6.3x (")
    assert words.partition(", ")[2] in told


def test_what_is_credited_against_the_original_says_nothing_twice() -> None:
    pruned = credited("pruned", 0.002, "original", 0.5, FASTER)
    assert summary(cost_table(pruned), "pruned", {}) == "2.0x faster in batches of 64"


def test_credit_comes_back_from_json() -> None:
    known = cost_table(credited("int8", 0.002, "onnx", 1.5, SLOWER))
    assert from_json(to_json(known)) == known
    written = json.loads(to_json(known))
    for each in written["rows"]:
        del each["credit"], each["credit_verdict"], each["baseline"]
    assert from_json(json.dumps(written)).rows[1].credit == {}
