"""Emoji are drawn from the machine's own font, and their names are what Unicode calls them."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.data import emoji_font
from gan_core.data.emoji import EmojiSettings
from gan_core.data.emoji_font import emoji_of, find_font, picture_of
from gan_core.errors import DataError


@pytest.fixture
def font() -> str:
    try:
        return find_font()
    except DataError as error:
        pytest.skip(str(error))


def test_machine_without_such_a_font_is_told_which_package_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(emoji_font, "font_folders", lambda: iter([tmp_path]))
    with pytest.raises(DataError, match="install the package fonts-noto-color-emoji"):
        EmojiSettings().load()
    assert EmojiSettings().further(10) is None


def test_file_that_is_no_font_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "letters.ttf").write_bytes(b"no font")
    with pytest.raises(DataError, match=r"data.font must be a font file of colour emoji, got letters.ttf"):
        EmojiSettings(font=str(tmp_path / "letters.ttf")).load()


def test_named_characters_are_there(font: str) -> None:
    names = dict(emoji_of(font))
    assert names["\U0001f600"] == "grinning face"
    assert names["⭐"] == "white medium star"
    assert len(names) > 800


def test_emoji_is_cut_out_in_colour_over_white(font: str) -> None:
    star = np.asarray(picture_of("⭐", font))
    assert star.shape[0] == star.shape[1]
    red, _, blue = star.reshape(-1, 3).mean(axis=0)
    assert red > blue + 30
    assert tuple(star[0, 0]) == (255, 255, 255)


def test_one_in_ten_is_held_out_and_learned_by_nobody(font: str) -> None:
    settings = EmojiSettings(font=font, image_size=16, variants=2)
    learned, kept = settings.load(), settings.further(10_000)
    assert kept is not None
    total = len(emoji_of(font))
    assert len(kept) == -(-total // 10)
    assert len(learned) == 2 * (total - len(kept))
    seen = {row[0] for row in learned.captioned().sentences}
    assert not seen & {row[0] for row in kept.captioned().sentences}
    assert learned.images.dtype == np.uint8
    assert learned.images.shape[1:] == (3, 16, 16)
