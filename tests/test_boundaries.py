"""Imports run one way: app.py -> ui -> gan_core, pages -> ui -> gan_core; settings never import torch."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


def imports(path: Path) -> set[str]:
    """Every module that `path` names in an import, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files(folder: str) -> list[Path]:
    found = sorted((PROJECT / folder).rglob("*.py"))
    assert found, f"no files in {folder}"
    return found


def offenders(folder: str, *forbidden: str) -> list[str]:
    """Files of `folder` that import one of `forbidden` or something below it."""
    return [
        f"{path.relative_to(PROJECT)} imports {name}"
        for path in files(folder)
        for name in imports(path)
        if any(name == each or name.startswith(f"{each}.") for each in forbidden)
    ]


def test_library_knows_no_interface() -> None:
    assert offenders("gan_core", "streamlit", "ui", "pages", "app") == []


def test_ui_imports_no_page() -> None:
    assert offenders("ui", "pages", "app") == []


def test_pages_import_only_streamlit_ui_and_errors() -> None:
    allowed = ("streamlit", "ui", "gan_core.errors")
    found = [
        f"{path.name} imports {name}"
        for path in files("pages")
        for name in imports(path)
        if not any(name == each or name.startswith(f"{each}.") for each in allowed)
    ]
    assert found == []


def test_jobs_know_no_gan_and_no_energy() -> None:
    inner = (
        "models",
        "objectives",
        "data",
        "training",
        "config",
        "presets",
        "generators",
        "job_types",
        "cli",
        "energy",
    )
    assert offenders("gan_core/jobs", "torch", *(f"gan_core.{each}" for each in inner)) == []


def test_models_objectives_and_data_know_nothing_of_training() -> None:
    above = ("gan_core.training", "gan_core.jobs", "gan_core.job_types.registry", "gan_core.cli")
    assert [
        each for folder in ("models", "objectives", "data") for each in offenders(f"gan_core/{folder}", *above)
    ] == []


def test_only_the_command_line_and_ui_import_the_registry_of_job_types() -> None:
    above = ("gan_core/cli/", "gan_core/job_types/")
    found = [each for each in offenders("gan_core", "gan_core.job_types.registry") if not each.startswith(above)]
    assert found == []


def test_no_code_asks_for_a_type_of_job_by_a_word() -> None:
    """Whoever has a job's status asks its record, or compares with the `job_type` of the settings that it can read."""
    found = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for folder in ("gan_core", "ui", "pages")
        for path in files(folder)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        and "job_type" in ast.unparse(node)
        and any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(node))
    ]
    assert found == []


def test_nothing_is_unpickled() -> None:
    assert offenders("gan_core", "pickle", "torch.load", "joblib", "dill") == []
    assert offenders("ui", "pickle", "torch", "joblib") == []
    sources = [path.read_text("utf-8") for folder in ("gan_core", "ui", "pages") for path in files(folder)]
    assert not any("torch.load(" in text or "allow_pickle=True" in text for text in sources)


def test_pages_define_no_classes() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in files("pages")]
    assert not any(isinstance(node, ast.ClassDef) for tree in trees for node in ast.walk(tree))


def test_no_bare_except() -> None:
    found = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for folder in ("gan_core", "ui", "pages")
        for path in files(folder)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert found == []


@pytest.mark.parametrize(
    "module",
    [
        "gan_core.config",
        "gan_core.presets",
        "gan_core.jobs.launcher",
        "gan_core.job_types.registry",
        "gan_core.store.model_card",
        "ui.any_job",
        "ui.form",
        "ui.run_view",
    ],
)
def test_settings_launcher_and_train_page_do_not_import_torch(module: str) -> None:
    code = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=PROJECT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


PRIVATE = re.compile(r"_[A-Za-z]\w*")


def private_names() -> set[str]:
    """What the library and the pages call their own: functions, classes, module names and attributes of `self`."""
    names = set()
    for node in (each for folder in ("gan_core", "ui") for path in files(folder) for each in nodes(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.id if isinstance(node, ast.Name) else node.attr)
    return {name for name in names if PRIVATE.fullmatch(name)}


def reached(node: ast.AST) -> list[str]:
    """The names that an import, an attribute of another object, or a call of setattr reaches."""
    if isinstance(node, ast.ImportFrom):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) not in ("self", "cls", "super()"):
        return [node.attr]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        return [text.rpartition(".")[2] for text in texts]
    return []


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def test_no_test_reaches_a_private_name_of_the_code() -> None:
    own = private_names()
    assert len(own) > 500
    reaching = [
        f"{path.relative_to(PROJECT)}: {name}"
        for path in files("tests")
        for node in nodes(path)
        for name in reached(node)
        if name in own
    ]
    assert reaching == []


@pytest.mark.parametrize(
    "code", ["from ui.a import _b", "record._b()", "patch.setattr(a, '_b', 1)", "patch.setattr('ui.a._b', 1)"]
)
def test_reaching_a_private_name_is_seen(code: str) -> None:
    assert [name for node in ast.walk(ast.parse(code)) for name in reached(node) if PRIVATE.fullmatch(name)] == ["_b"]


def functions(path: Path) -> list[ast.FunctionDef]:
    """Those of the module itself, neither methods nor inner ones."""
    return [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)]


def test_helpers_of_many_tests_stand_once() -> None:
    shared = PROJECT / "tests" / "running.py"
    helpers = {node.name for node in functions(shared)}
    assert {"make", "work", "wait_until"} <= helpers
    again = [
        f"{path.relative_to(PROJECT)}: {node.name}"
        for path in files("tests")
        for node in functions(path)
        if path != shared and node.name in helpers and not node.decorator_list
    ]
    assert again == []


def test_ruff_finds_nothing() -> None:
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "app.py", "gan_core", "ui", "pages", "tests", "benchmarks"],
            cwd=PROJECT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
