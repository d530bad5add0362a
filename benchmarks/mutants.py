"""python -m benchmarks.mutants [--sample 300] [--seed 0] [--minutes 60] [--out FILE]: planted errors that tests see.

A mutant is our code with one small error planted. A seeded sample of them, taken in turn from objectives, training and
quality, is tried one by one against the tests of its own package, in a copy of the project: those tests first that
import the changed module, then the others, the quickest first, until one fails. Killed means that a test failed, or
that they no longer ended in three times their time. What survives is named with its place; a survivor is either a test
that is missing or a change that changes nothing, which takes a reader to tell. Found results are kept in --out after
every mutant: the same command goes on from there, and a larger --sample begins with the smaller one.

Why not a kept tool: mutmut 3 has no sample, wants a run of all tests under coverage first, and forks a process that has
torch in it; cosmic-ray has no sample either and brings a database, a web client and ten more packages for a list, a
process and a file. What is missing here and in those is only which errors are planted: `mutants_of`.
"""

import argparse
import ast
import copy
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from gan_core.places import PROJECT

PACKAGES = ("objectives", "training", "quality")
LEFT_OUT = {"train_digit_classifier.py", "train_shape_reader.py"}
"""Run by hand when a shipped reader is made anew; what they made is tested instead."""
LEFT_AS_THEY_ARE = {"title", "description", "device", "dynamic", "strict", "allow_inf_nan"}
"""Keywords that are words, or whose change no result on a CPU can show: lengths are equal by construction, bounds
refuse NaN by themselves, a program compiled for any size gives the same numbers."""
PATIENCE = 3.0
COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Add,
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Mutant:
    """One planted error: the bytes from `start` to `end` of `file`, which say `before`, come to say `after`."""

    file: str
    start: int
    end: int
    line: int
    before: str
    after: str

    @property
    def package(self) -> str:
        return self.file.split("/")[1]

    def __str__(self) -> str:
        if len(self.before) < 70:
            return f"{self.file}:{self.line}: {self.before} => {self.after}"
        begin = alike(self.before, self.after)
        end = alike(self.before[begin:][::-1], self.after[begin:][::-1])
        was, now = (each[max(0, begin - 30) : len(each) - end + 10] for each in (self.before, self.after))
        return f"{self.file}:{self.line}: ...{was}... => ...{now}..."


def alike(first: str, second: str) -> int:
    """How many characters at the beginning are the same."""
    return next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one error in it, in every way that we plant one."""

    def with_(**parts: object) -> ast.AST:
        made = copy.copy(node)
        for name, part in parts.items():
            setattr(made, name, part)
        return made

    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield with_(ops=[COMPARISONS[type(op)]()])
        case ast.BinOp(op=op) if type(op) in ARITHMETIC:
            yield with_(op=ARITHMETIC[type(op)]())
        case ast.BoolOp(op=op):
            yield with_(op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=bool(value)):
            yield with_(value=not value)
        case ast.Constant(value=int() | float() as value):
            yield with_(value=value + 1 if isinstance(value, int) else 2 * value or 1.0)
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return
        case ast.If(test=test) | ast.IfExp(test=test):
            yield ast.UnaryOp(ast.Not(), test)  # in place of the condition alone
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield with_(value=ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case ast.Call(keywords=keywords):
            for number, each in enumerate(keywords):
                if each.arg and each.arg not in LEFT_AS_THEY_ARE:  # without it, the default
                    yield with_(keywords=keywords[:number] + keywords[number + 1 :])


def mutants_of(file: str, source: bytes) -> Iterator[Mutant]:
    """Every mutant of a module. Annotations, decorators and the words of an error are left as they are."""
    lines = [0]
    for each in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(each))

    def walk(node: ast.AST) -> Iterator[Mutant]:
        if isinstance(node, ast.keyword) and node.arg in LEFT_AS_THEY_ARE:
            return
        for made in changed(node):
            place = node.test if isinstance(node, ast.If | ast.IfExp) else node
            start = lines[place.lineno - 1] + place.col_offset
            end = lines[place.end_lineno - 1] + place.end_col_offset
            yield Mutant(file, start, end, place.lineno, ast.unparse(place), ast.unparse(made))
        for name, part in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list") or isinstance(node, ast.Raise | ast.JoinedStr):
                continue
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, ast.AST):
                    yield from walk(each)

    yield from walk(ast.parse(source))


def planted(source: bytes, mutant: Mutant) -> bytes:
    """The module with the error in it; what was one expression stays one."""
    statement = mutant.after.startswith("return") or mutant.after == "pass"
    words = mutant.after if statement else f"({mutant.after})"
    return source[: mutant.start] + words.encode() + source[mutant.end :]


def sample(project: Path, seed: int) -> list[Mutant]:
    """All mutants of the three packages in random order, one of each package in turn."""
    queues = []
    for package in PACKAGES:
        files = sorted((project / "gan_core" / package).glob("*.py"))
        every = [
            mutant
            for file in files
            if file.name not in LEFT_OUT
            for mutant in mutants_of(file.relative_to(project).as_posix(), file.read_bytes())
        ]
        random.Random(f"{seed} {package}").shuffle(every)
        queues.append(every)
    turns = max(map(len, queues))
    return [queue[turn] for turn in range(turns) for queue in queues if turn < len(queue)]


def run_tests(project: Path, files: list[str], seconds: float) -> str:
    """passed, failed or endless."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(project)}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *files]
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            return "passed" if process.wait(seconds) == 0 else "failed"
        except subprocess.TimeoutExpired:
            return "endless"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # with the workers that tests started


