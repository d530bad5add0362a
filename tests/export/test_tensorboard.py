"""Event files hold every value by step and time, in records whose checksums are right."""

import struct
from pathlib import Path

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.export import tensorboard
from gan_core.grid import write_grid
from tests.compare.recorded import recorded

event_pb2 = pytest.importorskip("tensorboardX.proto.event_pb2", reason=tensorboard.MISSING)


def crc32c(content: bytes) -> int:
    """Castagnoli's polynomial, reflected, bit by bit: the definition."""
    value = 0xFFFFFFFF
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def masked(content: bytes) -> int:
    value = crc32c(content)
    return (((value >> 15) | (value << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def events(content: bytes) -> list:
    """As TensorBoard reads them: length, its checksum, the event, its checksum."""
    found, place = [], 0
    while place < len(content):
        (length,) = struct.unpack_from("<Q", content, place)
        head, data = content[place : place + 8], content[place + 12 : place + 12 + length]
        (head_sum,) = struct.unpack_from("<I", content, place + 8)
        (data_sum,) = struct.unpack_from("<I", content, place + 12 + length)
        assert (head_sum, data_sum) == (masked(head), masked(data))
        found.append(event_pb2.Event.FromString(data))
        place += 16 + length
    return found


def test_checksum_is_the_standards() -> None:
    assert crc32c(b"123456789") == 0xE3069283 and crc32c(bytes(32)) == 0x8A9136AA, "RFC 3720, B.4"


def test_event_file_holds_scalars_and_pictures(runs_root: Path, tmp_path: Path) -> None:
    folder = recorded(runs_root, "one", [(1, {"G/loss": 0.5, "D/loss": 2.0}), (2, {"G/loss": 0.25})])
    write_grid(np.zeros((4, 3, 16, 16), np.uint8), folder.samples / "samples-000000002.png")
    with folder.record() as record:
        record.add_picture(2, "samples", "samples-000000002.png")
        record.add_picture(3, "samples", "samples-000000003.png")  # deleted meanwhile
        record.add_picture(4, "samples", "samples-000000004.png")
    (folder.samples / "samples-000000004.png").write_bytes(b"damaged")
    assert main(["tensorboard", "one", "--out", str(tmp_path)]) == 0
    (file,) = tmp_path.glob("one/events.out.tfevents.*")
    first, *rest = events(file.read_bytes())
    assert first.file_version == "brain.Event:2"
    scalars = [(each.step, value.tag, value.simple_value) for each in rest for value in each.summary.value
               if not value.HasField("image")]  # fmt: skip
    assert scalars == [(1, "G/loss", 0.5), (1, "D/loss", 2.0), (2, "G/loss", 0.25)]
    created = folder.status().created
    assert [each.wall_time - created for each in rest] == pytest.approx([0.5, 1.0, 1.0], abs=1e-3)
    image = rest[-1].summary.value[0].image
    assert (image.width, image.height, image.colorspace) == (34, 34, 4)
    assert image.encoded_image_string == (folder.samples / "samples-000000002.png").read_bytes()


def test_its_absence_is_a_sentence(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(tensorboard, "find_spec", lambda name: None)
    recorded(runs_root, "one", [(1, {"G/loss": 0.5})])
    assert main(["tensorboard", "one", "--out", str(tmp_path)]) == 1
    assert "pip install -r requirements-optional.txt" in capsys.readouterr().err
