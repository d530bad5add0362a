"""Choosing a trained model: a shipped one, or a run at any of its checkpoints."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.jobs.folder import RunFolder
from gan_core.places import runs_root
from gan_core.store.model_card import ModelCard, read_card, shipped
from gan_core.store.model_ref import best_step, saved_steps, saved_steps_in
from gan_core.wording import count
from ui import address, state
from ui.address import follow, numbers_in, put
from ui.run_list import mine
from ui.server import launcher
from ui.text import escaped

MODEL_PARAM = "model"
MODEL_KEY = "picked-model"
WAIT_SECONDS = 1.0
CHECKPOINT_PARAM = "at"
NEWEST = 0


def pick_model(first: str = "", fits: Callable[[str], bool] | None = None, unfit: str = "") -> str | None:
    """The reference of the chosen model ("shapes-gan", "my-run", "my-run@1000"); the choice stands in the address.

    `first` is the one to open on for a visitor who comes from no run and no model. With `fits` only models that it
    accepts can be chosen; `unfit` says why the one that the address names cannot. None, with a sentence, when there is
    no model at all.
    """
    every = models()
    options = every if fits is None else {name: words for name, words in every.items() if fits(name)}
    if not options:
        st.info("No trained model yet. Train one first: it takes ten seconds.", icon=":material/model_training:")
        return None
    names = list(options)
    asked = address.value(MODEL_PARAM) or _looked_at(options) or (first if first in options else names[0])
    if asked not in every and _wait_for(asked):
        return None
    if asked not in options:
        why = unfit if asked in every else "no longer exists"
        st.warning(f"The model “{escaped(asked)}” {why}; this is another one.", icon=":material/search_off:")
    wanted = follow(MODEL_PARAM, MODEL_KEY, names, asked if asked in options else names[0])
    model, checkpoint = st.columns([3, 2])
    chosen = model.selectbox(
        "Model",
        names,
        names.index(wanted),
        format_func=options.__getitem__,
        key=MODEL_KEY,
        help="Shipped models first, then runs that have saved a checkpoint.",
    )
    put(MODEL_PARAM, MODEL_KEY, chosen, "")
    state.remember_subject(chosen)
    with checkpoint:
        step = _pick_checkpoint(chosen)
    return f"{chosen}@{step}" if step else chosen


def _looked_at(options: Mapping[str, str]) -> str:
    """The run or model that was opened last, also one that trains and has yet to save something; else ""."""
    name = state.subject()
    going = any(each.name == name and each.active for each in launcher().statuses())
    return name if name in options or going else ""


def _wait_for(name: str) -> bool:
    """Whether `name` is a run that has yet to save something: then say so, and look again every second."""
    status = next((each for each in launcher().statuses() if each.name == name), None)
    if status is None or not (status.active or status.state == "queued"):
        return False

    @st.fragment(run_every=WAIT_SECONDS)
    def look_again() -> None:
        st.info(
            f"“{escaped(status.title)}” has saved no checkpoint yet: try again in a few seconds.",
            icon=":material/hourglass_top:",
        )
        if has_saved(RunFolder(runs_root() / name).path):
            st.rerun()

    look_again()
    return True


def _pick_checkpoint(name: str) -> int:
    """A saved step of a run, or NEWEST, which follows the run as it continues."""
    steps = [NEWEST, *(checkpoint.step for checkpoint in reversed(saved_steps(name)))]
    if len(steps) <= 2:
        address.write(CHECKPOINT_PARAM, None)
        return NEWEST
    if (text := address.asked(CHECKPOINT_PARAM)) is not None and text not in map(str, steps):
        step = next(iter(numbers_in(text, 10**9)), NEWEST)
        st.warning(f"Step {step:,} no longer exists; this is the newest.", icon=":material/search_off:")
    wanted = follow(CHECKPOINT_PARAM, f"checkpoint-{name}", steps, NEWEST)
    chosen = st.selectbox(
        "Checkpoint",
        steps,
        steps.index(wanted),
        format_func=partial(checkpoint_words, best=best_step(name)),
        help="What the run saved as it trained: the last checkpoints, up to 40 earlier snapshots, and the best one "
        "by the run's own metric.",
        key=f"checkpoint-{name}",
    )
    put(CHECKPOINT_PARAM, f"checkpoint-{name}", chosen, NEWEST)
    return chosen


def checkpoint_words(step: int, best: int | None) -> str:
    """How a saved step is called in a list; NEWEST is the newest."""
    if step == NEWEST:
        return "The newest"
    return f"Step {count(step)} · best" if step == best else f"Step {count(step)}"


def models() -> dict[str, str]:
    """Every model that can be chosen, by its reference, with words for a list: shipped ones, then runs."""
    return {name: " · ".join(words) for name, words in (_shipped() | _runs()).items()}


def model_titles() -> dict[str, str]:
    """The title alone of each of `models`."""
    return {name: words[0] for name, words in (_shipped() | _runs()).items()}


def _shipped() -> dict[str, tuple[str, ...]]:
    """Those that draw in one pass first: whoever comes with nothing in mind opens one that answers at once."""
    cards: list[ModelCard] = []
    for path in shipped():
        with suppress(CheckpointError):
            cards.append(read_card(path))
    cards.sort(key=lambda card: not card.config.family.one_pass)
    return {card.path.name: (card.title, "shipped") for card in cards}


def _runs() -> dict[str, tuple[str, ...]]:
    statuses = launcher().statuses()
    own = {status.name for status in mine(statuses)}
    statuses.sort(key=lambda status: status.name not in own)
    found: dict[str, tuple[str, ...]] = {}
    for status in statuses:
        if has_saved(RunFolder(runs_root() / status.name).path):
            whose = ("yours",) if status.name in own else ()
            found[status.name] = (status.title, f"step {status.last_checkpoint:,}", *whose)
    return found


def has_saved(run: Path) -> bool:
    """Whether the run in the folder `run` has a generator to show."""
    return bool(saved_steps_in(run, ("checkpoints",)))
