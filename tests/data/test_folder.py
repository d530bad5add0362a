import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.data import folder as module
from gan_core.data import load_data
from gan_core.data.folder import FolderSettings
from gan_core.data.names import labels_of, shown
from gan_core.errors import DataError
from tests.data.conftest import encoded, red, zip_bytes

BLUE, GREY = (encoded(Image.new("RGB", (20, 20), ink)) for ink in ((0, 0, 255), (90, 90, 90)))


def write(root: Path, files: dict[str, bytes], kind: str) -> FolderSettings:
    """`files` as a folder or as a zip, and the settings that read it."""
    if kind == "zip":
        path = root / "pictures.zip"
        path.write_bytes(zip_bytes(files))
        return FolderSettings(path=str(path), image_size=16)
    path = root / "pictures"
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return FolderSettings(path=str(path), image_size=16)


@pytest.fixture(params=["folder", "zip"])
def kind(request):
    return request.param


def test_sub_folders_become_labels(tmp_path, kind):
    data = load_data(write(tmp_path, {"cat/1.png": red(), "dog/1.png": BLUE, "cat/2.png": red()}, kind))
    assert data.label_names == ("cat", "dog")
    assert data.labels.tolist() == [0, 0, 1]
    assert data.images[:, 0, 8, 8].tolist() == [255, 255, 0]
    assert data.images.shape == (3, 3, 16, 16)


def test_pictures_without_folders_have_no_labels(tmp_path, kind):
    data = load_data(write(tmp_path, {"1.png": red(), "2.png": BLUE}, kind))
    assert data.labels is None
    assert data.num_classes == 0


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (["top/cat/1.png", "top/dog/1.png"], ("cat", "dog")),
        (["top/cat/young/1.png", "top/dog/old/1.png"], ("cat", "dog")),
        (["top/1.png", "top/2.png"], ()),
        (["top/1.png"], ()),
        (["1.png", "cat/1.png", "ant/1.png"], ("ant", "cat", "unsorted")),
    ],
    ids=["wrapped", "nested", "wrapped without labels", "one", "beside folders"],
)
def test_labels_are_the_first_folders_that_differ(names, labels):
    assert labels_of(names)[1] == labels


def test_all_grey_pictures_make_grey_data(tmp_path, kind):
    data = load_data(write(tmp_path, {"1.png": GREY, "2.png": GREY}, kind))
    assert data.images.shape == (2, 1, 16, 16)
    assert (data.images == 90).all()


def test_one_coloured_picture_makes_colour_data(tmp_path, kind):
    assert load_data(write(tmp_path, {"1.png": GREY, "2.png": red()}, kind)).images.shape[1] == 3


@pytest.mark.parametrize(("colour", "channels"), [("grey", 1), ("rgb", 3)])
def test_colour_can_be_chosen(tmp_path, colour, channels):
    settings = write(tmp_path, {"1.png": GREY, "2.png": red()}, "zip")
    assert load_data(settings.model_copy(update={"colour": colour})).images.shape[1] == channels


def test_broken_pictures_are_skipped_counted_and_named(tmp_path, kind):
    data = load_data(write(tmp_path, {"a.png": red(), "b.png": b"no picture", "c.jpg": red()[:-30]}, kind))
    assert len(data) == 1
    assert data.notes == ("2 of 3 files are not readable pictures and were skipped: b.png, c.jpg.",)


def test_labels_stay_with_their_pictures_when_one_is_skipped(tmp_path, kind):
    data = load_data(write(tmp_path, {"a/1.png": b"broken", "a/2.png": red(), "b/1.png": BLUE}, kind))
    assert data.labels.tolist() == [0, 1]
    assert data.images[:, 2, 8, 8].tolist() == [0, 255]


def test_only_some_of_many_skipped_files_are_named(tmp_path):
    files = {f"{i}.png": b"broken" for i in range(9)} | {"good.png": red()}
    assert "4.png and 4 more." in load_data(write(tmp_path, files, "zip")).notes[0]


