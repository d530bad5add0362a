"""Modules joined to one script: what is understood, and that all else is refused."""

import re
from pathlib import Path

import pytest

from gan_core.export.join_modules import join_modules
from gan_core.export.plain_code import plain_code, top_level
from gan_core.web import WEB

ONE = "export const one = 1\n"
WORKER = 'new Worker(new URL("./a.js", import.meta.url), { type: "module" })\n'


def modules(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return folder / "entry.js"


def test_modules_are_joined_so_that_each_comes_after_what_it_needs_and_once(tmp_path: Path) -> None:
    joined = join_modules(
        modules(
            tmp_path,
            entry='import { two } from "./b.js"\nimport { one } from "./a.js"\nconst x = one + two\n',
            b='import { one } from "./a.js"\nexport const two = one + one\n',
            a="export const one = 1\nexport async function f() {}\nexport function* g() {}\nexport class C {}\n",
        )
    )
    places = [joined.index(f'$modules["{name}.js"] = ') for name in ("a", "b", "entry")]
    assert places == sorted(places)
    assert joined.count('$modules["a.js"] = ') == 1
    assert "return { one, f, g, C }" in joined
    assert not re.search(r"^\s*(import|export)\b", joined, re.MULTILINE)


def test_imported_names_may_be_others_here_and_stand_in_several_lines(tmp_path: Path) -> None:
    text = 'import {\n  one as first,\n  two,\n} from "./a.js"\n'
    joined = join_modules(modules(tmp_path, entry=text, a=ONE + "export const two = 2\n"))
    assert 'const { one: first, two } = $modules["a.js"]' in joined


def test_worker_is_joined_too_and_started_from_a_blob(tmp_path: Path) -> None:
    texts = {"a": 'import { one } from "./b.js"\npostMessage("<" + one)\n', "b": ONE}
    joined = join_modules(modules(tmp_path, entry=f"const worker = {WORKER}", **texts))
    assert "new Worker(URL.createObjectURL(new Blob([$workers[" in joined and "import.meta" not in joined
    workers = joined[joined.index("const $workers = ") :].split("\n", 1)[0]
    assert '$modules[\\"b.js\\"]' in workers and "<" not in workers


@pytest.mark.parametrize(
    "text",
    [
        'import all from "./a.js"\n',
        'import * as all from "./a.js"\n',
        'import "./a.js"\n',
        "import { one } from './a.js'\n",
        'import { one } from "../a.js"\n',
        'import { one } from "https://example.org/a.js"\n',
        'import { one } from "./a.js" with { type: "json" }\n',
        'const x = 1; import { one } from "./a.js"\n',
        "export default 1\n",
        "export let one = 1\n",
        "export { one }\n",
        "export const { one } = {}\n",
        'export * from "./a.js"\n',
        '  export { one } from "./a.js"\n',
        'const late = await import("./a.js")\n',
        'const late = () => import("./a.js")\n',
        "const late = () => import(`./a.js`)\n",
        "const here = import.meta.url\n",
        "const ready = await 1\n",
        'new Worker(new URL("./a.js", import.meta.url))\n',
        'new Worker(new URL("./a.js", import.meta.url), { type: "classic" })\n',
        'new Worker(new URL("https://example.org/a.js", import.meta.url), { type: "module" })\n',
    ],
)
def test_forms_that_the_joiner_does_not_know_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="not understood"):
        join_modules(modules(tmp_path, entry=text, a=ONE))


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"entry": 'import { no } from "./a.js"\n', "a": "const no = 1\n"}, "does not export"),
        (
            {"entry": 'import { a } from "./a.js"\n', "a": 'import { b } from "./entry.js"\nexport const a = 1\n'},
            "entry.js -> a.js -> entry.js",
        ),
        ({"entry": "export const a = 1, b = 2\n"}, "one const an export"),
        ({"entry": "export const a = f(1, 2), b = 2\n"}, "one const an export"),
        ({"entry": 'const text = "</SCRIPT>"\n'}, "would end the script element"),
        ({"entry": "const $modules = {}\n"}, "the script's own"),
        ({"entry": "f(1))\n"}, "a bracket too many"),
        ({"entry": 'const text = "open\n'}, "a string does not end"),
        ({"entry": "const text = `open\n"}, "a template does not end"),
        ({"entry": "const x = {} / 2\n"}, "cannot be told whether this / divides"),
        ({"entry": "const x = i++ / 2\n"}, "cannot be told whether this / divides"),
    ],
)
def test_what_would_break_the_joined_script_is_refused(tmp_path: Path, texts: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        join_modules(modules(tmp_path, **texts))


@pytest.mark.parametrize(
    "text",
    [
        '/** @import { one } from "./a.js"\nexport const one = 2 */\n',
        "const text = `\nexport const one = 2\n${`import ${1}`}\nexport default 3`\n",
        "const found = /[/'\"`]import\\//.test('export')\n",
        "const half = (1 + 2) / 2, more = half / 2 // import\n",
        "const load = async (address) => await import(address)\n",
        "const taken = shop.import + shop.export\n",
        "export const f = (a, b) => [a, b]\n",
    ],
)
def test_what_only_looks_like_an_import_stays_as_it_is(tmp_path: Path, text: str) -> None:
    joined = join_modules(modules(tmp_path, entry=text))
    assert text.removeprefix("export ") in joined


def test_plain_code_keeps_every_place_and_nothing_between_quotes() -> None:
    code = plain_code("a('b}') /* c\n */ + `d${e + `f`}g`; // h\n/[i/]/.test(j) / k")
    assert code == "a('  ')     \n    + ` ${e + ` `} `;     \n/    /.test(j) / k"


def test_top_level_is_what_stands_in_no_bracket() -> None:
    assert top_level("a(b,\nc) { d } e") == "a(    ) {   } e"


@pytest.mark.parametrize("entry", ["interactive_export.js", "report.js"])
def test_our_own_pages_can_be_joined(entry: str) -> None:
    assert join_modules(WEB / entry).startswith("(() => {")
