"""The choice of a race: the settings, a ready-made question or one's own, and how long."""

from typing import Any

import streamlit as st

from gan_core.config import RunConfig
from gan_core.data.report_words import download_words
from gan_core.energy.grids import GRIDS
from gan_core.errors import UserError
from gan_core.job_types.registry import RACE
from gan_core.present import present
from gan_core.presets import PRESETS
from gan_core.quality.features import EXTRACTORS
from gan_core.race.presets import RACE_PRESETS, race_of, why_not
from gan_core.race.settings import RaceConfig
from gan_core.race.wording import METRIC_TITLES
from ui import state
from ui.address import follow, put
from ui.earlier import earlier
from ui.fields import field_widget, label_of, plain, with_labels
from ui.race.own import put_together
from ui.starting import start_job
from ui.text import escaped, show_error, spoken

PRESET_PARAM, PRESET_KEY = "preset", "race-preset"
FORM = "race"
FIELDS = ("seconds", "slice_seconds", "num_looks", "num_samples", "target")
COLUMNS = 3
MEASURES = {"": "What fits the model", **METRIC_TITLES}


def choose_and_begin() -> None:
    """All of the page before a race."""
    st.caption(
        "Two to four settings train from the same seed, in turns of one second: each has the machine to itself and "
        "its own clock, which stops while the others train. Then you see which was first to reach the same "
        "quality."
    )
    base = _base()
    with st.expander("Benchmark settings", icon=":material/tune:"):
        values = _settings()
    st.markdown("## Pick a question")
    _ready(base, values)
    with st.expander("Compose a race yourself", icon=":material/add_circle:"):
        config = put_together(base, values)
        if st.button(
            "Start this race", type="primary", icon=":material/flag:", disabled=config is None, key="own-race"
        ):
            start_job(present(config))
    earlier(RACE, "Earlier races")


def _base() -> RunConfig:
    """What all lanes share: a preset that learns pictures, seed included."""
    names = [name for name, preset in PRESETS.items() if preset.config.data.kind == "image"]
    wanted = follow(PRESET_PARAM, PRESET_KEY, names, names[0])
    left, right = st.columns([3, 1])
    chosen = left.selectbox(
        "What is trained",
        names,
        names.index(wanted),
        format_func=lambda name: PRESETS[name].title,
        key=PRESET_KEY,
        help="The settings that all lanes share, as on the Train page.",
    )
    put(PRESET_PARAM, PRESET_KEY, chosen, names[0])
    if needed := PRESETS[chosen].config.data.download():
        st.caption(f":material/download: {download_words(needed)}")
    kept = state.kept_choices(FORM).get("seed", 0)
    about = "All lanes start from the same seed."
    seed = right.number_input("Seed", 0, 2**31 - 1, kept, help=about, key="race-seed")
    state.keep_choices(FORM, {"seed": seed})
    return PRESETS[chosen].config.with_changes({"seed": seed})


def _settings() -> dict[str, Any]:
    declared = RaceConfig.model_fields
    kept = {name: plain(field.default) for name, field in declared.items()} | state.kept_choices(FORM)
    values: dict[str, Any] = {}
    places = st.columns(COLUMNS)
    for index, name in enumerate(FIELDS):
        with places[index % COLUMNS]:
            values[name] = field_widget(name, declared[name], kept[name], f"race.{name}")
    extractors = ["", *(name for name, each in EXTRACTORS.items() if not each.absent())]
    with places[len(FIELDS) % COLUMNS]:
        values["extractor"] = st.selectbox(
            label_of("extractor", declared["extractor"]),
            extractors,
            index=extractors.index(kept["extractor"]),
            format_func=lambda name: EXTRACTORS[name].title if name else "The one made for the data",
            help=declared["extractor"].description,
            key="race.extractor",
        )
    with places[(len(FIELDS) + 1) % COLUMNS]:
        values["measure"] = st.selectbox(
            label_of("measure", declared["measure"]),
            list(MEASURES),
            index=list(MEASURES).index(kept["measure"]),
            format_func=MEASURES.__getitem__,
            help=declared["measure"].description,
            key="race.measure",
        )
    with places[(len(FIELDS) + 2) % COLUMNS]:
        values["grid"] = st.selectbox(
            label_of("grid", declared["grid"]),
            list(GRIDS),
            index=list(GRIDS).index(kept["grid"]),
            format_func=lambda name: f"{name}, {GRIDS[name].grams_per_kwh:g} g/kWh",
            help=f"{declared['grid'].description} {next(iter(GRIDS.values())).source}.",
            key="race.grid",
        )
    state.keep_choices(FORM, values)
    return values


def _ready(base: RunConfig, values: dict[str, Any]) -> None:
    """A card for each question; what makes no sense here is greyed out with the reason, behind the others."""
    problems = {name: why_not(name, base) for name in RACE_PRESETS}
    names = sorted(problems, key=lambda name: bool(problems[name]))
    for first in range(0, len(names), COLUMNS):
        for name, place in zip(names[first : first + COLUMNS], st.columns(COLUMNS), strict=False):
            with place, st.container(border=True, height="stretch"):
                _card(name, base, values, problems[name])


def _card(name: str, base: RunConfig, values: dict[str, Any], problem: str) -> None:
    ready = RACE_PRESETS[name]
    st.markdown(f"**:material/{ready.icon}: {ready.title}**  \n{ready.about}")
    settings = {**values, "seconds": max(values["seconds"], ready.seconds if ready.seconds > 30 else 0)}
    if problem:
        st.caption(escaped(with_labels(problem)))
    else:
        lanes = len(ready.lanes(base))
        st.caption(f"{lanes} lanes, {settings['seconds']:g} s each")
    if st.button(
        f"Race {spoken(ready.title)}",
        icon=":material/flag:",
        key=f"race-{name}",
        disabled=bool(problem),
        help="Starts at once in its own process, and continues if you leave the page.",
    ):
        try:
            config = race_of(name, base, **settings)
        except UserError as error:
            show_error(error)
            return
        start_job(config)
