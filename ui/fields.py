"""From a settings model to widgets: label, help, limits and choices all come from the declaration."""

import re
import types
import typing
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import annotated_types
import streamlit as st
from pydantic.fields import FieldInfo

from gan_core.config import choices, groups
from gan_core.settings import Settings

NAMES = re.compile(r"\b[a-z]+\.[a-z][a-z0-9_]*|\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
"""What may be the name of a setting in code, with or without its group."""
HIDDEN = {"name", "version", "path", "root", "label_names"}
"""Chosen otherwise, or the server's own matter: a visitor does not name paths on the server."""


def settings_fields(
    model: type[Settings], values: dict[str, Any], key: str, columns: int = 3, without: Collection[str] = ()
) -> dict[str, Any]:
    """Draw a widget for every field of `model` but those `without`; returns their values as plain JSON values."""
    left_out = {*HIDDEN, *without}
    shown = {name: field for name, field in model.model_fields.items() if name not in left_out}
    shown = dict(sorted(shown.items(), key=lambda item: item[1].annotation is bool))  # toggles are lower: put them last
    out = {name: value for name, value in values.items() if name in left_out}
    for index, (name, field) in enumerate(shown.items()):
        if index % columns == 0:  # row after row, so that a narrow screen keeps the order
            places = st.columns(columns)
        with places[index % columns]:
            out[name] = field_widget(name, field, values.get(name, plain(field.default)), f"{key}.{name}")
    return out


def field_widget(name: str, field: FieldInfo, value: Any, key: str) -> Any:
    """One widget for one declared field; returns its value."""
    label, about = label_of(name, field), field.description
    kind = field.annotation
    if typing.get_origin(kind) is typing.Literal:
        options = list(typing.get_args(kind))
        return st.selectbox(label, options, index=options.index(value), help=about, key=key, format_func=humanise)
    if kind is bool:
        return st.toggle(label, value=value, help=about, key=key)
    if kind is int:
        limits = limits_of(field)
        return st.number_input(label, value=int(value), step=int(limits.pop("step", 1)), help=about, key=key, **limits)
    if kind is float:
        limits = {name: float(limit) for name, limit in limits_of(field).items()}
        limits["step"] = max(abs(float(value)) / 10, 1e-6) if value else 0.1
        return st.number_input(label, value=float(value), format="%.6g", help=about, key=key, **limits)
    if typing.get_origin(kind) is tuple or isinstance(kind, types.GenericAlias):
        return read_numbers(st.text_input(label, ", ".join(map(str, value)), help=about, key=key))
    return st.text_input(label, str(value), help=about, key=key)


def label_of(name: str, field: FieldInfo) -> str:
    """The field's title, or its name in words."""
    return field.title or humanise(name)


def humanise(name: Any) -> str:
    """ "base_channels" -> "Base channels"; known short names keep their spelling."""
    text = str(name).replace("_", " ")
    known = {
        "lr": "Learning rate",
        "d lr": "Learning rate of D",
        "adam": "Adam",
        "adamw": "AdamW",
        "cpu": "CPU",
        "cuda": "CUDA",
        "mps": "MPS",
    }
    return known.get(text, text[:1].upper() + text[1:] if text[:2] not in ("fp", "bf") else text)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Every setting's name in code, with its label in the form; a group's choice is called as the group.

    Without its group a name that several have is that of the run's own groups, before those of what can be chosen.
    """
    by_group = {**{name: (model,) for name, model in groups().items()}, **{n: v.values() for n, v in choices().items()}}
    found: dict[str, str] = {}
    for group, models in by_group.items():
        for model in models:
            labels = {name: label_of(name, field) for name, field in model.model_fields.items() if name != "name"}
            found = {name: label for name, label in labels.items() if "_" in name} | found
            found |= {f"{group}.{name}": label for name, label in labels.items()}
        found[f"{group}.name"] = humanise(group)
    return found


def with_labels(sentence: str) -> str:
    """A sentence of validation or of a log in the form's own words: "optimiser.d_lr" becomes "Learning rate of D"."""
    return NAMES.sub(lambda m: _labels().get(m[0], _labels().get(m[0].rpartition(".")[2], m[0])), sentence)


def shown(value: Any) -> str:
    """A setting's value as people write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def limits_of(field: FieldInfo) -> dict[str, Any]:
    """min_value, max_value and step as the field declares them."""
    limits: dict[str, Any] = {}
    for rule in field.metadata:
        match rule:
            case annotated_types.Ge(ge=low):
                limits["min_value"] = low
            case annotated_types.Le(le=high) | annotated_types.Lt(lt=high):
                limits["max_value"] = high
            case annotated_types.MultipleOf(multiple_of=step):
                limits["step"] = step
    return limits


def plain(value: Any) -> Any:
    """A default as JSON would hold it."""
    return list(value) if isinstance(value, tuple) else value


def defaults(model: type[Settings], name: str) -> dict[str, Any]:
    """A variant's default values as JSON holds them; what has none is left empty."""
    fields = {each: plain(field.default) for each, field in model.model_fields.items() if not field.is_required()}
    return {**fields, "name": name}


def read_numbers(text: str) -> list[Any]:
    """ "64, 32" -> [64, 32]; what is no whole number stays text, for validation to name."""
    parts = [part for part in text.replace(";", ",").replace(" ", ",").split(",") if part]
    return [int(part) if part.lstrip("-").isdigit() else part for part in parts]
