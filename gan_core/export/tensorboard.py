"""A run's curves and pictures as an event file for TensorBoard, written by tensorboardX, which is an optional extra."""

import io
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, Status

MISSING = "TensorBoard's files need tensorboardX, which is not installed: pip install -r requirements-optional.txt"
MOST_PICTURES = 60
"""Grids of one name, spread over the run; TensorBoard shows ten of them unless it is told otherwise."""
VERSION = "brain.Event:2"
COLOURS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}


def absent() -> str:
    """Why event files cannot be written here, in a sentence; empty where they can."""
    return "" if find_spec("tensorboardX") else MISSING


def event_file_name(folder: RunFolder) -> str:
    """A name by which TensorBoard knows an event file."""
    return f"events.out.tfevents.{int(folder.status().created)}.{folder.name}"


def event_file(folder: RunFolder) -> bytes:
    """Every value of every curve, and up to 60 grids of each sample type, by step and second of training.

    Raises RunError where tensorboardX is missing or the run is gone.
    """
    if reason := absent():
        raise RunError(reason)
    from tensorboardX.record_writer import RecordWriter

    with TemporaryDirectory() as place:
        file = Path(place) / "events"
        writer = RecordWriter(str(file))
        for event in _events(folder):
            writer.write(event.SerializeToString())
        writer.close()
        return file.read_bytes()


def _events(folder: RunFolder) -> Iterator[Any]:
    from tensorboardX.proto.event_pb2 import Event
    from tensorboardX.proto.summary_pb2 import Summary

    with folder.record() as record:
        status, rows, pictures = folder.read_status(record), record.rows(), record.pictures()
    yield Event(wall_time=status.created, file_version=VERSION)
    seconds = {}
    for _, step, _, second, values in rows:
        seconds[step] = second
        scalars = [Summary.Value(tag=name, simple_value=value) for name, value in values.items()]
        yield Event(wall_time=_wall(status, second), step=step, summary=Summary(value=scalars))
    for step, name, file in _spread(pictures):
        if image := _image(folder.samples / file, Summary.Image):
            shown = Summary(value=[Summary.Value(tag=name, image=image)])
            yield Event(wall_time=_wall(status, seconds.get(step, 0.0)), step=step, summary=shown)


def _spread(pictures: list[tuple[int, int, str, str]]) -> Iterator[tuple[int, str, str]]:
    kinds: dict[str, list[tuple[int, str, str]]] = {}
    for _, step, name, file in pictures:
        kinds.setdefault(name, []).append((step, name, file))
    for found in kinds.values():
        count = min(len(found), MOST_PICTURES)
        yield from (found[round(index * (len(found) - 1) / max(1, count - 1))] for index in range(count))


def _wall(status: Status, second: float) -> float:
    """Seconds of training, counted from when the run was made: pauses have no place in a chart."""
    return status.created + second


def _image(path: Path, kind: Any) -> Any:
    """The picture as it lies on the disk; None where it was deleted meanwhile or is damaged."""
    try:
        content = path.read_bytes()
        with Image.open(io.BytesIO(content)) as opened:
            width, height, colours = *opened.size, COLOURS.get(opened.mode, 3)
    except OSError:
        return None
    return kind(width=width, height=height, colorspace=colours, encoded_image_string=content)
