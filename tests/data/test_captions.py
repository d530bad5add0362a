"""Captions of one's own pictures: where they come from, and what is said of files that give none."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.data import FolderSettings
from gan_core.data.caption_files import name_as_caption

NAMES = ("red_star-01.png", "blue_heart (2).png", "green box.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for name in NAMES:
        Image.fromarray(rng.integers(0, 256, (16, 16, 3), dtype=np.uint8)).save(tmp_path / name)
    return tmp_path


def captions(folder: Path) -> dict[str, str]:
    data = FolderSettings(path=str(folder), image_size=16).load()
    return (
        {}
        if data.captioned is None
        else dict(zip(sorted(NAMES), (row[0] for row in data.captioned().sentences), strict=True))
    )


def notes(folder: Path) -> str:
    return " ".join(FolderSettings(path=str(folder), image_size=16).load().notes)


EXPECTED = {"red_star-01.png": "a star, in red", "blue_heart (2).png": "a heart", "green box.png": "a box, green"}


def test_captions_come_from_metadata_csv(folder: Path) -> None:
    rows = "\n".join(f'{name},"{text}"' for name, text in EXPECTED.items())
    (folder / "metadata.csv").write_text(f"file_name,text\n{rows}\n", "utf-8")
    assert captions(folder) == EXPECTED
    assert notes(folder) == ""


def test_captions_come_from_metadata_jsonl(folder: Path) -> None:
    rows = "\n".join(f'{{"file_name": "{name}", "text": "{text}"}}' for name, text in EXPECTED.items())
    (folder / "metadata.jsonl").write_text(rows, "utf-8")
    assert captions(folder) == EXPECTED


def test_captions_come_from_a_text_beside_each_picture(folder: Path) -> None:
    for name, text in EXPECTED.items():
        (folder / name).with_suffix(".txt").write_text(f"  {text}\n", "utf-8")
    assert captions(folder) == EXPECTED


def test_captions_come_from_names_where_there_are_no_files(folder: Path) -> None:
    assert captions(folder) == {name: name_as_caption(name) for name in NAMES}


@pytest.mark.parametrize(
    ("name", "caption"),
    [
        ("a/red_star-07.png", "red star"),
        ("0001.png", ""),
        ("IMG_12 (3).jpg", "IMG"),
        ("großes.Haus.png", "großes Haus"),
    ],
)
def test_name_is_read_as_words(name: str, caption: str) -> None:
    assert name_as_caption(name) == caption


def test_names_that_say_nothing_give_no_captions(tmp_path: Path) -> None:
    for number in range(3):
        Image.fromarray(np.full((16, 16, 3), 80 * number, np.uint8)).save(tmp_path / f"IMG_{number}.png")
    assert FolderSettings(path=str(tmp_path), image_size=16).load().captioned is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("metadata.csv", "file_name,text\nother.png,a star\n", "its column file_name names none of these pictures"),
        ("metadata.csv", "picture,words\nred_star-01.png,a star\n", "it must have the columns file_name and text"),
        ("metadata.csv", "", "it holds no rows"),
        ("metadata.csv", "file_name,text\n", "it holds no rows"),
        ("metadata.csv", "file_name,text\nred_star-01.png," + "x" * 200_000, "it cannot be read"),
        ("metadata.jsonl", '{"file_name": "a.png", "text": ', "its line 1 is no JSON object"),
        ("metadata.jsonl", '{"file_name": "a.png", "text": "a"}\n\n{"file_name"}', "its line 3 is no JSON object"),
        ("metadata.jsonl", "[1, 2]", "its line 1 is no JSON object"),
        ("metadata.jsonl", "[" * 100_000, "its line 1 is no JSON object"),
        ("metadata.jsonl", '{"picture": "a.png", "words": "a"}', "it must have the columns file_name and text"),
    ],
)
def test_file_that_gives_no_captions_says_why_and_names_are_taken(
    folder: Path, name: str, content: str, words: str
) -> None:
    (folder / name).write_text(content, "utf-8")
    assert f"{name} gives no captions: {words}." in notes(folder)
    assert captions(folder) == {each: name_as_caption(each) for each in NAMES}


@pytest.mark.parametrize("coded", ["latin-1", "utf-16"])
def test_file_that_is_not_in_utf_8_is_not_guessed_at(folder: Path, coded: str) -> None:
    rows = "\n".join(f"{name},ein großer Stern,7" for name in NAMES)
    (folder / "metadata.csv").write_text(f"file_name,text,points\n{rows}\n", coded)
    (folder / "red_star-01.txt").write_text("größer", coded)
    told = notes(folder)
    assert "metadata.csv gives no captions: it is not in UTF-8: save it again as such." in told
    assert "red_star-01.txt gives no captions: it is not in UTF-8" in told


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_table_as_spreadsheets_write_it_is_read(folder: Path, mark: str, separator: str) -> None:
    rows = [separator.join(("File_Name", "Text")), *(f'{name}{separator}"{text}"' for name, text in EXPECTED.items())]
    (folder / "metadata.csv").write_text(mark + "\r\n".join(rows) + "\r\n", "utf-8", newline="")
    assert captions(folder) == EXPECTED and notes(folder) == ""


def test_lines_may_hold_any_space_that_json_allows(folder: Path) -> None:
    rows = "\r\n".join(f'{{"file_name": "{name}", "text": "a\u2028star"}}' for name in NAMES)
    (folder / "metadata.jsonl").write_text("\ufeff" + rows, "utf-8", newline="")
    assert captions(folder) == dict.fromkeys(NAMES, "a star")


def test_picture_that_is_named_twice_and_names_of_no_picture_are_told(folder: Path) -> None:
    rows = [*EXPECTED.items(), ("green box.png", "a second one"), ("gone.png", "a ghost"), ("../away.png", "a thief")]
    (folder / "metadata.csv").write_text(
        "file_name,text\n" + "".join(f'{name},"{text}"\n' for name, text in rows), "utf-8"
    )
    assert captions(folder) == EXPECTED | {"green box.png": "a second one"}
    told = notes(folder)
    assert "1 picture has several captions in metadata.csv, the last counts: green box.png." in told
    assert "2 names in metadata.csv are those of no picture here: ../away.png, gone.png." in told


def test_captions_stay_words_whatever_is_in_them(folder: Path) -> None:
    wicked = "</script><b>red</b> \x1b[31m =1+1"
    (folder / "metadata.csv").write_text(
        "file_name,text\n" + "".join(f'{name},"{wicked}"\n' for name in NAMES), "utf-8"
    )
    assert captions(folder) == dict.fromkeys(NAMES, wicked)


def test_pictures_without_a_caption_are_counted(folder: Path) -> None:
    (folder / "metadata.csv").write_text("file_name,text\nred_star-01.png,a star\n", "utf-8")
    assert captions(folder)["green box.png"] == ""
    assert "2 pictures have no caption" in notes(folder)


def test_table_of_labels_is_not_blamed_for_having_no_captions(folder: Path) -> None:
    rows = "\n".join(f"{name},{label}" for name, label in zip(NAMES, "aab", strict=True))
    (folder / "metadata.csv").write_text(f"file_name,label\n{rows}\n", "utf-8")
    assert notes(folder) == ""
    assert FolderSettings(path=str(folder), image_size=16).load().label_names == ("a", "b")
