"""A custom race: one setting with two to four values, or lanes written out."""

import typing
from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from gan_core.config import RunConfig, groups
from gan_core.errors import UserError
from gan_core.race.lane_text import lane_of
from gan_core.race.settings import MOST_LANES, NOT_OF_A_LANE, ONE_FOR_ALL, RaceConfig, load_race_config
from gan_core.settings import read_value
from ui import state
from ui.fields import HIDDEN, humanise, label_of, with_labels
from ui.text import escaped

EXAMPLE = "plain:\nquick: runtime.precision=bf16 runtime.channels_last=on\nlarge: training.batch_size=64"
FIRST = "runtime.precision"
FORM = "own-race"
WAYS = {"one": "One setting", "written": "Lanes written out"}


def put_together(base: RunConfig, values: dict[str, Any]) -> RaceConfig | None:
    """The race that is described here, or None with what is wrong in the page's own words."""
    way = st.segmented_control(
        "How",
        list(WAYS),
        default=state.kept_choices(FORM).get("way", "one"),
        format_func=WAYS.__getitem__,
        required=True,
        key="own-way",
        help="One setting with several values is the fairer experiment; lanes written out may differ in anything.",
    )
    state.keep_choices(FORM, {"way": way})
    lanes = _written() if way == "written" else _one_setting(base)
    if lanes is None:
        return None
    title = f"{' against '.join(lane['name'] for lane in lanes)}: {base.title}"[:80]
    try:
        return load_race_config({**values, "title": title, "base": base.model_dump(mode="json"), "lanes": lanes})
    except UserError as error:
        st.error(f"This is not a valid race: {escaped(with_labels(str(error)))}.", icon=":material/rule:")
        return None


def _one_setting(base: RunConfig) -> list[dict[str, Any]] | None:
    fields = racing(base)
    kept = state.kept_choices(FORM)
    left, right = st.columns(2)
    name = left.selectbox(
        "What differs",
        list(fields),
        index=list(fields).index(kept["setting"] if kept.get("setting") in fields else FIRST),
        format_func=lambda each: f"{humanise(each.split('.')[0])}: {label_of(each.split('.')[1], fields[each])}",
        help="All settings in which the lanes of a race may differ.",
        key="own-setting",
    )
    options = _options(fields[name])
    with right:
        if options:
            chosen = st.multiselect(
                "Its values",
                options,
                default=kept.get(name, options[:2]),
                max_selections=MOST_LANES,
                format_func=_shown,
                help="Two to four; each becomes a lane.",
                key=f"own-values-{name}",
            )
        else:
            now = getattr(getattr(base, name.split(".")[0]), name.split(".")[1])
            about = "Two to four, separated by semicolons."
            text = st.text_input("Its values", kept.get(name, _two(now)), help=about, key=f"own-values-{name}")
            chosen = [read_value(part.strip()) for part in text.split(";") if part.strip()]
    state.keep_choices(FORM, {"setting": name, name: chosen if options else text})
    st.caption(escaped(fields[name].description or ""))
    return [
        {"name": f"{label_of(name.split('.')[1], fields[name])} {_shown(each)}"[:40], "changes": {name: each}}
        for each in chosen
    ]


def racing(base: RunConfig) -> dict[str, FieldInfo]:
    """Every setting that a lane may change, by its dotted name."""
    parts = {**groups(), **{name: type(getattr(base, name)) for name in ("data", "model", "objective")}}
    every = {f"{group}.{key}": field for group, model in parts.items() for key, field in model.model_fields.items()}
    return {
        name: field
        for name, field in every.items()
        if name.split(".")[1] not in HIDDEN and name not in ONE_FOR_ALL and not name.startswith(NOT_OF_A_LANE)
    }


def _options(field: FieldInfo) -> list[Any]:
    if field.annotation is bool:
        return [False, True]
    return list(typing.get_args(field.annotation)) if typing.get_origin(field.annotation) is typing.Literal else []


def _shown(value: Any) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value).strip("[]()")


def _two(value: Any) -> str:
    """A setting's present value and twice as much, as an example."""
    if isinstance(value, tuple):
        return f"{list(value)}; {[2 * each for each in value]}"
    return f"{value}; {2 * value}" if isinstance(value, int | float) and value else f"{value}; "


def _written() -> list[dict[str, Any]] | None:
    text = st.text_area(
        "Lanes",
        state.kept_choices(FORM).get("lanes", EXAMPLE),
        height=120,
        help="One line per lane: its name, a colon, then settings as on the command line. The first is the "
        "reference for the others.",
        key="own-lanes",
    )
    state.keep_choices(FORM, {"lanes": text})
    try:
        return [lane_of(line) for line in text.splitlines() if line.strip()]
    except UserError as error:
        st.error(escaped(str(error)), icon=":material/rule:")
        return None
