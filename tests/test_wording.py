"""Sentences are made at the edge: with every one replaced by nonsense, all that is decided stays as it was."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
import inspect
import io
import json
import pkgutil
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import gan_core
from gan_core.cli.main import main
from gan_core.compare.differences import differences
from gan_core.compare.table import table
from gan_core.cost import table as cost_table
from gan_core.cost.figure import Figure, How, unavailable
from gan_core.cost.table import CostTable, Row
from gan_core.cost.timing import EnergyVerdict, Verdict
from gan_core.doctor import diagnose, recordings
from gan_core.doctor.scoreboard import score as judged
from gan_core.doctor.when_to_stop import when_to_stop
from gan_core.energy.meters import Energy, EnergyCode, Missing, NoCounter
from gan_core.energy.work_meter import WorkMeter, read_energy
from gan_core.evaluation import verdicts
from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.evaluation import from_json as read_evaluation
from gan_core.evaluation.evaluation import to_json as evaluation_json
from gan_core.evaluation.score import Protocol, Score, unlike
from gan_core.measure.pareto_front import pareto_front
from gan_core.message import Message
from gan_core.race import results as race_results
from gan_core.race.lane_log import from_json as read_race
from gan_core.race.lane_log import to_json as race_json
from gan_core.race.ranking import rankings
from tests.compare.recorded import compared, recorded
from tests.race.lane_logs import falling, race, track
from ui.optimise import columns as cost_columns

EARLIER = Path(__file__).parent / "fixtures" / "earlier"
Trace = dict[str, Any]


def wording_modules() -> list[ModuleType]:
    """Every module of the library that makes sentences."""
    found = pkgutil.walk_packages(gan_core.__path__, "gan_core.")
    return [importlib.import_module(each.name) for each in found if each.name.split(".")[-1] == "wording"]


def sentence_makers(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Its functions that return a sentence or several, by name."""
    own = inspect.getmembers(module, lambda each: inspect.isfunction(each) and each.__module__ == module.__name__)
    return {name: each for name, each in own if inspect.signature(each).return_annotation in ("str", str, "list[str]")}


def texts(module: ModuleType) -> dict[str, str]:
    """Its own constants that are a sentence or a part of one; codes that it imports are none."""
    body = [each for each in ast.parse(inspect.getsource(module)).body if isinstance(each, ast.Assign)]
    names = [target.id for each in body for target in each.targets if isinstance(target, ast.Name)]
    return {name: getattr(module, name) for name in names if isinstance(getattr(module, name), str)}


def nonsense(*parts: Any) -> str:
    """Letters that say nothing, the same ones for the same parts."""
    return "zq" + hashlib.sha256(repr(parts).encode()).hexdigest()[:10]


def replacement(maker: Callable[..., Any]) -> Callable[..., Any]:
    several = inspect.signature(maker).return_annotation == "list[str]"

    def told(*args: Any, **more: Any) -> Any:
        words = nonsense(maker.__qualname__, args, more)
        return [words] if several else words

    return told


@contextlib.contextmanager
def every_sentence_replaced() -> Iterator[None]:
    """Wherever a wording module's function or text was imported, nonsense stands in its place."""
    with pytest.MonkeyPatch.context() as patch:
        for module in wording_modules():
            told: dict[str, tuple[Any, Any]] = {
                name: (maker, replacement(maker)) for name, maker in sentence_makers(module).items()
            }
            told |= {name: (text, nonsense(text)) for name, text in texts(module).items()}
            for user in [each for name, each in sys.modules.items() if name.startswith(("gan_core", "ui"))]:
                for name, each in list(vars(user).items()):
                    for own, new in told.values():
                        if each is own and (callable(own) or name in told):
                            patch.setattr(user, name, new)
        yield


ASSUMED = Message(EnergyCode.ASSUMED, {"watts": 10.0, "why": Message(NoCounter.NO_RAPL)})
ROUNDS, COUNTED = Message(How.ROUNDS, {"num": 20}), Message(How.LEARNT)


