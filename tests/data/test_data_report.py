"""What becomes of pictures of one's own: nothing is left out, converted or inferred without a word."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.data import load_data
from gan_core.data.data_report import DataReport
from gan_core.data.folder import FolderSettings
from gan_core.data.names import natural_key
from gan_core.data.report_words import everything, notes, summary
from gan_core.errors import DataError
from tests.data.conftest import encoded, red, zip_bytes
from tests.data.test_folder import BLUE, write

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def codes(report: DataReport) -> list[str]:
    return [each.code for each in report.findings]


def drawn(seed: int, high: int, kind: str = "uint16", low: int = 0) -> Image.Image:
    """A picture whose values go from `low` to `high`."""
    values = np.random.default_rng(seed).integers(low, high + 1, (20, 20))
    values[0, :2] = low, high
    return Image.fromarray(values.astype(kind))


@pytest.fixture(params=["folder", "zip"])
def kind(request):
    return request.param


def test_train_and_test_folders_are_no_labels(tmp_path, kind):
    files = {
        f"{part}/{each}/{i}.png": red() for part in ("train", "test", "Val") for each in ("cat", "dog") for i in "12"
    }
    data = load_data(write(tmp_path, files, kind))
    assert data.label_names == ("cat", "dog") and len(data) == 4
    (split,) = data.report.of("split")
    assert split.count == 8 and split.values["taken"] == ["train"]
    assert "test, train, Val" in data.notes[0] or "Val, test, train" in data.notes[0]


def test_what_lies_in_test_and_val_is_held_out_with_the_same_labels(tmp_path, kind):
    files = {"train/cat/1.png": red(), "train/dog/1.png": BLUE, "test/dog/1.png": BLUE, "test/owl/1.png": red()}
    further = write(tmp_path, files, kind).further(10)
    assert further.label_names == ("cat", "dog") and further.labels.tolist() == [1]


def test_splits_without_labels_are_splits_too(tmp_path, kind):
    data = load_data(write(tmp_path, {"train/1.png": red(), "train/2.png": BLUE, "test/3.png": red()}, kind))
    assert data.labels is None and len(data) == 2


def test_test_and_cat_are_labels(tmp_path, kind):
    data = load_data(write(tmp_path, {"train/1.png": red(), "cat/1.png": BLUE}, kind))
    assert data.label_names == ("cat", "train")


def test_model_that_learned_the_splits_as_labels_keeps_them(tmp_path, kind):
    settings = write(tmp_path, {"train/a/1.png": red(), "test/a/1.png": BLUE}, kind)
    data = load_data(settings.model_copy(update={"label_names": ("test", "train")}))
    assert data.label_names == ("test", "train") and data.labels.tolist() == [0, 1]


def test_labels_are_in_natural_order(tmp_path, kind):
    data = load_data(write(tmp_path, {f"{i}/a.png": red() for i in range(12)}, kind))
    assert data.label_names == tuple(map(str, range(12)))
    assert sorted(["b", "a10", "a9", "A1"], key=natural_key) == ["A1", "a9", "a10", "b"]


def test_known_order_of_labels_is_kept(tmp_path, kind):
    settings = write(tmp_path, {f"{i}/a.png": red() for i in (2, 9, 10)}, kind)
    data = load_data(settings.model_copy(update={"label_names": ("10", "2", "9")}))
    assert data.label_names == ("10", "2", "9") and data.labels.tolist() == [0, 1, 2]


def test_labels_that_changed_since_are_said(tmp_path, kind):
    settings = write(tmp_path, {"cat/1.png": red(), "owl/1.png": BLUE}, kind)
    data = load_data(settings.model_copy(update={"label_names": ("cat", "dog")}))
    assert "labels_changed" in codes(data.report)


@pytest.mark.parametrize("name", ["dog/1.HEIC", "dog/1.heif", "dog/1.jpg"])
def test_heic_is_named_whatever_its_name_and_so_is_the_label_it_costs(tmp_path, kind, name):
    data = load_data(write(tmp_path, {"cat/1.png": red(), "cat/2.png": BLUE, name: HEIC}, kind))
    (left,) = data.report.of("other_kind")
    assert (left.count, left.values["kind"], left.examples) == (1, "HEIC", (name,))
    (lost,) = data.report.of("lost_label")
    assert lost.examples == ("dog",) and data.labels is None
    assert any("convert to JPEG first" in each for each in data.notes)


def test_nothing_but_heic_is_refused_with_the_way_out(tmp_path, kind):
    with pytest.raises(DataError, match=r"no pictures in .*2 HEIC files were left out.*convert to JPEG"):
        load_data(write(tmp_path, {"1.HEIC": HEIC, "2.heic": HEIC}, kind))


@pytest.mark.parametrize("name", ["a.svg", "a.jp2", "a.ico", "a.tga", "a.jxl", "a.psd", "a.mp4", "a.nef"])
def test_pictures_of_kinds_that_are_not_read_are_counted(tmp_path, name):
    data = load_data(write(tmp_path, {"1.png": red(), name: b"x"}, "zip"))
    assert [each.examples for each in data.report.of("other_kind")] == [(name,)]


def test_avif_is_read(tmp_path, kind):
    data = load_data(
        write(tmp_path, {"1.avif": encoded(Image.new("RGB", (20, 20), "red"), "AVIF"), "2.png": BLUE}, kind)
    )
    assert len(data) == 2


@pytest.mark.parametrize(
    ("pictures", "depth", "low", "high"),
    [
        ([drawn(i, 4095) for i in range(3)], "16 bits", 0, 4095),
        ([drawn(i, 400, low=40) for i in range(3)], "16 bits", 40, 400),
        ([drawn(i, 1, "uint8") for i in range(3)], "8 bits", 0, 1),
        ([drawn(i, 1, "int32") for i in range(3)], "32 bits", 0, 1),
        ([drawn(i, 5, "float32", -3) for i in range(3)], "fractions", -3, 5),
    ],
    ids=["12 bits", "low", "masks", "long masks", "below zero"],
)
def test_sliver_of_the_range_is_stretched_and_said(tmp_path, kind, pictures, depth, low, high):
    files = {f"{i}.tif": encoded(each, "TIFF") for i, each in enumerate(pictures)}
    data = load_data(write(tmp_path, files, kind))
    (found,) = data.report.of("stretched")
    assert found.values == {"depth": depth, "low": low, "high": high} and found.count == 3
    assert 90 < data.images.mean() < 165


def test_sliver_beside_ordinary_pictures_is_stretched_alone(tmp_path, kind):
    files = {"a.tif": encoded(drawn(0, 4095), "TIFF"), "b.tif": encoded(drawn(1, 4095), "TIFF"), "c.png": red()}
    data = load_data(write(tmp_path, files, kind))
    assert [each.count for each in data.report.of("stretched")] == [2]
    assert data.images[:2].mean() > 90 and data.images[2, 0].min() == 255


def test_one_scale_holds_for_all_fractions_of_a_set(tmp_path, kind):
    files = {f"{top}.tif": encoded(Image.new("F", (20, 20), top), "TIFF") for top in (0.5, 200.0)}
    data = load_data(write(tmp_path, files, kind))
    assert data.images[:, 0, 8, 8].tolist() == [0, 200]


def test_white_ink_on_transparent_lies_over_black(tmp_path, kind):
    picture = Image.new("LA", (20, 20), (255, 0))
    picture.paste((255, 255), (5, 5, 15, 15))
    files = {f"{i}.png": encoded(picture) for i in range(3)}
    data = load_data(write(tmp_path, files, kind))
    assert "black_backdrop" in codes(data.report)
    assert np.ptp(data.images) == 255


def test_black_ink_on_transparent_lies_over_white(tmp_path, kind):
    picture = Image.new("LA", (20, 20), (0, 0))
    picture.paste((0, 255), (5, 5, 15, 15))
    data = load_data(write(tmp_path, {f"{i}.png": encoded(picture) for i in range(3)}, kind))
    assert "black_backdrop" not in codes(data.report) and data.images[0, 0, 0, 0] == 255


def test_pictures_that_show_nothing_are_counted(tmp_path, kind):
    empty = encoded(Image.new("LA", (20, 20), (255, 0)))
    data = load_data(write(tmp_path, {"1.png": empty, "2.png": red()}, kind))
    assert [each.examples for each in data.report.of("one_colour")] == [("1.png",)]


def test_set_of_one_colour_is_said(tmp_path, kind):
    assert "all_alike" in codes(load_data(write(tmp_path, {"1.png": red(), "2.png": red()}, kind)).report)


@pytest.mark.parametrize("junk", ["@eaDir", "__MACOSX", ".git", "#recycle", "$RECYCLE.BIN", ".thumbnails"])
def test_what_systems_leave_is_no_label(tmp_path, kind, junk):
    data = load_data(write(tmp_path, {"cat/1.png": red(), "dog/1.png": BLUE, f"{junk}/1.png": red()}, kind))
    assert data.label_names == ("cat", "dog") and data.notes == ()
    assert "junk" in codes(data.report)


def test_thumbnails_are_passed_over_and_said(tmp_path, kind):
    data = load_data(write(tmp_path, {"cat/1.png": red(), "dog/1.png": BLUE, "thumbs/1.png": red()}, kind))
    assert data.label_names == ("cat", "dog")
    assert "rename the folder if it is one of your classes" in data.notes[0]


@pytest.mark.parametrize("form", ["pairs", "mapping", "one-hot", "beside"])
def test_labels_of_dataset_json_are_read(tmp_path, kind, form):
    rows = {f"0000{i // 2}/img{i}.png": i % 2 for i in range(4)}
    labels = {
        "pairs": [[name, label] for name, label in rows.items()],
        "mapping": rows,
        "one-hot": [[name, [int(label == each) for each in range(2)]] for name, label in rows.items()],
        "beside": [[name, label] for name, label in rows.items()],
    }[form]
    top = "inner/" if form == "beside" else ""
    files = {top + name: red() for name in rows} | {f"{top}dataset.json": json.dumps({"labels": labels}).encode()}
    data = load_data(write(tmp_path, files, kind))
    assert data.label_names == ("0", "1") and data.labels.tolist() == [0, 1, 0, 1]
    assert data.report.labels_from == f"{top}dataset.json"


@pytest.mark.parametrize(
    "table",
    [
        "file,label\n1.png,cat\n2.png,dog\n3.png,cat\n",
        "1;cat\n2;dog\n3;cat\n",
        "id,size,species\n1,3,cat\n2,5,dog\n3,3,cat\n",
    ],
    ids=["head", "stems without a head", "more columns"],
)
def test_labels_of_a_table_are_read(tmp_path, kind, table):
    files = {f"{i}.png": red() for i in (1, 2, 3)} | {"labels.csv": table.encode()}
    data = load_data(write(tmp_path, files, kind))
    assert data.label_names == ("cat", "dog") and data.labels.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("name,label\nx.png,cat\n", "no match"),
        ("1.png,a,b\n2.png,c,d\n", "no labels"),
        ("1.png,a\n", "few"),
        ("", "empty"),
    ],
)
def test_table_that_gives_no_labels_says_why(tmp_path, kind, table, why):
    files = {f"{i}.png": red() for i in (1, 2, 3)} | {"labels.csv": table.encode()}
    data = load_data(write(tmp_path, files, kind))
    assert data.labels is None
    assert [each.values["why"] for each in data.report.of("label_file_unread")] == [why]
    assert "sub-folder per label" in data.notes[0]


def test_damaged_dataset_json_says_so(tmp_path, kind):
    data = load_data(write(tmp_path, {"1.png": red(), "2.png": BLUE, "dataset.json": b"{"}, kind))
    assert [each.values["why"] for each in data.report.of("label_file_unread")] == ["damaged"]


def test_captions_are_no_classes(tmp_path):
    table = "".join(f"{i}.png,a picture of thing {i}\n" for i in range(30))
    files = {f"{i}.png": red() for i in range(30)} | {"captions.csv": table.encode()}
    data = load_data(write(tmp_path, files, "zip"))
    assert [each.values["why"] for each in data.report.of("label_file_unread")] == ["too many"]


def test_chosen_grey_says_that_colour_is_dropped(tmp_path, kind):
    settings = write(tmp_path, {"1.png": red(), "2.png": BLUE}, kind).model_copy(update={"colour": "grey"})
    assert [each.count for each in load_data(settings).report.of("made_grey")] == [2]


def test_zip_of_windows_with_backslashes_is_read(tmp_path):
    data = load_data(write(tmp_path, {"cats\\1.png": red(), "dogs\\1.png": BLUE}, "zip"))
    assert data.label_names == ("cats", "dogs")


def test_deflate64_says_what_to_do(tmp_path):
    content = bytearray(zip_bytes({"a.png": red()}))
    for signature, place in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        content[content.index(signature) + place] = 9
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(DataError, match=r"Deflate64.*Zip the pictures again"):
        load_data(FolderSettings(path=str(tmp_path / "a.zip")))


def test_nothing_but_an_archive_says_so(tmp_path, kind):
    with pytest.raises(DataError, match=r"1 archive .* was not opened: more\.zip\. Unpack"):
        load_data(write(tmp_path, {"more.zip": zip_bytes({"a.png": red()})}, kind))


def test_names_in_a_zip_that_forgot_to_say_utf8_are_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("Kätzchen/1.png", "dog/1.png"):
            entry = zipfile.ZipInfo(name)
            archive.writestr(entry, red())
    content = (tmp_path / "a.zip").read_bytes()
    for signature, place in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        at = content.index(signature)
        content = content[: at + place] + bytes([content[at + place] & ~8]) + content[at + place + 1 :]
    (tmp_path / "a.zip").write_bytes(content)
    assert load_data(FolderSettings(path=str(tmp_path / "a.zip"))).label_names == ("Kätzchen", "dog")


def test_names_of_files_that_are_no_utf8_can_be_written_down(tmp_path):
    for name in (b"K\xe4tzchen", b"dog"):
        os.makedirs(os.fsencode(tmp_path) + b"/" + name)
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name), "1.png").write_bytes(red())
    data = load_data(FolderSettings(path=str(tmp_path)))
    assert data.label_names == ("Kätzchen", "dog")
    json.dumps(data.label_names, ensure_ascii=False).encode()


def test_long_side_is_refused_by_the_header_alone(tmp_path):
    content = encoded(Image.new("1", (1, 40_000)))
    with pytest.raises(DataError, match=r"1 by 40,000 pixels, and no side may be longer than 32,768"):
        load_data(write(tmp_path, {"a.png": content}, "folder"))


def test_few_bytes_of_very_many_pixels_are_left_out_and_said(tmp_path, kind):
    dense = encoded(Image.new("1", (7000, 7000)), "TIFF", compression="group4")
    data = load_data(write(tmp_path, {"dense.tif": dense, "1.png": red()}, kind))
    assert [each.examples for each in data.report.of("too_dense")] == [("dense.tif",)]


def test_even_large_picture_in_colour_is_read(tmp_path):
    data = load_data(
        write(tmp_path, {"1.png": encoded(Image.new("RGB", (3000, 2000), "teal")), "2.png": red()}, "folder")
    )
    assert len(data) == 2


def test_summary_says_what_is_learned(tmp_path, kind):
    data = load_data(write(tmp_path, {"cat/1.png": red(), "dog/1.png": BLUE, "dog/2.png": red()}, kind))
    assert summary(data.report) == "3 colour pictures, 16x16; 2 labels from folders: cat 1, dog 2."


def test_fraction_is_counted(tmp_path):
    files = {f"{each}/{i}.png": red() for each in ("cat", "dog") for i in range(10)}
    settings = write(tmp_path, files, "zip").model_copy(update={"fraction": 0.5})
    assert load_data(settings).report.labels == (("cat", 5), ("dog", 5))


def test_inspection_of_many_counts_all_and_looks_at_some(tmp_path, kind):
    files = {f"cat/{i}.png": red() for i in range(6)} | {f"dog/{i}.png": BLUE for i in range(6)}
    data = write(tmp_path, files | {"dog/0x.png": b"broken"}, kind).inspected(4)
    assert data.report.num_images == 12 and len(data) == 4
    assert data.report.labels == (("cat", 6), ("dog", 6))
    (some,) = data.report.of("some_looked_at")
    assert (some.count, some.values["of"]) == (4, 12)


def test_every_finding_has_its_sentence(tmp_path):
    files = {"train/a/1.png": red(), "train/b/1.HEIC": HEIC, "test/a/1.png": red(), "notes.txt": b"x", "more.zip": b"x"}
    files |= {"train/a/2.png": b"broken", "train/a/thumbs/1.png": red(), "__MACOSX/x": b"x", "dataset.json": b"{"}
    report = load_data(write(tmp_path, files, "zip")).report
    assert len(everything(report)) == len(report.findings) >= 7
    assert set(notes(report)) < set(everything(report))
