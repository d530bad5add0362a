"""The settings in which runs differ."""

from collections.abc import Sequence
from typing import Any

from gan_core.compare.subject import Subject

NO_SETTING = ("title", "version")


def differences(compared: Sequence[Subject]) -> dict[str, list[Any]]:
    """By dotted name the value for each run, None where it has no such setting; only names that are not all alike.

    In each group what was chosen comes first, then its settings.
    """
    names = dict.fromkeys(name for each in compared for name in each.settings if name not in NO_SETTING)
    groups = list(dict.fromkeys(_group(name) for name in names))
    ordered = sorted(names, key=lambda name: (groups.index(_group(name)), not name.endswith(".name")))
    rows = {name: [_told(each.settings.get(name)) for each in compared] for name in ordered}
    return {name: values for name, values in rows.items() if any(value != values[0] for value in values)}


def _group(name: str) -> str:
    return name.partition(".")[0]


def _told(value: Any) -> Any:
    """Left empty is not set."""
    return None if value == "" else value
