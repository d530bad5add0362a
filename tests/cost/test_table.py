"""The cost table of small models: every cell has its source, nothing unmeasured decides, and its export is whole."""

import csv
import io
from pathlib import Path

import pytest

from gan_core.cost.earlier import HELPED, MARKED, SENTENCES, how_found
from gan_core.cost.figure import Figure, How
from gan_core.cost.fresh import Origin
from gan_core.cost.plan import Plan
from gan_core.cost.probe import Measured, measure
from gan_core.cost.table import CostTable, from_json, to_csv, to_json
from gan_core.cost.timing import EnergyVerdict, Verdict
from gan_core.cost.wording import PEAK, WARMED_BY_DISK, figure_text, how_words
from gan_core.energy.meters import Assumed, EnergyCode, Missing, NoCounter, find_source
from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.message import Message, written
from tests.clocked import Clock, Clocked
from tests.latent.small_models import fresh

NO_COUNTER, NOTHING = Message(NoCounter.NO_NVML), written("")
QUICK = Plan(batches=(1, 2), rounds=6, num_threads=1, sources=lambda device: Assumed(10.0))


def models() -> dict[str, Generator]:
    """An original and one that does not show its network."""
    small = fresh("dcgan", g_channels=[8, 4], d_channels=[4, 8])
    return {"original": small, "hidden": Clocked(Clock(), lambda n: 0.0)}


@pytest.fixture(scope="module")
def events() -> list[Measured]:
    return list(measure(models(), QUICK, origins={"original": Origin("no-such-model", backend="onnx")}))


@pytest.fixture(scope="module")
def cost_table(events: list[Measured]) -> CostTable:
    return events[-1].cost_table


def test_shares_grow_to_one(events: list[Measured]) -> None:
    shares = [each.share for each in events]
    assert shares == sorted(shares) and shares[-1] == 1.0 and shares[-2] < 1.0


def test_figures_are_filled_in_as_they_come(events: list[Measured]) -> None:
    first, later = (
        events[0].cost_table.rows[0],
        next(each for each in events if each.text == "Timed").cost_table.rows[0],
    )
    assert first.parameters.kind == "unavailable" and first.parameters.how.code == How.NOT_YET
    assert later.parameters.kind == "counted" and 1 in later.time and later.energy.value is None


def test_report_hears_every_event() -> None:
    heard: list[tuple[str, float]] = []
    plan = Plan(batches=(1,), rounds=6, with_energy=False)
    told = list(measure(models(), plan, report=lambda text, share: heard.append((text, share))))
    assert heard == [(each.text, each.share) for each in told]


def test_counts_are_exact(cost_table: CostTable) -> None:
    row = cost_table.row("original")
    # 4 -> 8 x 4 x 4, then two doublings with 4 x 4 kernels: 8 -> 4 and 4 -> 3 channels; batch norms of 8 and of 4.
    assert row.multiply_adds.value == 4 * 128 + 16 * 8 * 4 * 16 + 64 * 4 * 3 * 16
    assert row.parameters.value == 4 * 128 + 8 * 4 * 16 + 4 * 3 * 16 + 3 + 2 * 8 + 2 * 4
    assert row.parameters.low is None and row.parameters.kind == "counted"


def test_what_cannot_be_counted_is_a_word_and_not_zero(cost_table: CostTable) -> None:
    for figure in (cost_table.row("hidden").parameters, cost_table.row("hidden").multiply_adds):
        assert figure.value is None and figure_text(figure) == "unavailable" and figure.how.code == How.HIDDEN


def test_times_have_intervals_and_throughput_is_their_inverse(cost_table: CostTable) -> None:
    row = cost_table.row("original")
    for batch in (1, 2):
        time, speed = row.time[batch], row.throughput[batch]
        assert 0 < time.low <= time.value <= time.high
        assert speed.value == pytest.approx(1 / time.value) and speed.low == pytest.approx(1 / time.high)
    assert row.ratio[1].value == 1.0 and row.verdict[1] == Verdict.EQUAL


def test_assumed_energy_says_so_and_decides_nothing(cost_table: CostTable) -> None:
    row = cost_table.row("original")
    assert row.energy.value > 0 and row.energy.kind == "assumed" and "assumed 10 W" in how_words(row.energy.how)
    assert row.energy_ratio.value is None and row.energy_verdict == EnergyVerdict.POWER_ASSUMED
    assert row.co2.value == pytest.approx(row.energy.value / 3.6e6 * 481) and row.co2.kind == "assumed"


