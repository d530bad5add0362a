"""Speeds that were measured here are kept for promises; without any nothing is promised."""

from pathlib import Path

import pytest

from gan_core.store.speeds import FILE, keep_speed, known_speed


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "gan_core"


def test_a_speed_that_was_kept_is_known() -> None:
    keep_speed("quick-digits", 2000.0)
    keep_speed("first-gan", 10.0)
    assert (known_speed("quick-digits"), known_speed("shapes-vae")) == (2000.0, None)


@pytest.mark.parametrize(
    "text", ["", "[1]", '{"quick-digits": "fast"}', '{"quick-digits": -1}', '{"quick-digits": NaN}']
)
def test_what_is_no_speed_is_none(text: str, cache: Path) -> None:
    cache.mkdir()
    (cache / FILE).write_text(text)
    assert known_speed("quick-digits") is None


def test_a_home_that_cannot_be_written_to_hinders_nothing(cache: Path) -> None:
    cache.write_text("a file where the folder should be")
    keep_speed("quick-digits", 2000.0)
    assert known_speed("quick-digits") is None
