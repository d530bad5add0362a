"""The family tree of runs: which was forked from which, and at what step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs.folder import Status
from gan_core.runs.origin import Origin, read_origin


@dataclass(frozen=True)
class Member:
    """A run in the tree. `born` is the step at which it was forked, `step` how far it came; `depth` 0 has no parent.

    `above` is how many rows higher its parent stands. A run that is `gone` is known from its children only.
    `changes` are the settings that differ from its parent's, None where it has none.
    """

    name: str
    title: str
    born: int
    step: int
    depth: int = 0
    above: int = 0
    gone: bool = False
    changes: dict[str, Any] | None = None


def family(root: Path, statuses: Iterable[Status], names: Iterable[str]) -> list[Member]:
    """The families of the runs `names` among `statuses`, each parent above its children; only runs with relatives."""
    known = {status.name: status for status in statuses}
    origins = {name: origin for name in known if (origin := _origin(root / name))}
    children: dict[str, list[str]] = {}
    for name, origin in sorted(origins.items(), key=lambda item: (item[1].step, known[item[0]].created)):
        children.setdefault(origin.run, []).append(name)
    heads = dict.fromkeys(_head(name, origins) for name in names)
    members: list[Member] = []
    for head in heads:
        if head in children:
            _descend(head, known, origins, children, members, depth=0)
    return members


def _origin(folder: Path) -> Origin | None:
    try:
        return read_origin(folder)
    except RunError:  # a damaged note of where it came from: it stands alone
        return None


def _head(name: str, origins: dict[str, Origin]) -> str:
    seen: set[str] = set()
    while name in origins and name not in seen:
        seen.add(name)
        name = origins[name].run
    return name


def _descend(
    name: str,
    known: dict[str, Status],
    origins: dict[str, Origin],
    children: dict[str, list[str]],
    members: list[Member],
    depth: int,
) -> None:
    origin, status = origins.get(name), known.get(name)
    place = {each.name: index for index, each in enumerate(members)}
    if name in place:
        return
    title = status.title if status else next(origins[child].title for child in children[name])
    step = status.step if status else max(origins[child].step for child in children[name])
    above = len(members) - place[origin.run] if origin and origin.run in place else 0
    born = origin.step if origin else 0
    members.append(Member(name, title, born, step, depth, above, status is None, origin.changes if origin else None))
    for child in children.get(name, []):
        _descend(child, known, origins, children, members, depth + 1)
