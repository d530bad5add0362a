"""What was read from a folder or zip: images, labels and the report on both."""

from pathlib import PurePosixPath

import numpy as np

from gan_core.data.archive import Pictures
from gan_core.data.caption_files import CaptionsOf
from gan_core.data.captioned import plain_captions
from gan_core.data.data_report import DataReport, Finding
from gan_core.data.image_data import ImageData
from gan_core.data.label_files import sorted_names
from gan_core.data.labelling import FOLDERS, Chosen, Labelling
from gan_core.data.names import UNSORTED, indexed, labels_of, natural_key, other_kind, shown
from gan_core.data.read_set import EXAMPLES, ReadSet
from gan_core.data.report_words import MINOR, notes, sentence
from gan_core.errors import PLACE

READABLE = "PNG, JPEG, WebP, AVIF, GIF, BMP and TIFF can be read."


def as_data(
    pictures: Pictures, chosen: Chosen, known: Labelling, read: ReadSet, order: tuple[str, ...], captions: CaptionsOf
) -> ImageData:
    """The pictures with their labels in `order`, or in the natural one where that does not fit any more.

    Captions come with them where files or names give any.
    """
    of = known.labels
    used = {of[name] for name in read.seen} if of else set()
    changed: tuple[Finding, ...] = ()
    if known.source == FOLDERS and len(used) < 2 and not order:  # one folder that holds everything gives no label
        of, used = {}, set()
    label_names = sorted_names({name: of[name] for name in read.seen}) if of else ()
    if order and used <= set(order) and used:
        label_names = order
    elif order and not chosen.rest and order != label_names:
        changed = (Finding("labels_changed", values={"before": order}),)
    labels = indexed([of[name] for name in read.names], label_names) if label_names else None
    findings = (
        *((chosen.finding,) if chosen.finding else ()),
        *known.findings,
        *changed,
        *captions.findings,
        *_lost(pictures, known, read, chosen),
        *read.findings,
        *_left_out(pictures, read),
    )
    counts = {name: 0 for name in label_names}
    for name in read.seen if label_names else ():
        if of[name] in counts:
            counts[of[name]] += 1
    told = DataReport(
        num_images=len(read.seen),
        dims=read.images.shape[1:],
        labels=tuple(counts.items()),
        labels_from=known.source if label_names else "",
        findings=findings,
    )
    sentences = [captions.captions[name] for name in read.names] if captions.captions else []
    return ImageData(
        read.images,
        labels,
        label_names,
        notes=notes(told),
        report=told,
        captions=sentences.__getitem__ if sentences else None,
        captioned=(lambda: plain_captions(sentences)) if sentences else None,
    )


def nothing_there(pictures: Pictures) -> str:
    """Why there are no pictures at PLACE, and the way out."""
    beside = " ".join(sentence(each) for each in _left_out(pictures, ReadSet(np.empty(0))))
    return f"There are no pictures in {PLACE}. {beside or READABLE}"


def none_read(pictures: Pictures, read: ReadSet) -> str:
    """Why none of the pictures at PLACE can be used."""
    first = min(name for names in read.left.values() for name in names)
    why = " ".join(sentence(each) for each in _left_out(pictures, read) if each.code not in ("unreadable", *MINOR))
    return f"None of the pictures in {PLACE} can be read, such as {shown(first)}. {why}".strip()


def _lost(pictures: Pictures, known: Labelling, read: ReadSet, chosen: Chosen) -> tuple[Finding, ...]:
    """Folders that would have given a label if anything in them could be read."""
    if known.source not in ("", FOLDERS):
        return ()
    others = [] if chosen.rest else pictures.others
    candidates = sorted({*read.seen, *(name for names in read.left.values() for name in names), *others})
    index, label_names = labels_of([chosen.bare.get(name, name) for name in candidates])
    if index is None:
        return ()
    readable = set(read.seen)
    with_some = {label_names[place] for name, place in zip(candidates, index.tolist(), strict=True) if name in readable}
    lost = sorted(set(label_names) - with_some - {UNSORTED}, key=natural_key)
    return (Finding("lost_label", len(lost), tuple(lost[:EXAMPLES])),) if lost else ()


def _left_out(pictures: Pictures, read: ReadSet) -> tuple[Finding, ...]:
    kinds: dict[str, list[str]] = {}
    for name in pictures.others:
        kinds.setdefault(other_kind(name), []).append(name)
    for kind, names in read.left.items():
        if kind not in ("unreadable", "too_dense"):
            kinds.setdefault(kind, []).extend(names)
    found = []
    if broken := read.left.get("unreadable"):
        total = len(read.seen) + sum(map(len, read.left.values()))
        found.append(_finding("unreadable", broken, of=total))
    found += [_finding("other_kind", names, kind=kind) for kind, names in sorted(kinds.items())]
    if dense := read.left.get("too_dense"):
        found.append(_finding("too_dense", dense))
    if pictures.archives:
        found.append(_finding("archives", pictures.archives))
    if pictures.thumbnails:
        folders = sorted({PurePosixPath(each).parent.as_posix() for each in pictures.thumbnails})
        found.append(Finding("thumbnails", len(pictures.thumbnails), tuple(folders[:EXAMPLES])))
    if pictures.junk:
        found.append(_finding("junk", sorted(set(pictures.junk))))
    if pictures.rest:
        found.append(_finding("not_pictures", pictures.rest))
    return tuple(found)


def _finding(code: str, names: list[str], **values: object) -> Finding:
    return Finding(code, len(names), tuple(names[:EXAMPLES]), values)
