"""JavaScript modules as one plain script: a page opened from a file may not import files beside it.

Each module becomes a function that returns what it exports, so that equal names in two modules never meet. Understood
is what our own modules use; any other form of import or export is refused, not guessed.
"""

import re
from pathlib import Path

NAMES = r"\{\s*(?P<names>\w+(?:\s*,\s*\w+)*)\s*,?\s*\}"
IMPORT = re.compile(rf'^import\s+{NAMES}\s+from\s+"\./(?P<file>[\w-]+\.js)";?[ \t]*$', re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const)\s+(?P<name>\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^\s*(?:import\b(?!\s*\()|export\b).*$", re.MULTILINE)
SEVERAL = re.compile(r"^export\s+const\s+\w+\s*=[^({\[]*,\s*\w+\s*=.*$", re.MULTILINE)
ENDS_SCRIPT = re.compile(r"</script|<!--", re.IGNORECASE)


def join_modules(entry: Path) -> str:
    """One strict script that does what the module `entry` and all that it imports from its folder do.

    Understood are `import { a, b } from "./file.js"` and `export` before a function, a class or one const. Raises
    ValueError for other forms, for a name that is not exported, for circles, and for what would end a script element.
    """
    done: dict[str, str] = {}
    exported: dict[str, list[str]] = {}
    _add(entry, done, exported, ())
    script = "\n".join(['"use strict"', "const modules = {}", *done.values()])
    if found := ENDS_SCRIPT.search(script):
        raise ValueError(f"{found.group()} in a script would end the script element")
    return f"(() => {{\n{script}\n}})()\n"


def _add(path: Path, done: dict[str, str], exported: dict[str, list[str]], above: tuple[str, ...]) -> None:
    """Put the module, and before it those that it imports, into `done`."""
    if path.name in above:
        raise ValueError(f"modules import each other in a circle: {' -> '.join((*above, path.name))}")
    if path.name in done:
        return
    text = path.read_text("utf-8")
    for found in IMPORT.finditer(text):
        _add(path.with_name(found["file"]), done, exported, (*above, path.name))
        unknown = set(_names(found)) - set(exported[found["file"]])
        if unknown:
            raise ValueError(f"{path.name} imports {sorted(unknown)}, which {found['file']} does not export")
    if found := SEVERAL.search(text):
        raise ValueError(f"{path.name}: one const an export, got {found.group()!r}")
    exported[path.name] = [found["name"] for found in EXPORT.finditer(text)]
    body = EXPORT.sub("", IMPORT.sub(lambda found: _taken(found), text))
    if found := LEFT_OVER.search(body):
        raise ValueError(f"{path.name}: this form is not understood: {found.group().strip()!r}")
    names = ", ".join(exported[path.name])
    done[path.name] = f'modules["{path.name}"] = (() => {{\n{body}\nreturn {{ {names} }}\n}})()'


def _names(found: re.Match[str]) -> list[str]:
    return re.findall(r"\w+", found["names"])


def _taken(found: re.Match[str]) -> str:
    return f'const {{ {", ".join(_names(found))} }} = modules["{found["file"]}"]'
