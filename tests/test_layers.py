"""Packages import downwards only: no package reaches itself, not even by an import inside a function."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


def package(module: str) -> str:
    """The part of the tree that a module belongs to: "gan_core.jobs" for gan_core.jobs.worker."""
    return ".".join(module.split(".")[:2])


def modules(top: str) -> dict[str, Path]:
    """Every module below `top` by its dotted name."""
    paths = sorted((PROJECT / top).rglob("*.py"))
    assert paths, f"no modules in {top}"
    return {".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of `known` that the file names in an import anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in names]
        yield from (name for name in names if name in known)


def contracted(top: str) -> dict[str, dict[str, set[str]]]:
    """For each package of `top` the packages that it imports, each with the modules that do so."""
    known = modules(top)
    graph: dict[str, dict[str, set[str]]] = {package(module): {} for module in known if module != top}
    for module, path in known.items():
        for name in imported(path, known):
            if package(module) != package(name) and top not in (module, name):
                graph[package(module)].setdefault(package(name), set()).add(module)
    return graph


def layers(graph: dict[str, dict[str, set[str]]]) -> list[list[str]]:
    """The packages from the top layer down; each imports only what stands below it. Raises CycleError."""
    level: dict[str, int] = {}
    for name in TopologicalSorter(graph).static_order():
        level[name] = 1 + max((level[below] for below in graph[name]), default=0)
    return [sorted(name for name in level if level[name] == height) for height in range(max(level.values()), 0, -1)]


@pytest.mark.parametrize("top", ["gan_core", "ui"])
def test_no_package_reaches_itself(top: str) -> None:
    graph = contracted(top)
    try:
        order = layers(graph)
    except CycleError as error:
        cycle = error.args[1]
        ties = [f"{b} imports {a} ({', '.join(sorted(graph[b][a]))})" for a, b in pairwise(cycle)]
        pytest.fail(f"packages of {top} import each other: {'; '.join(ties)}")
    for height, names in zip(range(len(order), 0, -1), order, strict=True):
        print(f"{height:2}  {'  '.join(name.removeprefix(f'{top}.') for name in names)}")
    assert len(order) > 3


def test_a_late_import_counts(tmp_path: Path) -> None:
    file = tmp_path / "late.py"
    file.write_text("def work():\n    from gan_core.jobs import worker\n    import gan_core.places\n", "utf-8")
    known = {"gan_core.jobs": file, "gan_core.jobs.worker": file, "gan_core.places": file}
    assert set(imported(file, known)) == {"gan_core.jobs.worker", "gan_core.places"}


def test_a_circle_is_refused() -> None:
    with pytest.raises(CycleError):
        layers({"a": {"b": {"a.x"}}, "b": {"c": {"b.x"}}, "c": {"a": {"c.x"}}})
