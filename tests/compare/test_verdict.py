"""Who is better, by a figure that all have and that may be compared; and whether the losses would have said so."""

from pathlib import Path

import pytest

from gan_core.compare.subject import Subject
from gan_core.compare.verdict import verdict
from gan_core.compare.wording import verdict_words
from tests.compare.recorded import compared, recorded
from tests.compare.test_comparison import DIGITS


def two(root: Path, one: dict[str, float], other: dict[str, float]) -> list[Subject]:
    return compared(*(recorded(root, name, [(4, each)], facts=DIGITS) for name, each in (("one", one), ("two", other))))


@pytest.mark.parametrize(
    ("one", "other", "code", "best"),
    [
        ({"quality/frechet": 45.0, "G/loss": 1.0}, {"quality/frechet": 12.0, "G/loss": 1.1}, "same_losses", 1),
        ({"quality/frechet": 45.0, "G/loss": 1.0}, {"quality/frechet": 12.0, "G/loss": 3.0}, "better", 1),
        ({"quality/frechet": 15.0, "G/loss": 1.0}, {"quality/frechet": 18.0, "G/loss": 1.0}, "better", 0),
        ({"quality/frechet": 15.0}, {"quality/frechet": 15.5}, "alike", 0),
        ({"VAE/elbo": -100.0}, {"VAE/elbo": -200.0}, "better", 0),
    ],
)
def test_verdict_names_the_better_run(
    runs_root: Path, one: dict[str, float], other: dict[str, float], code: str, best: int
) -> None:
    found = verdict(two(runs_root, one, other))
    assert found is not None and (found.code, found.values["best_of"]) == (code, best)


def test_figure_that_one_run_lacks_is_no_verdict(runs_root: Path) -> None:
    assert verdict(two(runs_root, {"quality/frechet": 45.0}, {"G/loss": 1.0})) is None


def test_verdict_is_a_sentence_with_both_figures(runs_root: Path) -> None:
    found = verdict(two(runs_root, {"quality/frechet": 45.0}, {"quality/frechet": 12.0}))
    assert found is not None
    words = verdict_words(found, ["First", "Second"])
    assert words == "“Second” is better than “First”: Fréchet distance 12 against 45."
