"""The open form in the address: where it started and what was changed, for reloads, links and Back."""

import json
from copy import deepcopy
from typing import Any

from gan_core.config import RunConfig, choices, load_config
from gan_core.errors import UserError
from gan_core.presets import PRESETS
from ui import address, state
from ui.fields import HIDDEN, defaults
from ui.navigation_paths import TRAIN
from ui.server import launcher

FORM_PARAM, CHANGE_PARAM = "form", "set"
MOST_CHANGES = 200


def open_form(base: str) -> None:
    """Go to the form, filled with the settings of the preset or run `base`. Raises UserError where there is none."""
    _load(base, [])
    address.open_page(TRAIN, {FORM_PARAM: base})


def form_is_open() -> bool:
    """Whether the address names a form; if it changed by itself, the form is filled anew.

    Raises UserError where there is no such preset or run.
    """
    base = address.value(FORM_PARAM)
    told = address.values(CHANGE_PARAM)
    if base and state.form_from() != (base, told):
        _load(base, told)
    return bool(base)


def put_form(values: dict[str, Any]) -> None:
    """Write into the address what was changed in the form."""
    base = address.value(FORM_PARAM)
    if not base:
        return
    told = changes(_config(base).model_dump(mode="json"), values)
    address.write(CHANGE_PARAM, told)
    state.remember_form_from(base, told)


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What differs, as "optimiser.lr=0.001"; a server's own matters, such as where an upload lies, are left out."""
    found = []
    for group, values in after.items():
        if not isinstance(values, dict):
            found += [_text(group, values)] if values != before[group] else []
            continue
        usual = before[group]
        if values.get("name") != usual.get("name"):
            usual = defaults(choices()[group][values["name"]], values["name"])
            found.append(_text(f"{group}.name", values["name"]))
        shown = {name: value for name, value in values.items() if name not in HIDDEN}
        found += [_text(f"{group}.{name}", value) for name, value in shown.items() if value != usual.get(name)]
    return found


def changed(before: dict[str, Any], told: list[str]) -> dict[str, Any]:
    """`before` with the changes that an address tells; one that makes no valid settings is passed over."""
    told = sorted(told[:MOST_CHANGES], key=lambda text: ".name=" not in text)
    values = deepcopy(before)
    for text in told:
        _apply(values, text)
    if _valid(values):
        return values
    values = deepcopy(before)
    for text in told:
        tried = deepcopy(values)
        _apply(tried, text)
        values = tried if _valid(tried) else values
    return values


def _apply(values: dict[str, Any], text: str) -> None:
    where, _, written = text.partition("=")
    group, _, name = where.rpartition(".")
    try:
        value = json.loads(written)
    except ValueError:
        return
    if not group and where in values and not isinstance(values[where], dict):
        values[where] = value
    elif name == "name" and isinstance(value, str) and value in choices().get(group, {}):
        values[group] = defaults(choices()[group][value], value)
    elif isinstance(values.get(group), dict) and name not in HIDDEN:
        values[group][name] = value


def _valid(values: dict[str, Any]) -> bool:
    try:
        load_config(values)
    except UserError:
        return False
    return True


def _text(name: str, value: Any) -> str:
    return f"{name}={json.dumps(value, ensure_ascii=False)}"


def _config(base: str) -> RunConfig:
    return PRESETS[base].config if base in PRESETS else load_config(launcher().find(base).config())


def _load(base: str, told: list[str]) -> None:
    values = changed(_config(base).model_dump(mode="json"), told)
    state.load_form(values)
    state.remember_form_from(base, told)