def timed(project: Path) -> dict[str, dict[str, float]]:
    """Seconds of each test file of each package, all of which have to pass."""
    found: dict[str, dict[str, float]] = {}
    for package in PACKAGES:
        found[package] = {}
        for file in sorted((project / "tests" / package).glob("test_*.py")):
            started, name = time.perf_counter(), file.relative_to(project).as_posix()
            if run_tests(project, [name], 3600.0) != "passed":
                raise SystemExit(f"{name} fails on the code as it is: nothing can be learned from it")
            found[package][name] = time.perf_counter() - started
    return found


def try_out(project: Path, mutant: Mutant, seconds: dict[str, float]) -> str:
    """What the tests of its package say of the mutant; the file is as before afterwards."""
    file, module = project / mutant.file, mutant.file.removesuffix(".py").replace("/", ".")
    names = (module, f"{module.rpartition('.')[0]} import {file.stem}")
    near = {each for each in seconds if any(name in (project / each).read_text("utf-8") for name in names)}
    source = file.read_bytes()
    file.write_bytes(planted(source, mutant))
    try:
        files = sorted(seconds, key=lambda each: (each not in near, seconds[each]))
        return run_tests(project, files, 60.0 + PATIENCE * sum(seconds.values()))
    finally:
        file.write_bytes(source)


def report(results: list[dict]) -> str:
    lines = []
    for package in (*PACKAGES, ""):
        rows = [each for each in results if each["file"].startswith(f"gan_core/{package}")]
        killed = sum(each["result"] != "passed" for each in rows)
        endless = sum(each["result"] == "endless" for each in rows)
        share = f"{killed / len(rows):.0%}" if rows else "none tried"
        lines.append(f"{package or 'together'}: {killed} of {len(rows)} killed ({share}), {endless} by never ending")
    survivors = [
        Mutant(**{name: each[name] for name in Mutant.__annotations__})
        for each in results
        if each["result"] == "passed"
    ]
    return "\n".join([*lines, "Survivors:", *map(str, survivors)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=300, help="how many mutants")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=60.0, help="stop after that long; the next call goes on")
    parser.add_argument("--out", type=Path, default=Path("mutants.json"))
    chosen = parser.parse_args()
    ended = time.monotonic() + 60 * chosen.minutes
    kept = json.loads(chosen.out.read_text("utf-8")) if chosen.out.exists() else {"seconds": {}, "results": []}
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "project"
        leave = shutil.ignore_patterns(".git", "node_modules", "__pycache__", ".*_cache")
        shutil.copytree(PROJECT, project, ignore=leave, symlinks=True)
        shutil.rmtree(project / "runs", ignore_errors=True)
        kept["seconds"] = kept["seconds"] or timed(project)
        chosen.out.write_text(json.dumps(kept, indent=1), "utf-8")
        known = {(each["file"], each["before"], each["after"], each["line"]) for each in kept["results"]}
        for mutant in sample(project, chosen.seed)[: chosen.sample]:
            if (mutant.file, mutant.before, mutant.after, mutant.line) in known:
                continue
            if time.monotonic() > ended:
                break
            started = time.perf_counter()
            result = try_out(project, mutant, kept["seconds"][mutant.package])
            spent = round(time.perf_counter() - started, 1)
            kept["results"].append({**asdict(mutant), "result": result, "spent_seconds": spent})
            chosen.out.write_text(json.dumps(kept, indent=1), "utf-8")
            print(f"{result:8}{spent:7.1f} s  {mutant}", flush=True)
    print(report(kept["results"]))


if __name__ == "__main__":
    main()
