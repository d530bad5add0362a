"""JavaScript modules joined into one plain script: a page opened from a file cannot import other files.

Each module becomes a function that returns what it exports, so that equal names in two modules never meet. Understood
is what our own modules use; any other form of import or export is refused, not guessed.
"""

import json
import re
from pathlib import Path

from gan_core.export.plain_code import plain_code, top_level

NAME = r"[A-Za-z_$][\w$]*"
PAIR = rf"{NAME}(?:\s+as\s+{NAME})?"
NAMES = rf"\{{\s*(?P<names>{PAIR}(?:\s*,\s*{PAIR})*)\s*,?\s*\}}"
IMPORT = re.compile(rf'^import\s+{NAMES}\s+from\s+"(?P<file> *)";?[ \t]*$', re.MULTILINE)
EXPORT = re.compile(rf"^export\s+(?=(?:(?:async\s+)?function\b\s*\*?|class|const)\s+(?P<name>{NAME}))", re.MULTILINE)
SEVERAL = re.compile(r"^export\s+const\b[^\n]*,.*$", re.MULTILINE)
WORKER = re.compile(
    r'\bnew\s+Worker\(\s*new\s+URL\(\s*"(?P<file> *)"\s*,\s*import\.meta\.url\s*\)'
    r'\s*,\s*\{\s*type:\s*"(?P<type> *)"\s*\}\s*\)'
)
LEFT_OVER = re.compile(r"""(?<![\w$.])(?:import\b(?!\s*\(\s*[^\s"'`])|export\b)[^\n]*""")
AWAIT = re.compile(r"^(?![^\n]*\basync\b)[^\n]*(?<![\w$.])await\b[^\n]*", re.MULTILINE)
BESIDE = re.compile(r"\./[\w-]+\.js")
OWN_NAMES = re.compile(r"\$(?:modules|workers)\b")
ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)


def join_modules(entry: Path) -> str:
    """One strict script that does what the module `entry` and all that it imports from its folder do.

    Understood are `import { a, b as c } from "./file.js"`, `export` before a function, a class or one const, and
    `new Worker(new URL("./file.js", import.meta.url), { type: "module" })`, whose module is joined too and started
    from a Blob. Raises ValueError for other forms, for a name that is not exported, for circles, and for what would end
    a script element.
    """
    script = _Joined().script(entry)
    if found := ENDS_SCRIPT.search(script):
        raise ValueError(f"{found.group()} in a script would end the script element")
    return script


class _Joined:
    """The modules of one script, each after those that it imports."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}
        self.exported: dict[str, list[str]] = {}
        self.workers: dict[str, str] = {}

    def script(self, entry: Path) -> str:
        self.add(entry, ())
        workers = json.dumps(self.workers).replace("<", "\\u003c")
        holds = ["const $modules = {}", *([f"const $workers = {workers}"] if self.workers else [])]
        body = "\n".join(['"use strict"', *holds, *self.bodies.values()])
        return f"(() => {{\n{body}\n}})()\n"

    def add(self, path: Path, above: tuple[str, ...]) -> None:
        """Put the module, and before it those that it imports, into `bodies`."""
        if path.name in above:
            raise ValueError(f"modules import each other in a circle: {' -> '.join((*above, path.name))}")
        if path.name in self.bodies:
            return
        text = path.read_text("utf-8")
        try:
            code = plain_code(text)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        top = top_level(code)
        for pattern, words in (
            (SEVERAL, "one const an export"),
            (AWAIT, "this form is not understood"),
            (OWN_NAMES, "this name is the script's own"),
        ):
            if found := pattern.search(code if pattern is OWN_NAMES else top):
                raise ValueError(f"{path.name}: {words}, got {found.group().strip()!r}")
        self.exported[path.name] = [found["name"] for found in EXPORT.finditer(code)]
        changes = [
            *((found.span(), self.imported(path, found, text, above)) for found in IMPORT.finditer(code)),
            *((found.span(), "") for found in EXPORT.finditer(code)),
            *((found.span(), self.worker(path, found, text)) for found in WORKER.finditer(code)),
        ]
        rest = code
        for (start, end), _ in changes:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        if found := LEFT_OVER.search(rest):
            raise ValueError(f"{path.name}: this form is not understood: {_line(text, found.start())!r}")
        for (start, end), new in sorted(changes, reverse=True):
            text = text[:start] + new + text[end:]
        names = ", ".join(self.exported[path.name])
        self.bodies[path.name] = f'$modules["{path.name}"] = (() => {{\n{text}\nreturn {{ {names} }}\n}})()'

    def imported(self, path: Path, found: re.Match[str], text: str, above: tuple[str, ...]) -> str:
        """What stands for an import, with its module added."""
        beside = _beside(path, text, found, "file")
        self.add(beside, (*above, path.name))
        pairs = [re.split(r"\s+as\s+", each.strip()) for each in found["names"].split(",")]
        if unknown := {pair[0] for pair in pairs} - set(self.exported[beside.name]):
            raise ValueError(f"{path.name} imports {sorted(unknown)}, which {beside.name} does not export")
        return f'const {{ {", ".join(": ".join(pair) for pair in pairs)} }} = $modules["{beside.name}"]'

    def worker(self, path: Path, found: re.Match[str], text: str) -> str:
        """What starts a worker, with its module joined to a script of its own."""
        beside = _beside(path, text, found, "file")
        if text[slice(*found.span("type"))] != "module":
            raise ValueError(f"{path.name}: this form is not understood: {found.group()!r}")
        self.workers[beside.name] = _Joined().script(beside)
        blob = f'new Blob([$workers["{beside.name}"]], {{ type: "text/javascript" }})'
        return f"new Worker(URL.createObjectURL({blob}))"


def _beside(path: Path, text: str, found: re.Match[str], group: str) -> Path:
    """The module in the same folder that the string at `group` names."""
    name = text[slice(*found.span(group))]
    if not BESIDE.fullmatch(name):
        raise ValueError(f"{path.name}: this form is not understood: {_line(text, found.start())!r}")
    return path.parent / name


def _line(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 :].split("\n", 1)[0].strip()