def measured_row(name: str, seconds: float, verdict: Verdict, size: float, **more: Any) -> Row:
    return Row(
        name,
        file_size=Figure(size, "B", "counted", Message(How.FILE, {"form": "ONNX"})),
        parameters=Figure(size / 4, "", "counted", COUNTED),
        time={1: Figure(seconds, "s", "measured", ROUNDS, 0.9 * seconds, 1.1 * seconds)},
        ratio={1: Figure(seconds / 0.004, "x", "measured", Message(How.PAIRED_ROUNDS, {"num": 20, "wider": 0.02}))},
        verdict={1: verdict},
        **more,
    )


def measurement() -> CostTable:
    helped = Figure(3.0, "s", "measured", Message(How.WARM_UP, {"helped": True}))
    energy = Figure(2.0, "J", "assumed", Message(How.BLOCKS, {"num": 6, "batch": 1, "source": ASSUMED}))
    none = unavailable("J", Message(How.NO_ENERGY, {"source": Missing(Message(NoCounter.NO_NVML)).message}))
    rows = (
        measured_row("original", 0.004, Verdict.EQUAL, 4000, energy=energy),
        measured_row("quick", 0.002, Verdict.FASTER, 1000, warm_up=helped, energy_verdict=EnergyVerdict.POWER_ASSUMED),
        measured_row("slow", 0.008, Verdict.SLOWER, 4000, energy=none),
        Row("not yet"),
    )
    return CostTable(rows, (1,), "World", {})


def of_measure() -> Trace:
    found = measurement()
    text = cost_table.to_json(found)
    cells = [
        (cell.tone, cell.text == cost_columns.NOTHING)
        for row in found.rows
        for cell in [
            *(cost_columns.figure_cell(getattr(row, name)) for name in cost_table.SINGLE),
            cost_columns.timed_cell(row, 1),
        ]
    ]
    fast = [(row.time[1].value, row.file_size.value) for row in found.rows if row.time]
    return {
        "json": text,
        "again": cost_table.from_json(text) == found,
        "from before": cost_table.from_json((EARLIER / "runs/measurement/ledger.json").read_text("utf-8")),
        "cells": cells,
        "front": pareto_front(fast),
    }


class StandsStill:
    """A counter that does not move."""

    message, measured, block_seconds = Message(EnergyCode.RAPL, {"zones": ["package-0"]}), True, 60.0

    def joules(self) -> float:
        return 1.0


def of_energy() -> Trace:
    waits = WorkMeter(StandsStill(), {"joules": 5.0, "seconds": 1.0, "source": "assumed 10 W", "measured": False})
    waits.go()
    nothing = WorkMeter(Missing(Message(NoCounter.NO_NVML)))
    nothing.go()
    known = [replace(each.now(), seconds=0.0) for each in (waits, nothing)]
    sentence = "RAPL (package-0: everything that runs on the processor); at first the run it was forked from"
    old: Energy = read_energy({"joules": 1.0, "seconds": 1.0, "source": sentence, "measured": True})
    return {"now": known, "from before": old}


def of_race() -> Trace:
    lanes = [
        *(track("slow", falling(4.0), watts=9), track("fast", falling(2.0), watts=4)),
        *(track("counted", falling(2.0), watts=4, measured=True), track("out", falling(9.0), why_out="It diverged.")),
    ]
    found = race(*lanes)
    saved = read_race((EARLIER / "runs/race/race.json").read_text("utf-8"))
    return {
        "rankings": [rankings(found, target) for target in (0.0, 16.0, 1e-6)],
        "measured": rankings(race(lanes[2], replace(lanes[2], name="same")), 0.0),
        "json": race_json(found),
        "from before": saved,
        "standings from before": rankings(saved, 0.0),
        "columns": race_results.COLUMNS,
    }


