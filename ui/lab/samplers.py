"""Where the latents of the lab's samples come from: N(0, I), or what was fitted to the codes of training pictures."""

from contextlib import suppress

import streamlit as st

from gan_core.errors import RunError, UserError
from gan_core.latent.fit_sampler import default_sampler, fit_for, no_sampler, samplers_of
from gan_core.samplers.files import sampler_path
from gan_core.samplers.sampler import PRIOR, SAMPLER_TITLES, SAMPLERS, in_sentence
from gan_core.store.model_card import ModelCard
from ui.address import follow, put
from ui.server import launcher
from ui.text import show_error

PARAM, KEY = "sampler", "lab-sampler"
HELP = "Where the latents of new samples come from; pictures that you picked stay as they are.  \n" + "  \n".join(
    f"**{kind.title}**: {kind.about}" for kind in SAMPLERS.values()
)


def choose_sampler(card: ModelCard) -> str:
    """A control for a model that encodes; returns the name of a sampler that is there."""
    family = card.config.family
    usual = default_sampler(family)
    if no_sampler(family):
        return usual
    names = list(samplers_of(family))
    wanted = follow(PARAM, KEY, names, usual)
    picked = st.segmented_control(
        "Latents from", names, default=wanted, format_func=SAMPLER_TITLES.__getitem__, key=KEY, help=HELP
    )
    picked = picked or wanted
    put(PARAM, KEY, picked, usual)
    if picked == PRIOR or sampler_path(card, picked) is not None:
        return picked
    if not family.has_prior:
        with st.spinner(f"Fitting a {in_sentence(SAMPLERS[picked].title)} to its codes…"):
            _fit(card, picked)
        return picked
    st.info(
        f"No {in_sentence(SAMPLERS[picked].title)} has been fitted for this model yet: until then samples are drawn "
        "from N(0, I).",
        icon=":material/function:",
    )
    pressed = st.button(
        "Fit it",
        icon=":material/model_training:",
        key="fit-sampler",
        help="Encodes the pictures that the model learned from and fits to their codes: about a quarter of a minute, "
        "once for each model.",
    )
    if not pressed:
        return PRIOR
    try:
        with st.spinner("Fitting…"):
            _fit(card, picked)
    except UserError as error:
        show_error(error)
        return PRIOR
    st.rerun()


def _fit(card: ModelCard, name: str) -> None:
    """By the standby, which has torch; here where the standby is away."""
    asked = {"folder": str(card.path), "name": name}
    with suppress(RunError):
        launcher().ask("sampler", asked)
    if sampler_path(card, name) is None:
        fit_for(asked)


def words_without(card: ModelCard) -> str:
    """Why latents of such a model come from N(0, I) alone; "" where one can choose."""
    return no_sampler(card.config.family)
