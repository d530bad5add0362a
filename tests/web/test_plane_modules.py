"""What Python joins the playground's browser modules to."""

import re

from gan_core.export.plane_page import packed_digits, plane_component, plane_html, plane_script, plane_worker
from gan_core.web.plane import EXPORTED_BYTES, PLANE


def test_exported_file_is_small_and_always_the_same() -> None:
    page = plane_html()
    assert len(page) < EXPORTED_BYTES
    assert page == plane_html()


def test_exported_file_names_no_address() -> None:
    text = plane_html().decode()
    assert set(re.findall(r"https?://[\w./-]+", text)) == {"http://www.w3.org/2000/svg"}  # a name, which is not fetched
    assert "{{" not in text.replace(packed_digits(), "")


def test_scripts_keep_their_meaning_without_comments() -> None:
    for script in (plane_script(), plane_worker()):
        assert not re.search(r"^\s*(//|/\*)", script, re.MULTILINE)
        # A template over several lines would lose its indentation.
        assert [line for line in script.splitlines() if line.count("`") % 2] == []


def test_every_module_is_reached_from_an_entry() -> None:
    joined = plane_script() + plane_worker()
    assert [file.name for file in PLANE.glob("*.js") if f'$modules["{file.name}"] =' not in joined] == []


def test_component_mounts_once_an_element() -> None:
    assert plane_component().count("export default") == 1
