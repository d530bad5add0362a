"""Which of a user's pictures are learned, and the label of each: from folders, or from a file next to them."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from gan_core.data.archive import UNREADABLE, PictureFile
from gan_core.data.data_report import Finding
from gan_core.data.label_files import JSON_NAME, read_label_file
from gan_core.data.names import SPLITS, TRAIN, UNSORTED, labels_of, natural_key, split_of
from gan_core.errors import DataError

FOLDERS = "folders"
DAMAGED: tuple[type[BaseException], ...] = (DataError, *UNREADABLE)


@dataclass(frozen=True)
class Chosen:
    """The names that are learned, and those that a split holds out; `label_names` are of what is learned.

    `bare` are the names without the folders of a split.
    """

    taken: list[str]
    rest: list[str] = field(default_factory=list)
    bare: dict[str, str] = field(default_factory=dict)
    label_names: tuple[str, ...] = ()
    finding: Finding | None = None


@dataclass(frozen=True)
class Labelling:
    """The label of each picture by its name, from `source`; nothing where there are none."""

    labels: dict[str, str] = field(default_factory=dict)
    source: str = ""
    findings: tuple[Finding, ...] = ()


def chosen_part(names: list[str], known: tuple[str, ...]) -> Chosen:
    """The training part where the folders are splits, else all; a model that learned splits as labels keeps them."""
    split = split_of(names)
    if split is None or (known and {each.lower() for each in known} <= SPLITS | {UNSORTED}):
        return Chosen(names)
    taken = [name for name in names if split[name][0].lower() in TRAIN]
    rest = [name for name in names if split[name][0].lower() not in TRAIN]
    bare = {name: without for name, (_, without) in split.items()}
    folders = sorted({folder for folder, _ in split.values()} - {""}, key=natural_key)
    values = {"all": folders, "taken": [each for each in folders if each.lower() in TRAIN]}
    label_names = labels_of([bare[name] for name in taken])[1]
    return Chosen(taken, rest, bare, label_names, Finding("split", len(rest), values=values))


def labels_by_name(names: list[str], tables: list[PictureFile], bare: dict[str, str]) -> Labelling:
    """From dataset.json where there is one, since its folders mean nothing; else from folders; else from a table.

    `bare` gives names whose folders are read in place of those of a name.
    """
    findings: list[Finding] = []
    by_depth = sorted(tables, key=lambda each: (each.name.count("/"), each.name))
    for told in (each for each in by_depth if _is_json(each)):
        found = _from_file(told, names, findings)
        if found:
            return Labelling(found, told.name, tuple(findings))
    index, label_names = labels_of([bare.get(name, name) for name in names])
    if index is not None:
        labels = {name: label_names[place] for name, place in zip(names, index.tolist(), strict=True)}
        return Labelling(labels, FOLDERS, tuple(findings))
    for told in (each for each in by_depth if not _is_json(each)):
        found = _from_file(told, names, findings)
        if found:
            return Labelling(found, told.name)
    return Labelling(findings=tuple(findings))


def _is_json(file: PictureFile) -> bool:
    return PurePosixPath(file.name).name.lower() == JSON_NAME


def _from_file(file: PictureFile, names: list[str], findings: list[Finding]) -> dict[str, str]:
    try:
        told = read_label_file(file.name, file.read, names)
        labels, why = told.labels, told.why
    except DAMAGED:
        labels, why = {}, "damaged"
    if not labels:
        findings.append(Finding("label_file_unread", values={"file": file.name, "why": why}))
    return labels
