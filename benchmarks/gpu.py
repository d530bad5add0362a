"""python -m benchmarks.gpu [--only tests|speed|scale] [--out FILE.json]: everything that wants a GPU, in 8 minutes.

First the tests in tests/gpu, which are skipped elsewhere. Then trainings of six seconds on built-in data, each other
than one base (quick-digits, eager, fp32, its own batch) in one factor: the preset, the precision (fp32, TF32, bf16,
fp16), whole steps as CUDA graphs, the batch (up to 1,024). Last, eight runs at once on the same GPU. The JSON is
written anew after each cell, so that what was measured is there however it ends, and beside it a table in Markdown.

It needs torch, numpy, Pillow, pydantic, safetensors and tqdm; pytest and psutil for the tests; nvidia-ml-py for watts.
No Streamlit, no plotly. `--device cpu` runs the same code without a GPU, to see that it works; its figures say nothing
of one.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from benchmarks.gpu_cells import (
    AT_ONCE,
    BATCHES,
    PRESET_NAMES,
    Cell,
    measure,
    readable_after,
    request,
    scale_cells,
    speed_cells,
)
from benchmarks.machine import machine
from gan_core.errors import SettingsError, UserError
from gan_core.places import PROJECT
from gan_core.store import atomic

PARTS = ("tests", "speed", "scale")
MINUTES = 8.0
TEST_SECONDS = 150.0
READY_SECONDS = 120.0
TEST_DEVICE = "GAN_CORE_GPU_TESTS"
"""The device that tests/gpu run on: cuda, and are skipped where there is none, unless another is named."""
COLUMNS = {
    "steps_per_second": "steps/s",
    "images_per_second": "images/s",
    "relative": "of the base",
    "first_step_seconds": "first step, s",
    "tensors_mib": "tensors, MiB",
    "device_mib": "device, MiB",
    "watts": "W",
    "seconds_to_readable": "80 % readable after, s",
}


class Report:
    """What was found so far; every addition is on the disk when the call returns."""

    def __init__(self, path: Path, device: str, seconds: float) -> None:
        self.path = path
        self.values: dict[str, Any] = {
            "machine": machine(),
            "device": device,
            "cuda": torch.version.cuda,
            "cell_seconds": seconds,
            "tests": None,
            "cells": [],
        }
        self.save()

    def save(self) -> None:
        atomic.write_json(self.path, self.values)
        atomic.write_bytes(self.path.with_suffix(".md"), table(self.values).encode())

    def add(self, cell: dict[str, Any], found: dict[str, Any]) -> None:
        """One more cell."""
        self.values["cells"].append({**cell, **found})
        self.save()


def table(values: dict[str, Any]) -> str:
    """The report in Markdown."""
    where = values["machine"] + ("" if values["device"] == "cuda" else ": not run on a GPU")
    base = next((each.get("images_per_second") for each in values["cells"] if each["factor"] == "base"), None)
    lines = [where, ""]
    if values["tests"]:
        lines += [f"GPU tests: {values['tests']['summary']}", ""]
    lines += [f"| cell | {' | '.join(COLUMNS.values())} |", f"|---|{'---|' * len(COLUMNS)}"]
    for cell in values["cells"]:
        if error := cell.get("error"):
            lines.append(f"| {cell['name']} | {error} |{' |' * (len(COLUMNS) - 1)}")
            continue
        speed = cell.get("images_per_second")
        shown = {**cell, "relative": speed / base if base and speed else None}
        lines.append(f"| {cell['name']} | {' | '.join(_figure(shown.get(key)) for key in COLUMNS)} |")
    return "\n".join(lines) + "\n"


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def run_tests(device: str, which: str = "") -> dict[str, Any]:
    """What pytest says at last of tests/gpu, or of those that fit its expression `which`."""
    command = [sys.executable, "-m", "pytest", "tests/gpu", "-q", "-x", "-p", "no:cacheprovider", "-k", which]
    environment = {**os.environ, TEST_DEVICE: device}
    try:
        done = subprocess.run(
            command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=TEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return {"summary": f"not finished in {TEST_SECONDS:.0f} s", "passed": False, "output": ""}
    output = done.stdout + done.stderr
    lines = [line for line in output.splitlines() if re.search(r"\d+ (passed|failed|skipped|error)", line)]
    summary = lines[-1].strip("= ") if lines else (output.strip().splitlines() or ["nothing was said"])[-1]
    return {"summary": summary, "passed": done.returncode == 0, "output": output[-4000:]}


def at_once(cell: Cell, device: str, seconds: float) -> dict[str, float]:
    """The cell's trainings beside each other, each in a process: speeds together, the slowest, memory of the device."""
    command = [sys.executable, "-m", "benchmarks.gpu_cells", request(cell, device, seconds)]
    started = [
        subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(cell.at_once)
    ]
    try:
        for each in started:
            if not each.stdout or each.stdout.readline().strip() != "ready":
                raise UserError("one of the processes did not start")
        found = [json.loads(each.communicate()[0]) for each in _all_told(started)]
    finally:
        for each in started:
            each.kill()
            each.wait()
    speeds = [each["images_per_second"] for each in found]
    together = {"images_per_second": sum(speeds), "slowest_images_per_second": min(speeds)}
    together["steps_per_second"] = sum(each["steps_per_second"] for each in found)
    together["first_step_seconds"] = max(each["first_step_seconds"] for each in found)
    return together | {name: max(each[name] for each in found) for name in ("device_mib", "watts") if name in found[0]}