def test_nested_archives_stay_closed(tmp_path, kind):
    files = {"a.png": red(), "more.zip": zip_bytes({"b.png": red()})}
    data = load_data(write(tmp_path, files, kind))
    assert len(data) == 1
    (note,) = data.notes
    assert note.startswith("1 archive among the pictures was not opened: more.zip.")


def test_what_macos_adds_is_passed_over_in_silence(tmp_path, kind):
    junk = {"__MACOSX/._a.png": b"x", ".DS_Store": b"x", "cat/._1.png": b"x", "cat/.DS_Store": b"x"}
    data = load_data(write(tmp_path, {"cat/1.png": red(), "dog/1.png": BLUE, **junk}, kind))
    assert data.label_names == ("cat", "dog")
    assert data.notes == ()


def test_files_that_are_no_pictures_by_name_are_passed_over(tmp_path, kind):
    data = load_data(write(tmp_path, {"a.PNG": red(), "readme.txt": b"hello", "more.md": b"1,2"}, kind))
    assert len(data) == 1
    assert data.notes == ()


def test_reading_tells_its_progress(tmp_path, kind):
    told = []
    load_data(write(tmp_path, {"a.png": red(), "b.png": red()}, kind), lambda *report: told.append(report))
    assert told == [("Reading pictures: 0 of 2", 0.0), ("Reading pictures: 1 of 2", 0.5)]


def test_order_is_that_of_the_names_in_folder_and_zip(tmp_path):
    files = {"b/1.png": BLUE, "a/2.png": red(), "a/1.png": GREY}
    first, second = (load_data(write(tmp_path, files, kind)) for kind in ("folder", "zip"))
    assert np.array_equal(first.images, second.images)
    assert np.array_equal(first.labels, second.labels)


def test_no_path_is_refused():
    with pytest.raises(DataError, match="No pictures chosen yet"):
        load_data(FolderSettings())


def test_path_that_does_not_exist_is_refused():
    with pytest.raises(DataError, match="There is nothing at /no/such/place"):
        load_data(FolderSettings(path="/no/such/place"))


def test_nothing_but_other_files_is_refused(tmp_path, kind):
    with pytest.raises(DataError, match="There are no pictures in"):
        load_data(write(tmp_path, {"readme.txt": b"hello"}, kind))


def test_nothing_but_broken_pictures_is_refused(tmp_path, kind):
    with pytest.raises(DataError, match=r"None of the pictures in .* can be read, such as a\.png"):
        load_data(write(tmp_path, {"a.png": b"hello"}, kind))


def test_huge_picture_is_refused(tmp_path, kind):
    with pytest.raises(DataError, match=r"huge\.png has more than 64 megapixels"):
        load_data(write(tmp_path, {"huge.png": encoded(Image.new("1", (9000, 8000)))}, kind))


def test_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "secret.png").write_bytes(red())
    settings = write(tmp_path, {"a.png": red()}, "folder")
    (tmp_path / "pictures" / "b.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(DataError, match=r"b\.png is a link that leads out of it"):
        load_data(settings)


def test_linked_folder_outside_is_refused(tmp_path):
    (tmp_path / "outside").mkdir()
    settings = write(tmp_path, {"a.png": red()}, "folder")
    (tmp_path / "pictures" / "more").symlink_to(tmp_path / "outside")
    with pytest.raises(DataError, match="more is a link that leads out of it"):
        load_data(settings)


def test_link_within_the_folder_is_followed(tmp_path):
    settings = write(tmp_path, {"a.png": red()}, "folder")
    (tmp_path / "pictures" / "b.png").symlink_to("a.png")
    assert len(load_data(settings)) == 2


def test_pipe_in_a_folder_is_passed_over(tmp_path):
    settings = write(tmp_path, {"a.png": red()}, "folder")
    os.mkfifo(tmp_path / "pictures" / "b.png")
    assert len(load_data(settings)) == 1


def test_too_many_pictures_in_a_folder_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_FILES", 2)
    with pytest.raises(DataError, match="more than 2 pictures"):
        load_data(write(tmp_path, {f"{i}.png": red() for i in range(3)}, "folder"))


def test_names_are_shown_short_and_harmless():
    assert shown("a\n<b>`c`") == "a??b??c?"
    assert len(shown("x" * 1000)) < 80
