"""The lab's codes: a code map, one code changed, dead ones named; a sentence for models without a codebook."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.jobs.folder import RunFolder
from gan_core.presets import PRESETS
from tests.running import work
from tests.ui.opened import idle_launcher, page, texts  # noqa: F401
from ui.lab.parts import PARTS


@pytest.fixture
def coder(runs_root: Path) -> str:
    """A VQ-VAE of shapes that has hardly learned, as a run; its graph comes with the project."""
    changes = {"training.num_steps": 2, "training.seconds": 0, "recording.num_samples": 4, "recording.watch_budget": 0}
    config = PRESETS["shapes-vq"].config.with_changes(
        {**changes, "runtime.precision": "fp32", "data.num_images": 200, "training.batch_size": 8}
    )
    assert work(RunFolder.create(runs_root / "coder", config.model_dump(mode="json"), title="Coder")) == "done"
    return "coder"


def opened(part: str, **query: str) -> AppTest:
    test = page("latent.py", model="coder", part=part, **query)
    assert not test.exception, test.exception
    return test


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_or_says_in_a_sentence_why_not(coder: str, part: str) -> None:
    assert all(each.value.endswith(".") for each in opened(part).error)


def test_a_changed_code_is_shown_beside_the_picture_it_was_in(coder: str) -> None:
    test = opened("codes", place="5", code="77")
    said = texts(test)
    assert "at row 2, column 2" in said and "Code 77 there" in said and "What changed" in said
    assert "of 128 codes are used, with a perplexity of" in said and ("Dead: " in said or "No code is dead." in said)


def test_a_real_picture_has_a_code_map_too(coder: str) -> None:
    assert "What changed" in texts(opened("codes", picture="real1"))


@pytest.mark.parametrize("query", [{"place": "16"}, {"place": "x"}, {"code": "128"}, {"picture": "real9"}])
def test_what_is_not_there_in_a_link_is_passed_over(coder: str, query: dict[str, str]) -> None:
    test = opened("codes", **query)
    assert not test.error and "What changed" in texts(test)


@pytest.mark.parametrize("part", ["directions", "drag", "find"])
def test_parts_that_follow_gradients_say_why_there_are_none(coder: str, part: str) -> None:
    assert "change in jumps and no gradient leads" in texts(opened(part))


def test_a_model_without_a_codebook_says_so() -> None:
    assert "A GAN has no codebook" in texts(page("latent.py", model="digits-gan", part="codes"))
