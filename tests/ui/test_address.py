"""The address has one owner, carries an open form, and nothing in it is believed."""

import re
from pathlib import Path

import pytest

from gan_core.config import load_config
from gan_core.presets import PRESETS
from tests.ui.opened import page
from ui import state
from ui.form_address import changed, changes

PROJECT = Path(__file__).resolve().parents[2]
BASE = PRESETS["quick-digits"].config.model_dump(mode="json")


def naming(pattern: str, *globs: str) -> list[str]:
    """The files below ui and pages whose text has `pattern`."""
    files = [path for folder in ("ui", "pages") for glob in globs for path in (PROJECT / folder).rglob(glob)]
    return sorted(path.name for path in files if re.search(pattern, path.read_text("utf-8")))


def test_one_module_reads_and_writes_the_address() -> None:
    assert naming(r"\bst\.(query_params|switch_page)", "*.py") == ["address.py"]


def test_one_module_makes_entries_in_the_history() -> None:
    moves = r"pushState|location\.(assign|replace)\(|location\.(href|search|hash) =[^=]"
    # Who joins a class or opens its private link is sent to a page that is loaded anew, with the cookie.
    assert naming(moves, "*.js") == ["forms.js", "history.js", "key.js"]


@pytest.mark.parametrize(
    "other",
    [
        PRESETS["shapes-vae"].config,
        PRESETS["quick-digits"].config.with_changes({"optimiser.lr": 0.0015, "title": "Été: 3=1", "seed": 7}),
        PRESETS["wgan-gp"].config,
    ],
)
def test_changed_form_comes_back_from_its_address(other) -> None:
    after = other.model_dump(mode="json")
    assert load_config(changed(BASE, changes(BASE, after))) == other


@pytest.mark.parametrize(
    "told",
    ["", "optimiser.lr=fast", 'optimiser.lr="fast"', "optimiser.lr=-1", "no.such=1", 'model.name="nobody"', "data=3"],
)
def test_nonsense_in_a_form_s_address_is_passed_over(told: str) -> None:
    assert changed(BASE, [told]) == BASE


def test_what_is_right_beside_nonsense_is_kept() -> None:
    assert changed(BASE, ["optimiser.lr=-1", "seed=7"]) == {**BASE, "seed": 7}


def test_address_names_no_path_on_the_server() -> None:
    told = changed(BASE, ['data.name="folder"', 'data.path="/etc"', 'data.root="/etc"'])
    assert "/etc" not in str(told)


def test_form_of_a_run_that_is_gone_says_so() -> None:
    test = page("train.py", form="nobody")
    assert not test.exception and test.error


def test_page_that_is_told_no_model_opens_on_the_one_that_was_looked_at() -> None:
    test = page("latent.py", model="shapes-vae")
    assert test.session_state[state.SUBJECT] == "shapes-vae"
    del test.query_params["model"]
    test.switch_page(str(PROJECT / "pages" / "optimise.py")).run()
    assert test.query_params["model"] in ("shapes-vae", ["shapes-vae"])
