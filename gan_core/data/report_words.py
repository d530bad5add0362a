"""The sentences of a data report: for the page, the terminal and a run's log."""

from collections.abc import Callable

from gan_core.data.data_report import DataReport, Finding
from gan_core.data.names import shown
from gan_core.data.settings import Download

NAMED = 5
"""So many files are named; of the rest only the number is told."""
MINOR = frozenset({"junk", "not_pictures", "cropped", "enlarged"})
"""Told where pictures are inspected, and no warning."""
TO_JPEG = "convert to JPEG or PNG first"
WAYS_OUT = {
    "HEIC": "convert to JPEG first (on a Mac: Quick Actions, Convert Image; an iPhone takes JPEG after Settings, "
    "Camera, Formats, Most Compatible)",
    "video": "save single frames as pictures",
    "NumPy": "save the arrays as pictures, one file each",
    "SVG": "export as PNG first",
    "PDF": "save the pages as PNG first",
}
UNREAD_WHY = {
    "no match": "no column of it names these pictures",
    "few": "it names fewer than half of these pictures",
    "no labels": "besides the names of the pictures it has no single column of labels",
    "too many": "nearly every picture has its own value there, so these are not classes",
    "damaged": "it cannot be read",
    "large": "it is too large",
    "empty": "it holds no labels",
}

CAPTIONS_WHY = {
    "no match": "its column file_name names none of these pictures",
    "no columns": "it must have the columns file_name and text",
    "damaged": "it cannot be read",
    "not utf-8": "it is not in UTF-8: save it again as such",
    "broken line": "its line {line} is no JSON object",
    "empty": "it holds no rows",
}


def summary(report: DataReport) -> str:
    """ "120 colour pictures, 32x32; 2 labels from folders: cat 60, dog 60."."""
    channels, height, width = report.dims
    tone = "grey" if channels == 1 else "colour"
    told = f"{report.num_images:,} {tone} {'picture' if report.num_images == 1 else 'pictures'}, {width}x{height}; "
    if not report.labels:
        return f"{told}no labels."
    count = len(report.labels)
    listed = ", ".join(f"{shown(name)} {number:,}" for name, number in report.labels[:20])
    more = f" and {count - 20:,} more" if count > 20 else ""
    return f"{told}{count:,} {'label' if count == 1 else 'labels'} from {shown(report.labels_from)}: {listed}{more}."


def download_words(needed: Download) -> str:
    """That a data set is fetched when training starts, and what happens offline."""
    offline = "small built-in pictures are used instead" if needed.stand_in else "the run stops with a message"
    return (
        f"{needed.title} is not on this machine yet: about {needed.megabytes:.0f} MB will be downloaded when "
        f"training starts. Offline, {offline}."
    )


def smaller_batch(asked: int, there: int) -> str:
    """That a batch holds fewer samples than was asked for; empty where it does not."""
    if asked <= there:
        return ""
    return f"A batch holds {there:,} samples instead of {asked:,}: the data set has no more."


def notes(report: DataReport) -> tuple[str, ...]:
    """What someone who trains on these pictures must know."""
    return tuple(sentence(each) for each in report.findings if each.code not in MINOR)


def everything(report: DataReport) -> tuple[str, ...]:
    """All that was found, the weighty first."""
    minor = (sentence(each) for each in report.findings if each.code in MINOR)
    return (*notes(report), *minor)


def sentence(finding: Finding) -> str:
    """The finding in words, with the way out where there is one."""
    return SENTENCES[finding.code](finding)


def _named(finding: Finding) -> str:
    some = finding.examples[:NAMED]
    more = f" and {finding.count - len(some):,} more" if finding.count > len(some) else ""
    return ", ".join(shown(each) for each in some) + more


def _files(count: int, one: str = "file was", many: str = "files were") -> str:
    return f"{count:,} {one if count == 1 else many}"


def _unreadable(found: Finding) -> str:
    are = "files is not a readable picture and was" if found.count == 1 else "files are not readable pictures and were"
    return f"{found.count:,} of {found.values['of']:,} {are} skipped: {_named(found)}."


def _other_kind(found: Finding) -> str:
    kind = found.values["kind"]
    way = WAYS_OUT.get(kind, TO_JPEG)
    return f"{_files(found.count, f'{kind} file was', f'{kind} files were')} left out ({_named(found)}): {way}."


def _too_dense(found: Finding) -> str:
    return (
        f"{_files(found.count, 'picture was', 'pictures were')} left out ({_named(found)}): they unpack from very "
        "few bytes to very many pixels, as files made to overload a computer do. Save them smaller."
    )


