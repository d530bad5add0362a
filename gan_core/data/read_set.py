"""A set of picture files as one array: each file read by itself first, then again if the whole set requires it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from gan_core.data.archive import UNREADABLE, PictureFile
from gan_core.data.data_report import Finding
from gan_core.data.image_data import Report

if TYPE_CHECKING:
    from gan_core.data.picture import Decoded, Reading

EXAMPLES = 5
SLIVER = 0.25
"""A set whose values fill less than this share of their range is stretched."""
GREY_TOLERANCE = 2
"""Channels that differ by no more than this are the same grey: JPEG rounds."""


@dataclass
class ReadSet:
    """`images` uint8 (N, C, S, S) of the files `names`; `seen` are all readable ones, also those not inspected whole.

    `left` are names by why they were left out: "unreadable", "too_dense" or a kind of file.
    """

    images: np.ndarray
    names: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)


def read_set(
    files: list[PictureFile],
    *,
    image_size: int,
    colour: Literal["auto", "grey", "rgb"],
    most: int | None,
    headers: bool,
    report: Report,
) -> ReadSet:
    """The pictures of `files`, or of `most` of them from all over the set; with `headers` the rest is glanced at.

    Raises DataError for a picture that is too large.
    """
    from gan_core.data.picture import Reading, pillow_within_limits

    grey = colour == "grey"
    rows = range(len(files))
    whole = set(rows if most is None else np.linspace(0, len(files) - 1, min(most, len(files))).astype(int).tolist())
    read = ReadSet(np.empty((len(whole), 1 if grey else 3, image_size, image_size), dtype=np.uint8))
    decoded: list[Decoded] = []
    kept: list[PictureFile] = []
    with pillow_within_limits():
        for i, file in enumerate(files):
            if i % max(1, len(files) // 100) == 0:
                report(f"Reading pictures: {i:,} of {len(files):,}", i / len(files))
            if i not in whole and not headers:
                continue
            one = _one(file, read, Reading(), image_size, grey, i in whole)
            if one is None:
                continue
            read.images[len(kept)] = one.values
            kept.append(file)
            decoded.append(one)
        read.names = [each.name for each in kept]
        read.images = read.images[: len(kept)]
        if kept:
            reading = _reading_of(decoded)
            for place, one in enumerate(decoded):
                if _differs(one, reading):
                    again = _one(kept[place], ReadSet(read.images), reading, image_size, grey, True)
                    if again is not None:
                        decoded[place], read.images[place] = again, again.values
            read.findings += _findings(decoded, read.names, reading)
    if len(kept) < len(read.seen):
        read.findings.append(Finding("some_looked_at", len(kept), values={"of": len(read.seen)}))
    _settle_colour(read, decoded, colour)
    return read


def _one(
    file: PictureFile, read: ReadSet, reading: "Reading", image_size: int, grey: bool, whole: bool
) -> "Decoded | None":
    """One picture; None where it is left out, or only its header was wanted."""
    from gan_core.data.picture import BrokenPicture, DensePicture, decode, open_picture

    try:
        content = file.read()
        if not whole:
            open_picture(content, file.name).close()
            read.seen.append(file.name)
            return None
        one = decode(content, file.name, image_size=image_size, grey=grey, reading=reading)
    except DensePicture:
        read.left["too_dense"].append(file.name)
        return None
    except BrokenPicture as error:
        read.left[error.kind or "unreadable"].append(file.name)
        return None
    except UNREADABLE:
        read.left["unreadable"].append(file.name)
        return None
    read.seen.append(file.name)
    return one


def _reading_of(decoded: list["Decoded"]) -> "Reading":
    """Black and white for each depth as the whole set needs them, and the backdrop that shows the ink."""
    from gan_core.data.picture import RANGES, Reading, usual_range

    ranges = {}
    for depth in {each.depth for each in decoded}:
        low = min(each.low for each in decoded if each.depth == depth)
        high = max(each.high for each in decoded if each.depth == depth)
        black, white = usual_range(depth, low, high)
        narrow = high > low and (high - low) < SLIVER * (white - black)
        ranges[depth] = (low, high) if narrow else (black, white)
        if depth in RANGES and not narrow:
            ranges[depth] = RANGES[depth]
    num_transparent = sum(each.transparent for each in decoded)
    hidden = sum(each.hidden for each in decoded)
    return Reading(ranges, "black" if 2 * hidden > num_transparent else "white")


def _differs(one: "Decoded", reading: "Reading") -> bool:
    return one.used != reading.ranges[one.depth] or (one.transparent and reading.backdrop != "white")


def _findings(decoded: list["Decoded"], names: list[str], reading: "Reading") -> list[Finding]:
    from gan_core.data.picture import USUAL

    found = []
    for depth, (low, high) in sorted(reading.ranges.items()):
        if (low, high) not in USUAL[depth]:
            count = sum(each.depth == depth for each in decoded)
            found.append(Finding("stretched", count, values={"depth": depth, "low": low, "high": high}))

    def told(code: str, which: list[bool]) -> None:
        if any(which):
            some = [name for name, one in zip(names, which, strict=True) if one]
            found.append(Finding(code, len(some), tuple(some[:EXAMPLES])))

    if reading.backdrop == "black":
        told("black_backdrop", [each.transparent for each in decoded])
    told("one_colour", [each.transparent and int(np.ptp(each.values, axis=(1, 2)).max()) <= 2 for each in decoded])
    told("first_frame", [each.animated for each in decoded])
    told("cropped", [each.cropped for each in decoded])
    told("enlarged", [each.enlarged for each in decoded])
    return found


def _settle_colour(read: ReadSet, decoded: list["Decoded"], colour: str) -> None:
    """Grey where all are and nothing else was asked for; a word where colour is dropped, or there is nothing to see."""
    images = read.images
    if colour == "grey" and (count := sum(each.coloured for each in decoded)):
        read.findings.append(Finding("made_grey", count))
    if len(images) > 1 and int(np.ptp(images, axis=(0, 2, 3)).max()) <= GREY_TOLERANCE:
        read.findings.append(Finding("all_alike", len(images)))
    if colour == "auto" and decoded and not any(each.coloured for each in decoded):
        # Green stands for the grey: the three channels are the same but for rounding.
        read.images = np.ascontiguousarray(images[:, 1:2])