def of_evaluation() -> Trace:
    asked = Protocol("frechet", "shapes", "v", 2000, "Coloured shapes", "key", "32x32x3", "held_out")
    good = Score("good", asked, 1.0, 0.8, 1.2, 0.9, 0.7, 1.1, 412.0)
    bad = replace(good, subject="bad", value=500.0, low=450.0, high=560.0)
    kinds = replace(good, protocol=replace(asked, measure="kinds"), detail={"circle": 0.5, "star": 0.0})
    none = Score("none", asked, why="There are too few pictures.")
    found = Evaluation(None, (good, bad, none, kinds, replace(kinds, subject="bad")))
    return {
        "winners": verdicts.winners(found),
        "each": [
            (verdicts.as_good(score), verdicts.beaten_by_noise(score), verdicts.fooled(score), verdicts.best([score]))
            for score in found.scores
        ],
        "places": [verdicts.place(score, 200.0) for score in found.scores],
        "missing": verdicts.missing_classes(kinds),
        "unlike": [unlike(asked, replace(asked, **{name: "other"})) for name in ("measure", "extractor", "resolution")],
        "again": read_evaluation(evaluation_json(found)) == found,
        "from before": read_evaluation((EARLIER / "runs/evaluation/evaluation.json").read_text("utf-8")),
    }


def of_comparison(root: Path) -> Trace:
    rows = [(1, {"G/loss": 1.0, "quality/frechet": 9.0}), (9, {"G/loss": 0.5, "quality/frechet": 5.0})]
    shutil.rmtree(root, ignore_errors=True)
    both = compared(
        recorded(root, "one", rows),
        recorded(root, "two", rows, objective__name="hinge", facts={"watch/fidelity": {"num_images": 100}}),
    )
    found = table(both)
    return {"table": found, "json": found.to_json(), "differences": differences(both)}


def of_doctor() -> Trace:
    known = {name: recordings.load(name) for name in recordings.names()}
    return {
        "findings": {name: [each.to_json() for each in diagnose(history)] for name, history in known.items()},
        "stop": {name: when_to_stop(history) for name, history in known.items()},
        "named": [(case.name, case.right) for case in judged(known).cases],
    }


TRACES: dict[str, Callable[[], Trace]] = {
    "measure": of_measure,
    "energy": of_energy,
    "race": of_race,
    "evaluation": of_evaluation,
    "doctor": of_doctor,
}


def said(*arguments: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main([*arguments])
    return code, out.getvalue()


def test_every_package_with_results_has_its_wording_module() -> None:
    found = {module.__name__.removeprefix("gan_core.") for module in wording_modules()}
    assert found >= {
        *("wording", "energy.wording", "cost.wording", "measure.wording", "race.wording", "evaluation.wording"),
        *("compare.wording", "doctor.wording"),
    }
    assert sum(len(sentence_makers(module)) for module in wording_modules()) > 60


@pytest.mark.parametrize("name", TRACES)
def test_no_decision_reads_a_sentence(name: str) -> None:
    expected = TRACES[name]()
    with every_sentence_replaced():
        assert TRACES[name]() == expected


def test_no_comparison_reads_a_sentence(runs_root: Path) -> None:
    expected = of_comparison(runs_root)
    assert expected["table"].refused and expected["differences"]
    with every_sentence_replaced():
        assert of_comparison(runs_root) == expected


@pytest.mark.parametrize(
    "command", [("diagnose", "diverged"), ("compare", "gan-classes", "fork"), ("diagnose", "race")]
)
def test_commands_end_alike_whatever_they_say(command: tuple[str, ...], runs_root: Path) -> None:
    shutil.copytree(EARLIER / "runs", runs_root, dirs_exist_ok=True)
    code, words = said(*command)
    with every_sentence_replaced():
        other_code, other_words = said(*command)
        codes = json.loads(said(*command, "--json")[1]) if not code else None
    assert other_code == code and (other_words != words or code)
    if codes and "findings" in codes:
        assert [each["message"]["code"] for each in codes["findings"]] == ["ended_not_finite"]


def test_the_replacement_reaches_those_who_imported_a_sentence() -> None:
    row = measurement().rows[1]
    plain = cost_columns.timed_cell(row, 1)
    with every_sentence_replaced():
        other = cost_columns.timed_cell(row, 1)
    assert plain.verdict == "2.0x faster" and other.verdict.startswith("zq") and other.tone == plain.tone == "good"