def _archives(found: Finding) -> str:
    what = "archive among the pictures was" if found.count == 1 else "archives among the pictures were"
    return f"{found.count:,} {what} not opened: {_named(found)}. Unpack the contents next to the other pictures."


def _thumbnails(found: Finding) -> str:
    return (
        f"{_files(found.count, 'picture', 'pictures')} in thumbnail folders ({', '.join(found.examples)}) "
        f"{'was' if found.count == 1 else 'were'} skipped: rename the folder if it is one of your classes."
    )


def _split(found: Finding) -> str:
    return (
        f"The folders {', '.join(found.values['all'])} are read as parts of one data set: the part to learn from is "
        f"{' and '.join(found.values['taken'])}, and {_files(found.count, 'picture', 'pictures')} of the other "
        "parts are held out for comparison."
    )


def _lost_label(found: Finding) -> str:
    what = "gives no label: nothing in it" if found.count == 1 else "give no labels: nothing in them"
    return f"{'The folder' if found.count == 1 else 'The folders'} {_named(found)} {what} can be read."


def _label_file_unread(found: Finding) -> str:
    why = UNREAD_WHY[found.values["why"]]
    return f"{shown(found.values['file'])} gives no labels: {why}. One sub-folder per label works too."


def _captions_unread(found: Finding) -> str:
    why = {**UNREAD_WHY, **CAPTIONS_WHY}[found.values["why"]]
    return f"{shown(found.values['file'])} gives no captions: {why.format(line=found.values.get('line'))}."


def _captions_missing(found: Finding) -> str:
    have = "picture has" if found.count == 1 else "pictures have"
    return f"{found.count:,} {have} no caption, and so say nothing to a text model: {_named(found)}."


def _captions_repeated(found: Finding) -> str:
    have = "picture has" if found.count == 1 else "pictures have"
    return (
        f"{found.count:,} {have} several captions in {shown(found.values['file'])}, the last counts: {_named(found)}."
    )


def _captions_of_nothing(found: Finding) -> str:
    file = shown(found.values["file"])
    if found.count == 1:
        return f"1 name in {file} is that of no picture here: {_named(found)}."
    return f"{found.count:,} names in {file} are those of no picture here: {_named(found)}."


def _labels_changed(found: Finding) -> str:
    before = ", ".join(shown(each) for each in found.values["before"][:NAMED])
    return f"The labels of these pictures are no longer those that the run learned ({before})."


def _stretched(found: Finding) -> str:
    depth, low, high = (found.values[each] for each in ("depth", "low", "high"))
    pictures = _files(found.count, f"picture of {depth} has", f"pictures of {depth} have")
    return (
        f"{pictures} values from {low:g} to {high:g} only: they were stretched to the full range from black to white."
    )


def _some_looked_at(found: Finding) -> str:
    return f"So far {found.count:,} of {found.values['of']:,} pictures have been read completely."


SENTENCES: dict[str, Callable[[Finding], str]] = {
    "unreadable": _unreadable,
    "other_kind": _other_kind,
    "too_dense": _too_dense,
    "archives": _archives,
    "thumbnails": _thumbnails,
    "split": _split,
    "lost_label": _lost_label,
    "label_file_unread": _label_file_unread,
    "captions_unread": _captions_unread,
    "captions_missing": _captions_missing,
    "captions_repeated": _captions_repeated,
    "captions_of_nothing": _captions_of_nothing,
    "labels_changed": _labels_changed,
    "stretched": _stretched,
    "some_looked_at": _some_looked_at,
    "not_pictures": lambda found: f"{_files(found.count)} not pictures, by their names: {_named(found)}.",
    "junk": lambda found: f"Skipped as system files: {_named(found)}.",
    "black_backdrop": lambda found: (
        f"{_files(found.count, 'transparent picture lies', 'transparent pictures lie')} on black: on white their "
        "light ink would be invisible."
    ),
    "one_colour": lambda found: (
        f"{_files(found.count, 'transparent picture shows', 'transparent pictures show')} only one colour, so there "
        f"is nothing to learn from them: {_named(found)}."
    ),
    "all_alike": lambda found: f"All {found.count:,} pictures have the same single colour: there is nothing to learn.",
    "made_grey": lambda found: (
        f"{_files(found.count, 'coloured picture was', 'coloured pictures were')} converted to grey, as chosen."
    ),
    "first_frame": lambda found: f"Of {_files(found.count, 'animation', 'animations')} only the first frame is used.",
    "cropped": lambda found: f"Of {_files(found.count, 'picture', 'pictures')} the middle square is used.",
    "enlarged": lambda found: (
        f"{_files(found.count, 'picture is', 'pictures are')} smaller than the chosen size and enlarged."
    ),
}
