"""What to do with a run that has ended: each way opens on this very run."""

from typing import Any

import streamlit as st

from gan_core.config import RunConfig
from gan_core.doctor.apply_remedy import longer
from gan_core.errors import UserError
from gan_core.job_types.registry import learns
from gan_core.jobs.folder import RunFolder, Status
from gan_core.recovery.settings import RecoverConfig
from gan_core.runs.fork import fork, why_not
from gan_core.wording import count
from ui import address, state
from ui.class_wall import hang_this_run
from ui.compare.choose import RUNS_PARAM, default_pair
from ui.controls import continue_training
from ui.lab.parts import PART_PARAM
from ui.navigation_paths import COMPARE, LATENT, TEXT
from ui.pickers import MODEL_PARAM, has_saved
from ui.server import launcher, visitor
from ui.text import show_error

FEW_STEPS = 300
"""What fewer steps than these have brought is the beginning of a run, unless its samples say otherwise."""
READABLE, LEARNED = "modes/recognised", 0.3
"""The curve of the share of samples that can be read, and a share that no beginner reaches."""
FASTER = 20
LONGEST_TITLE = 80


def what_next(folder: RunFolder, status: Status, config: RunConfig | RecoverConfig) -> None:
    """The ways on from a run that is done or was stopped; nothing for one that has ended and saved no model.

    While it trains a line stands in their place, so that nothing moves when it ends.
    """
    if status.state in ("queued", "running", "paused"):
        with st.container(key="what-next"):
            st.caption("The ways on stand here once it has ended.")
        return
    if status.state not in ("done", "stopped") or not has_saved(folder.path):
        return
    few = ended_early(folder, status, config)
    with st.container(horizontal=True, vertical_alignment="center", key="what-next"):
        if few:
            st.markdown(f"**Time was up after {count(status.step)} steps, few for such a run.**", width="content")
            continue_training(folder, status)
        st.markdown("**What next?**", width="content")
        if st.button(
            "Explore its latent space", icon=":material/explore:", help="Drag, steer and travel in what it has learned."
        ):
            address.open_page(LATENT, {MODEL_PARAM: folder.name})
        if (
            isinstance(config, RunConfig)
            and config.model.sentence_width
            and st.button(
                "Type a sentence", icon=":material/chat:", help="What it draws of your own words, as you type."
            )
        ):
            address.open_page(TEXT, {MODEL_PARAM: folder.name})
        if (
            isinstance(config, RunConfig)
            and config.data.kind == "image"
            and st.button(
                "Play Real or fake?",
                icon=":material/quiz:",
                help="Twenty pictures, half of them fakes of this run: which?",
            )
        ):
            address.open_page(LATENT, {MODEL_PARAM: folder.name, PART_PARAM: "quiz"})
        if isinstance(config, RunConfig) and not why_not(folder.path, status):
            _break_it(folder, status, config)
        _compare(folder)
        hang_this_run(status)
        if status.state == "done" and not few:
            continue_training(folder, status)


def ended_early(folder: RunFolder, status: Status, config: RunConfig | RecoverConfig) -> bool:
    """Whether a run was ended by its clock alone, before it could learn.

    Where its samples are read, by what was read of them: what could be read has been learned, however few the steps.
    """
    budget = config.training
    limit = (status.live or {}).get("training.seconds", budget.seconds)
    by_clock = bool(limit) and status.seconds >= limit
    if status.state != "done" or not by_clock or status.step >= FEW_STEPS:
        return False
    with folder.record() as record:
        read = [values[READABLE] for *_, values in record.rows() if READABLE in values]
    return not any(each > LEARNED for each in read)


def _compare(folder: RunFolder) -> None:
    others = {each.name: each for each in launcher().statuses() if learns(each)}
    if len(others) < 2 or folder.name not in others:
        return
    if st.button("Compare", icon=":material/compare_arrows:", help="This run beside the one that is nearest to it."):
        state.remember_subject(folder.name)
        address.open_page(COMPARE, {RUNS_PARAM: ",".join(default_pair(others))})


def breakings(config: RunConfig) -> dict[str, dict[str, Any]]:
    """Ways to spoil a fork that continues from where this one was saved: a sentence, and the settings that do it."""
    rates, limit = config.optimiser, 1.0
    if config.family.has_discriminator:
        wrong_captions = {"D is shown no wrong captions any more": {"objective.mismatched": False}}
        return {
            **(wrong_captions if getattr(config.objective, "mismatched", False) else {}),
            f"D learns {FASTER} times faster": {"optimiser.d_lr": min(limit, rates.d_lr * FASTER)},
            f"G learns {FASTER} times faster": {"optimiser.lr": min(limit, rates.lr * FASTER)},
            f"D learns {FASTER} times slower": {"optimiser.d_lr": rates.d_lr / FASTER},
        }
    cheaper = {"The code must be cheaper: beta of 20": {"objective.beta": 20.0}}
    return {
        **(cheaper if "beta" in type(config.objective).model_fields else {}),
        f"It learns {FASTER} times faster": {"optimiser.lr": min(limit, rates.lr * FASTER)},
    }


def _break_it(folder: RunFolder, status: Status, config: RunConfig) -> None:
    with st.popover("Break it", icon=":material/science:", help="See this very run fail, and say why."):
        st.caption("A fork starts at the last checkpoint of this run, with one thing wrong. This run stays as it is.")
        for number, (words, changes) in enumerate(breakings(config).items()):
            if st.button(words, key=f"break-{number}", width="stretch"):
                _start_broken(folder, status, config, words, changes)


def _start_broken(folder: RunFolder, status: Status, config: RunConfig, words: str, changes: dict[str, Any]) -> None:
    title = f"{status.title}: {words[0].lower() if words.startswith('The') else words[0]}{words[1:]}"[:LONGEST_TITLE]
    try:
        made = fork(launcher(), folder, changes=longer(config, status) | changes, title=title, owner=visitor())
    except UserError as error:
        show_error(error)
        return
    state.show_run(made.name)
    st.rerun()
