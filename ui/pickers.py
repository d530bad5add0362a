"""Choosing a trained model: a shipped one, or a run's newest checkpoint."""

from pathlib import Path

import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.jobs.folder import RunFolder
from gan_core.model_card import find_model, read_card, shipped
from gan_core.places import runs_root
from ui.run_list import mine
from ui.server import launcher
from ui.text import escaped

MODEL_PARAM = "model"


def pick_model() -> Path | None:
    """The folder of the chosen model; the choice stands in the address. None, with a sentence, when there is none."""
    options = {**_shipped(), **_runs()}
    if not options:
        st.info("No trained model yet. Train one first: it takes ten seconds.", icon=":material/model_training:")
        return None
    names = list(options)
    wanted = st.query_params.get(MODEL_PARAM, names[0])
    if wanted not in options:
        st.warning(
            f"The model “{escaped(wanted)}” is not here any more; this is another one.", icon=":material/search_off:"
        )
        wanted = names[0]
    chosen = st.selectbox(
        "Model",
        names,
        index=names.index(wanted),
        format_func=lambda name: options[name][0],
        help="Models that come with the app, then runs that have saved something, each at its last checkpoint.",
    )
    st.query_params[MODEL_PARAM] = chosen
    return find_model(options[chosen][1])


def _shipped() -> dict[str, tuple[str, Path]]:
    found = {}
    for path in shipped():
        try:
            found[path.name] = (f"{read_card(path).title} · shipped", path)
        except CheckpointError:
            continue
    return found


def _runs() -> dict[str, tuple[str, Path]]:
    statuses = launcher().index.statuses()
    own = {status.name for status in mine(statuses)}
    statuses.sort(key=lambda status: status.name not in own)
    found = {}
    for status in statuses:
        path = RunFolder(runs_root() / status.name).path
        if any(path.glob("checkpoints/step-*/generator.safetensors")):
            whose = " · yours" if status.name in own else ""
            found[status.name] = (f"{status.title} · step {status.last_checkpoint:,}{whose}", path)
    return found