def _all_told(started: list[subprocess.Popen]) -> list[subprocess.Popen]:
    """The same processes, all of which have been told to begin."""
    for each in started:
        if each.stdin:
            each.stdin.write("go\n")
            each.stdin.flush()
    return started


def attempt(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `work` finds, or why it could not: one cell that fails is no reason to lose the others."""
    try:
        return work()
    except UserError as error:
        return {"error": str(error)}
    except (RuntimeError, ValueError, OSError) as error:  # out of memory, a kernel that is not there
        return {"error": f"{type(error).__name__}: {str(error).splitlines()[0][:160]}"}


def run(chosen: argparse.Namespace) -> Report:
    """Everything that was asked for, in the time there is."""
    ends = time.monotonic() + 60 * chosen.minutes
    report = Report(chosen.out, chosen.device, chosen.seconds)
    parts = (chosen.only,) if chosen.only else PARTS
    presets = chosen.presets or PRESET_NAMES
    if "tests" in parts:
        report.values["tests"] = run_tests(chosen.device, chosen.tests)
        report.save()
        print(f"tests: {report.values['tests']['summary']}", flush=True)
    cells = speed_cells(presets, tuple(chosen.batches)) if "speed" in parts else []
    if "speed" in parts and chosen.seconds >= 1:
        found = attempt(lambda: readable_after(chosen.device))
        report.add({"factor": "readable", "name": "quick-digits until it is readable"}, found)
        print(f"readable: {found}", flush=True)
    cells += scale_cells(presets, chosen.at_once) if "scale" in parts else []
    for number, cell in enumerate(cells):
        if time.monotonic() + chosen.seconds > ends:
            print(f"{len(cells) - number} of {len(cells)} cells left out: the time is over", flush=True)
            report.values["left_out"] = [each.name for each in cells[number:]]
            report.save()
            break
        worker = at_once if cell.at_once > 1 else measure
        found = attempt(lambda worker=worker, cell=cell: worker(cell, chosen.device, chosen.seconds))
        report.add({**asdict(cell), "name": cell.name}, found)
        said = found.get("error") or f"{found['images_per_second']:,.0f} images/s"
        print(f"{number + 1}/{len(cells)} {cell.name}: {said}", flush=True)
    return report


def main(arguments: list[str] | None = None) -> int:
    """Run it; 0 unless a test failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--out", type=Path, default=Path("gpu.json"), metavar="FILE.json")
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--seconds", type=float, default=6.0, help="for each cell")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="for all of it: no cell begins afterwards")
    parser.add_argument("--presets", nargs="+", metavar="NAME", help="these alone")
    parser.add_argument("--batches", nargs="*", type=int, default=list(BATCHES), metavar="N")
    parser.add_argument("--tests", default="", metavar="WORDS", help="only tests that fit, as pytest's -k has it")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, metavar="N")
    chosen = parser.parse_args(arguments)
    if chosen.device == "cuda" and not torch.cuda.is_available():
        print("There is no GPU that torch can use here: --device cpu runs the same without one.", file=sys.stderr)
        return 1
    try:
        report = run(chosen)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{table(report.values)}\n{chosen.out}, {chosen.out.with_suffix('.md')}")
    tests = report.values["tests"]
    return 0 if tests is None or tests["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
