"""Every zip that is refused: in a sentence, and with nothing left behind."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from gan_core.data import archive, load_data, store_upload, upload
from gan_core.data.folder import FolderSettings
from gan_core.errors import DataError
from tests.data.conftest import encoded, red, zip_bytes


def with_attributes(name: str, mode: int, content: bytes = b"/etc/passwd") -> bytes:
    """A zip of one entry with a Unix mode."""
    sink = io.BytesIO()
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, mode << 16
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr(entry, content)
    return sink.getvalue()


def patched(content: bytes, offset: int, form: str, value: int) -> bytes:
    """A zip whose first central entry says `value` at `offset`."""
    changed = bytearray(content)
    struct.pack_into(form, changed, content.index(b"PK\1\2") + offset, value)
    return bytes(changed)


@pytest.fixture
def refused(tmp_path, uploads):
    """Says what a zip is refused with, both as an upload and when loaded from its path."""

    def check(content: bytes, part: str) -> None:
        with pytest.raises(DataError, match=part):
            store_upload(content, uploads)
        assert list(uploads.iterdir()) == []
        alone = tmp_path / "alone"
        alone.mkdir()
        (alone / "given.zip").write_bytes(content)
        with pytest.raises(DataError, match=part):
            load_data(FolderSettings(path=str(alone / "given.zip")))
        assert [each.name for each in alone.iterdir()] == ["given.zip"]
        assert sorted(each.name for each in tmp_path.iterdir()) == ["alone", *EXPECTED]

    EXPECTED = sorted(each.name for each in tmp_path.iterdir())
    return check


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "a/../../evil.png",
        "/etc/evil.png",
        "C:/evil.png",
        "C:evil.png",
        "..\\evil.png",
        "a\\..\\..\\b.png",
        "\\evil.png",
    ],
)
def test_name_that_leads_out_is_refused(refused, name):
    refused(zip_bytes({"good.png": red(), name: red()}), "could lead out of it")


def test_folder_name_that_leads_out_is_refused(refused):
    refused(zip_bytes({"good.png": red(), "../": b""}), "could lead out of it")


def test_symbolic_link_is_refused(refused):
    refused(with_attributes("link.png", 0o120777), r"link\.png is a link")


def test_device_is_refused(refused):
    refused(with_attributes("device.png", 0o020666), "neither a file nor a folder")


def test_encrypted_zip_is_refused(refused):
    refused(patched(zip_bytes({"a.png": red()}), 8, "<H", 1), "it is encrypted")


def test_file_that_shrinks_too_well_is_a_bomb(refused):
    refused(zip_bytes({"good.png": red(), "bomb.png": b"\0" * (5 << 20)}), "zip bomb: bomb.png")


def test_bomb_that_is_no_picture_is_refused_too(refused):
    refused(zip_bytes({"good.png": red(), "bomb.txt": b"\0" * (5 << 20)}), "zip bomb: bomb.txt")


def test_many_small_files_that_shrink_too_well_are_a_bomb(refused):
    refused(zip_bytes({f"{i}.png": b"\0" * (1 << 20) for i in range(5)}), "zip bomb: it")


def test_file_that_is_larger_than_it_declares_is_a_bomb(refused):
    refused(patched(zip_bytes({"bomb.png": b"\0" * (5 << 20)}), 24, "<I", 1000), "larger than it declares")


def test_stored_file_that_is_larger_than_it_declares_is_a_bomb(refused):
    content = zip_bytes({"bomb.png": red() * 9}, zipfile.ZIP_STORED)
    refused(patched(content, 24, "<I", 100), "larger than it declares")


def test_over_2_gb_declared_is_refused(refused):
    refused(patched(zip_bytes({"a.txt": b"x", "b.png": red()}), 24, "<I", 2_100_000_000), "zip bomb|2.1 GB")


def test_over_the_limit_unpacked_is_refused(refused, monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 100)
    refused(zip_bytes({"a.png": red(), "b.png": red()}), "more than the .* GB allowed")


def test_one_file_over_its_limit_is_refused(refused, monkeypatch):
    monkeypatch.setattr(archive, "MAX_PICTURE_BYTES", 50)
    refused(zip_bytes({"a.png": red()}), r"a\.png is larger than")


def test_too_many_files_are_refused(refused, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    refused(zip_bytes({f"{i}.png": red() for i in range(4)}), "more than 3 files")


def test_too_long_a_list_of_files_is_refused_before_it_is_read(refused, monkeypatch):
    monkeypatch.setattr(archive, "MAX_DIRECTORY_BYTES", 100)
    refused(zip_bytes({f"{i}.png": red() for i in range(4)}), "files. Use fewer")


def test_over_64_megapixels_are_refused(refused):
    refused(zip_bytes({"huge.png": encoded(Image.new("1", (8100, 8000)))}), r"huge\.png has more than 64 megapixels")


@pytest.mark.parametrize(
    "content", [b"", b"hello", red(), b"Rar!\x1a\x07" + b"\0" * 99], ids=["empty", "text", "png", "rar"]
)
def test_file_that_is_no_zip_is_refused(refused, content):
    refused(content, "is not a zip, despite its name")


def test_cut_zip_is_refused(refused):
    refused(zip_bytes({"a.png": red()})[:-30], "is damaged or not a zip")


@pytest.mark.parametrize(
    "files",
    [{}, {"readme.txt": b"hello"}, {"a.png": b"no picture"}, {"more.zip": zip_bytes({"a.png": red()})}],
    ids=["empty", "text", "lie", "nested"],
)
def test_zip_without_pictures_is_refused(refused, files):
    refused(zip_bytes(files), "[Nn]o(ne of the)? pictures")


def test_upload_over_the_limit_is_refused(uploads, monkeypatch):
    monkeypatch.setattr(upload, "MAX_UNPACKED_BYTES", 100)
    with pytest.raises(DataError, match="it is larger than"):
        store_upload(zip_bytes({"a.png": red()}), uploads)
    assert list(uploads.iterdir()) == []


def test_good_upload_is_stored_whole_and_loads(uploads):
    content = zip_bytes({"cat/1.png": red(), "dog/1.png": red(), "broken.png": b"x"})
    stored = store_upload(content, uploads)
    assert stored.read_bytes() == content
    assert list(uploads.iterdir()) == [stored]
    assert load_data(FolderSettings(path=str(stored))).label_names == ("cat", "dog")


def test_upload_may_be_a_file_that_was_read_already(uploads):
    file = io.BytesIO(zip_bytes({"a.png": red()}))
    file.read()
    assert zipfile.is_zipfile(store_upload(file, uploads))


def test_same_upload_is_stored_once_and_another_beside_it(uploads):
    first, again = (store_upload(zip_bytes({"a.png": red()}), uploads) for _ in range(2))
    other = store_upload(zip_bytes({"b.png": red()}), uploads)
    assert first == again != other
    assert len(list(uploads.iterdir())) == 2


def test_damaged_entry_is_skipped_and_the_rest_is_read(tmp_path):
    content = zip_bytes({"a.png": red(), "b.png": red()}, zipfile.ZIP_STORED)
    (tmp_path / "a.zip").write_bytes(content.replace(b"IDAT", b"IDXX", 1))  # its CRC no longer fits
    data = load_data(FolderSettings(path=str(tmp_path / "a.zip")))
    assert len(data) == 1
    assert "1 of 2 files is not a readable picture and was skipped: a.png." in data.notes


def test_an_error_calls_the_zip_by_the_name_that_it_came_with(tmp_path):
    broken = zip_bytes({"a.png": red()})[:-30]
    with pytest.raises(DataError, match=r"^holiday\.zip is damaged or not a zip"):
        store_upload(broken, tmp_path, "holiday.zip")
    with pytest.raises(DataError, match=r"^There are no pictures in holiday\.zip\."):
        store_upload(zip_bytes({"notes.txt": b"none"}), tmp_path, "holiday.zip")