def test_missing_energy_is_never_zero() -> None:
    plan = Plan(batches=(1,), rounds=6, sources=lambda device: Missing(NO_COUNTER))
    row = list(measure({"a": models()["original"]}, plan))[-1].cost_table.rows[0]
    for figure in (row.energy, row.co2, row.energy_ratio):
        assert figure.value is None and figure.how.code == How.NO_ENERGY
        assert figure.how.values["source"] == Message(EnergyCode.MISSING, {"why": NO_COUNTER})


def test_measured_energy_is_compared(tmp_path: Path) -> None:
    clock = Clock()

    class Counter:
        """A joule for each second of the clock, which moves by one with every call."""

        message, measured, block_seconds = Message("a_counter"), True, 0.0

        def joules(self) -> float:
            return clock.now

    plan = Plan(batches=(2,), rounds=6, sources=lambda device: Counter())
    steady = Clocked(clock, lambda n: 1.0)
    row = list(measure({"a": steady, "b": steady}, plan))[-1].cost_table.row("b")
    assert row.energy.kind == "measured" and row.energy.value == 500.0  # one joule for two pictures
    assert row.energy_ratio.value == 1.0 and row.energy_verdict == EnergyVerdict.EQUAL


def test_variant_that_does_not_start_and_one_without_origin_say_why(cost_table: CostTable) -> None:
    assert "no-such-model" in how_words(cost_table.row("original").start_up.how)
    assert cost_table.row("hidden").peak_memory.value is None
    assert cost_table.row("hidden").peak_memory.how.code == How.NO_ORIGIN


def test_one_start_has_no_interval() -> None:
    origins = {"a": Origin("shapes-vae", backend="onnx")}
    plan = Plan(batches=(1,), rounds=6, budget_seconds=0.1, with_energy=False)
    row = list(measure({"a": models()["original"]}, plan, origins=origins))[-1].cost_table.rows[0]
    assert (
        row.start_up.value > row.ready.value > 0
        and row.start_up.low is None
        and "one start" in how_words(row.start_up.how)
    )
    assert row.process_memory.value > row.peak_memory.value > 0


def test_closing_cancels_between_events() -> None:
    small = models()["original"]
    running = measure({"a": small}, Plan(batches=(64,), rounds=1000))
    for event in running:
        if event.share > 0.06:
            break
    running.close()
    assert next(running, None) is None


def test_json_comes_back_whole(cost_table: CostTable) -> None:
    assert from_json(to_json(cost_table)) == cost_table


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": [{"name": 1}], "batches": [], "grid": "", "machine": {}}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="not a cost table"):
        from_json(text)


def test_csv_holds_every_figure_with_its_ends_and_source(cost_table: CostTable) -> None:
    lines = {each["name"]: each for each in csv.DictReader(io.StringIO(to_csv(cost_table)))}
    row, line = cost_table.row("original"), lines["original"]
    assert float(line["time, batch 2 (s)"]) == row.time[2].value
    assert float(line["time, batch 2 (s) low"]) == row.time[2].low
    assert int(line["parameters"]) == row.parameters.value
    assert line["energy (J) how"].startswith("assumed: assumed 10 W")
    assert lines["hidden"]["multiply adds"] == "unavailable"
    assert line["verdict, batch 1"] == row.verdict[1] and line["grid"] == "World"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(batches=()), "at least one batch size"),
        (Plan(batches=(2, 2)), "each only once"),
        (Plan(batches=(0,)), "batch of 1"),
        (Plan(grid="Atlantis"), "no grid"),
        (Plan(rounds=0), "at least 1 round"),
    ],
)
def test_plans_without_sense_are_refused_at_once(plan: Plan, words: str) -> None:
    with pytest.raises(UserError, match=words):
        measure(models(), plan)


def test_nothing_to_measure_is_refused() -> None:
    with pytest.raises(UserError, match="at least one model"):
        measure({})


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (Figure(0.00123, "s", "measured", NOTHING, 0.0012, 0.0013), "1.23 ms (1.20 to 1.30)"),
        (Figure(881_572, "B", "counted", NOTHING), "882 kB"),
        (Figure(12, "", "counted", NOTHING), "12"),
        (Figure(0.5, "x", "measured", NOTHING, 0.4, 0.61), "0.5x (0.4 to 0.61)"),
        (Figure(1500.0, "1/s", "measured", NOTHING), "1.50 k/s"),
        (Figure(0.0, "J", "measured", NOTHING), "0 µJ"),
        (Figure(None, "J", "unavailable", NOTHING), "unavailable"),
    ],
)
def test_figures_read_well(figure: Figure, text: str) -> None:
    assert figure_text(figure) == text


