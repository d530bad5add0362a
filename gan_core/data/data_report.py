"""What will be learned from a user's own pictures, and what was left out, converted or inferred: codes and numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that happened to `count` files or labels. `examples` are a few of their names; `values` by code.

    Codes: unreadable, other_kind (kind), too_dense, archives, thumbnails, not_pictures, junk: left out;
    split (taken, left), lost_label, label_file_unread (file, why), labels_changed (before): labels;
    captions_unread (file, why, line), captions_missing, captions_repeated (file), captions_of_nothing (file): captions;
    stretched (depth, low, high), black_backdrop, one_colour, all_alike, made_grey, first_frame, cropped, enlarged,
    some_looked_at (of): what became of the rest.
    """

    code: str
    count: int = 0
    examples: tuple[str, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DataReport:
    """`dims` are those of one picture, (C, H, W); `labels` are names with their numbers of pictures.

    `labels_from` is "folders", the name of the file that holds them, or "" without labels.
    """

    num_images: int
    dims: tuple[int, int, int]
    labels: tuple[tuple[str, int], ...] = ()
    labels_from: str = ""
    findings: tuple[Finding, ...] = ()

    def of(self, code: str) -> Iterator[Finding]:
        """The findings of that code."""
        return (each for each in self.findings if each.code == code)
