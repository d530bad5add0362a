"""One thing, one word, and the field's own: no retired word where people read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = ("app.py", "pages", "ui", "gan_core")
BROWSER = ("ui/static", "gan_core/web")
TEXTS = ("README.md", "CONTRIBUTING.md")

RETIRED = {
    r"Frechet": "Fréchet",
    r"\bD\(made\)|\b[Mm]ade (pictures?|ones|samples|images)\b|\breal (and|from|or) made\b": "fake, generated",
    r"\b[Jj]udge[sd]?\b": "discriminator; to score",
    r"\b[Kk]inds\b|\b[Kk]ind of (picture|digit|job|run)s?\b": "class, classes; type",
    r"\b[Hh]eaps?\b": "mode, points on a mode",
    r"\b[Rr]ecognised\b": "readable",
    r"\blength of z\b": "‖z‖",
    r"(?<!\ba )\b[Mm]oments?\b(?! of)": "checkpoint",
    r"\b([Aa]|[Tt]he|[Ee]ach|[Ee]very|[Tt]wo|own|one|most|different) measures?\b|^Measures$": "metric",
    r"\b[Ll]ooked at\b|\b(hold|held) against\b": "score, reference",
    r"\bpictures a look\b|\b[Ll]ooks on the way\b|\bhow long and how closely\b": "samples per score",
    r"\b[Aa]veraged over \(|\b[Ss]teps in a curve point\b|\b[Ll]earning rates\b": "EMA, log every, learning rate",
    r"\b[Ss]top after pictures\b": "Stop after images",
    r"\b[Rr]ecover(y|ed|ies)\b": "fine-tuning, knowledge distillation",
    r"\b[Tt]ake[- ]away\b|\b[Tt]ake (it|one|them) away\b|\bnoise away\b": "export; remove, subtract",
    r"\b[Gg]o(es)? on\b": "continue, continue training",
    r"\b[Cc]hange and start again\b|\b[Cc]hange while it runs\b": "Duplicate and edit, Live controls",
    r"\btwins?\b": "control run",
    r"\b[Ii]ll(ness|nesses)?\b|\b[Pp]atients?\b|\b[Pp]lant(ed|s)?\b|\bails\b|\bhealthy\b": "failure mode, failing run",
    r"\b[Ll]edgers?\b": "cost table",
    r"\b[Aa]ny[ -]cost\b|\b[Oo]ne slider for cost\b": "Anycost; trade-off: quality against cost",
    r"\b(an|the|its) original(?! game)\b|\b[Ll]earnt\b": "baseline; parameters",
    r"^(Numbers|Eight bits|What computes|One after the other)$": "Precision, Quantisation, Combined",
    r"^(Find it|Wanted|Copies|Paths?|Recover|Recover it|Moment)$": "GAN inversion, target, nearest neighbours",
    r"\b[Jj]ourneys?\b|\b[Tt]ours?\b|\bA path (has|needs|of|takes)\b": "interpolation",
    r"\b[Pp]layground (has|to keep|as|carries|draws)\b": "interactive export",
}
"""What nobody reads any more, and what stands there instead."""

ALLOWED = {
    r"\b(Adam's|second) moments\b": "the statistical term",
    r"\bPlayground as (one HTML|a Streamlit)": "the page that trains, not an export",
    r"(?<!^)\b(the|in) learning rates\b": "several of them: of G and of D",
    r"`[^`]*`|\billness:": "names in code, keys of files and addresses",
    r"^truth must name kinds": "they name an argument to whoever writes code",
}
"""Read as they stand, each for its reason."""

SKIPPED = {
    "gan_core/cost/earlier.py": "the sentences of the earlier version, by which its files are read",
    "gan_core/evaluation/earlier.py": "the sentences of the earlier version, by which its files are read",
}
NOT_FOR_PEOPLE = re.compile(r"^\s*(SELECT|INSERT|CREATE|UPDATE|DELETE|<style>|\.[a-z])|[{};]\s*$")
MARKUP = re.compile(r"class='[^']*'")
SENTENCE = re.compile(r"[A-Za-z,] [a-z]|^[A-Z][a-z]+$|^[A-Z]\(\w+\)")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"])//[^\n]*", re.DOTALL)
QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')


def skipped(path: str) -> bool:
    return any(path == name or path.startswith(f"{name}/") for name in SKIPPED)


def files(places: tuple[str, ...], ending: str) -> list[Path]:
    found = [
        path for place in places for path in ([ROOT / place] if "." in place else (ROOT / place).rglob(f"*{ending}"))
    ]
    return sorted(
        path for path in found if "node_modules" not in path.parts and not skipped(str(path.relative_to(ROOT)))
    )


def python_strings(text: str) -> Iterator[tuple[int, str]]:
    """Every string that is no docstring, the pieces of an f-string joined around "…"."""
    inside = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            yield node.lineno, "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def docstrings(text: str) -> Iterator[tuple[int, str]]:
    """Every docstring of a module, and of what is public in it; also those that stand below a name."""

    def public(node: ast.stmt) -> bool:
        return not getattr(node, "name", "").startswith("_")

    def walk(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
        for node in body:
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                yield node.lineno, node.value.value
            elif isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and public(node):
                yield from walk(node.body)

    yield from walk(ast.parse(text).body)


def html_strings(text: str) -> Iterator[tuple[int, str]]:
    """Every piece of text between tags, and what labels, titles and placeholders say."""
    text = re.sub(
        r"<!--.*?-->|<(style|script)\b.*?</\1>", lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL
    )
    for match in re.finditer(r">([^<>]+)<|\b(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", text):
        if words := (match[1] or match[2] or "").strip():
            yield text.count("\n", 0, match.start()) + 1, words


def script_strings(text: str) -> Iterator[tuple[int, str]]:
    """Every quoted string outside comments, what a template puts in left out."""
    text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in QUOTED.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, re.sub(r"\$\{[^}]*\}", "…", match[1] or match[2] or "")


def retired(text: str) -> list[str]:
    """The retired words in `text`, each with what to say instead."""
    text = MARKUP.sub("", text)
    for allowed in ALLOWED:
        text = re.sub(allowed, "", text)
    return [f"{match[0]!r} (say: {better})" for word, better in RETIRED.items() if (match := re.search(word, text))]


def found(path: Path, strings: Iterator[tuple[int, str]]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} {', '.join(words)}: {text.strip()[:90]}"
        for line, text in strings
        if SENTENCE.search(text) and not NOT_FOR_PEOPLE.search(text) and (words := retired(text))
    ]


def test_no_retired_word_in_pages_settings_and_terminal() -> None:
    assert not [line for path in files(CODE, ".py") for line in found(path, python_strings(path.read_text("utf-8")))]


def test_no_retired_word_in_the_pages_scripts() -> None:
    assert not [line for path in files(BROWSER, ".js") for line in found(path, script_strings(path.read_text("utf-8")))]


def test_no_retired_word_in_docstrings() -> None:
    assert not [line for path in files(CODE, ".py") for line in found(path, docstrings(path.read_text("utf-8")))]


def test_no_retired_word_in_the_html_templates() -> None:
    paths = files(("gan_core", "ui"), ".html")
    assert len(paths) >= 2
    assert not [line for path in paths for line in found(path, html_strings(path.read_text("utf-8")))]


@pytest.mark.parametrize("name", TEXTS)
def test_no_retired_word_in_the_texts(name: str) -> None:
    lines = re.sub(r"`[^`\n]*`", "", (ROOT / name).read_text("utf-8")).splitlines()
    assert not [f"{name}:{number} {words}" for number, line in enumerate(lines, 1) if (words := retired(line))]


@pytest.mark.parametrize(
    "text", ["What ails it?", "D(made)", "The Frechet distance", "Go on", "In a heap, %", "Find it"]
)
def test_a_retired_word_is_found(text: str) -> None:
    assert SENTENCE.search(text) and retired(text)


def test_a_retired_word_is_found_in_a_docstring_and_in_a_template() -> None:
    code = '"""A patient."""\nSIZE = 3\n"""Of a ledger."""\ndef _own():\n    """A tour."""\n'
    assert [text for _, text in docstrings(code)] == ["A patient.", "Of a ledger."]
    page = '<style>.a { b: c }</style>\n<p>A heap</p><!-- <p>a tour</p> --><select aria-label="Any cost"></select>'
    assert list(html_strings(page)) == [(2, "A heap"), (2, "Any cost")]


def test_a_docstring_and_a_key_are_not_read() -> None:
    code = '"""A patient."""\nkey = "patient"\nshown = f"{key} is a patient of mine"\n'
    strings = [text for _, text in python_strings(code) if SENTENCE.search(text)]
    assert strings == ["… is a patient of mine"]