def test_source_is_that_of_the_device() -> None:
    asked: list[str] = []
    plan = Plan(batches=(1,), rounds=6, sources=lambda device: asked.append(device) or find_source("cpu"))
    list(measure({"a": models()["original"]}, plan))
    assert asked == ["cpu"]


SOURCE = Message(EnergyCode.ASSUMED, {"watts": 10, "why": Message(NoCounter.NO_RAPL)})
EMITTED = {"grid": "European Union", "year": 2023, "grams_per_kwh": 244, "by": "Ember, yearly", "source": SOURCE}
FOUND = [
    *(Message(code) for code in (How.NOT_YET, How.HIDDEN, How.NOT_COMPILED, How.NO_ORIGIN, How.NOT_ALIKE)),
    *(Message(code) for code in (How.POWER_ASSUMED, How.LEARNT, How.ONE_PICTURE)),
    Message(How.FILE, {"form": "ONNX"}),
    *(Message(How.WARM_UP, {"helped": helped}) for helped in (True, False)),
    Message(How.ROUNDS, {"num": 20}),
    *(Message(code, {"num": 20, "wider": 0.02}) for code in (How.PAIRED_ROUNDS, How.PAIRED_BLOCKS)),
    Message(How.BLOCKS, {"num": 6, "batch": 64, "source": SOURCE}),
    Message(How.EMITTED, EMITTED),
    *(Message(code, {"num": num}) for code in (How.START_UP, How.READY) for num in (1, 3)),
    *(Message(How.MEMORY, {"num": 3, "batch": 64, "marked": marked}) for marked in (True, False)),
    *(Message(code, {"num": 1, "batch": 64}) for code in (How.GPU_MEMORY, How.PROCESS_MEMORY)),
    Message(How.NO_ENERGY, {"source": Message(EnergyCode.STANDS_STILL, {"counter": Message(EnergyCode.NVML)})}),
]


ENERGY_REWORDED = {
    "this machine has no readable RAPL counters": "this machine shows no RAPL counters",
    "without the rest of the computer": "without the computer around it",
    "does not advance": "stands still",
}
REWORDED = (How.LEARNT, How.NOT_ALIKE, How.HIDDEN, How.NO_ORIGIN, How.FILE, How.ONE_PICTURE)


def earlier_words(how: Message) -> str:
    """The sentence that the earlier version wrote for it."""
    if how.code in REWORDED:
        return SENTENCES[how.code].format(**how.values)
    words = how_words(how).replace(WARMED_BY_DISK, HELPED).replace(PEAK, MARKED)
    for today, earlier in ENERGY_REWORDED.items():
        words = words.replace(today, earlier)
    return words


@pytest.mark.parametrize("how", FOUND, ids=lambda how: str(how.code))
def test_sentence_of_an_earlier_version_is_read_as_its_code(how: Message) -> None:
    assert how_found(earlier_words(how)) == how


def test_every_code_is_among_those_that_are_read_from_earlier_sentences() -> None:
    assert {how.code for how in FOUND} == set(How)


def test_times_on_two_devices_give_no_verdict_and_no_credit() -> None:
    found = models()
    found["hidden"].device = "cuda:0"
    plan, named = Plan(batches=(1,), rounds=6, with_energy=False), {"original": "original", "hidden": "original"}
    row = list(measure(found, plan, baselines=named))[-1].cost_table.row("hidden")
    assert row.verdict == {1: Verdict.OTHER_DEVICE} and row.credit == {} and row.credit_verdict == {}


def test_what_each_is_credited_against_is_in_its_row() -> None:
    clock = Clock()
    found = {"torch": Clocked(clock, lambda n: 0.01), "onnx": Clocked(clock, lambda n: 0.01)}
    plan = Plan(batches=(1,), rounds=6, with_energy=False)
    rows = list(measure(found, plan, baselines={"torch": "torch", "onnx": "torch"}))[-1].cost_table.rows
    assert [row.baseline for row in rows] == ["torch", "torch"]
    assert rows[1].credit.keys() == rows[1].ratio.keys() == {1}
