"""The first page: one game that plays by itself, and the presets as cards, each with the question that it answers."""

import streamlit as st

from gan_core.data.report_words import download_words
from gan_core.presets import PRESETS, Preset
from gan_core.store.speeds import known_speed
from ui import address
from ui.form_address import open_form
from ui.lessons.progress import PARAM
from ui.live.view import replay_view
from ui.membership import person
from ui.navigation_paths import LESSONS
from ui.starting import start_run
from ui.text import spoken

LEVELS = {"start": "Start here", "explore": "Then explore"}


IN_WORDS = {5: "five", 10: "ten", 15: "fifteen", 20: "twenty", 30: "thirty"}
FIRST_LESSON = "what-a-gan-is"
HERO_NAME, HERO = next(iter(PRESETS.items()))
GAME = "**G** turns noise into fakes. **D** tells fake from real. Each learns from the other."


def hero() -> None:
    """The game in one sentence, a button that starts it, and a recording of it that plays meanwhile."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="hero"):
        st.markdown(GAME, width="content")
        if allowed(HERO_NAME) and st.button(
            "Play it live", type="primary", icon=":material/play_arrow:", key="hero-start", help=_what(HERO)
        ):
            start_run(HERO.config)
        if st.button(
            "Take the first lesson",
            icon=":material/school:",
            key="hero-lesson",
            help="The game step by step: a panel beside the page asks, sets up and explains.",
        ):
            address.open_page(LESSONS, {PARAM: FIRST_LESSON})
    replay_view(key="replay")


def presets_gallery(columns: int = 4) -> None:
    """Every preset as a card, grouped by level."""
    for level, heading in LEVELS.items():
        shown = [(name, preset) for name, preset in PRESETS.items() if preset.level == level and allowed(name)]
        if shown:
            st.markdown(f"## {heading}")
        across = per_row(len(shown), columns)
        for first in range(0, len(shown), across):
            for (name, preset), place in zip(shown[first : first + across], st.columns(across), strict=False):
                with place:
                    _card(name, preset)


def per_row(number: int, most: int) -> int:
    """How many cards stand beside each other, so that no row has one alone where another has many."""
    rows = -(-number // most)
    return max(1, -(-number // max(1, rows)))


def allowed(name: str) -> bool:
    """Whether this visitor may train that preset: a teacher may choose a few for the pupils of a class."""
    someone = person()
    return (
        someone is None
        or someone.is_teacher
        or name in (PRESETS if someone.classroom.presets is None else someone.classroom.presets)
    )


def _card(name: str, preset: Preset) -> None:
    with st.container(border=True, height="stretch", key=f"card-{name}"):
        st.markdown(f"**:material/{preset.icon}: {preset.question}**  \n{title_here(preset, known_speed(name))}")
        st.caption(preset.about)
        if promise := promised(preset, known_speed(name)):
            st.caption(f":material/timer: {promise}", help="From the speed that this machine was measured to train at.")
        if needed := preset.config.data.download():
            st.caption(f":material/download: {download_words(needed)}")
        with st.container(horizontal=True):
            if st.button(
                f"Train {spoken(preset.title)}",
                key=f"train-{name}",
                type="primary",
                icon=":material/play_arrow:",
                help=_what(preset),
            ):
                start_run(preset.config)
            if st.button(
                f"Customise {spoken(preset.title)}",
                key=f"customise-{name}",
                type="tertiary",
                icon=":material/tune:",
                help="Change any setting before it starts.",
            ):
                open_form(name)


def title_here(preset: Preset, images_per_second: float | None) -> str:
    """The preset's title; where it promises ten seconds, with those that this machine takes, to the next five."""
    if not (preset.images_promised and images_per_second):
        return preset.title
    seconds = 5 * max(1, round(preset.images_promised / images_per_second / 5))
    return preset.title.replace("ten seconds", f"{IN_WORDS.get(seconds, seconds)} seconds")


def promised(preset: Preset, images_per_second: float | None) -> str:
    """When this machine will have kept what the preset promises, in a sentence; empty where nothing is known."""
    if not (preset.images_promised and images_per_second):
        return ""
    seconds = preset.images_promised / images_per_second
    return f"On this machine {preset.promise} after about {max(1, round(seconds))} s."


def _what(preset: Preset) -> str:
    config = preset.config
    budget = config.training
    end = f"{budget.num_steps:,} steps" if budget.num_steps else f"{budget.seconds:.0f} s"
    return f"{config.model.title} on {config.data.title}, {config.objective.title}; stops after {end}."
