"""Claims that were held against their papers and found wrong do not come back."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
WRONG = {
    "Hodges": "what is computed is a median with its sign-test interval (Thompson 1936)",
    "The negative evidence lower bound, nats": "with beta or free bits the loss is not the negative ELBO",
    "passes through the middle, where pictures are typical": "Gaussian samples lie on a shell, not in the middle",
    "no tricks": "this G has batch norm and its penalties are lazy",
    "as Goodfellow wrote it": "batch norm and Adam are younger",
    "no mode can be forgotten": "nothing guarantees it",
    "same result, other speed": "rounding differs, and training diverges",
    "what a perfect generator would reach": "a generator of clear digits lies above real ones",
}


@pytest.mark.parametrize("claim", WRONG)
def test_wrong_claim_is_gone(claim: str) -> None:
    files = [PROJECT / "README.md", *(PROJECT / "gan_core").rglob("*.py")]
    files += [path for kind in ("*.py", "*.js") for path in (PROJECT / "ui").rglob(kind)]
    found = [path.name for path in files if claim in re.sub(r'"\s+"', "", path.read_text("utf-8"))]
    assert found == [], WRONG[claim]
