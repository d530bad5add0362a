"""The next step after a measurement: a pruned variant whose pictures suffered can be fine-tuned with one click."""

import streamlit as st

from gan_core.errors import UserError
from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import INVISIBLE_DB
from gan_core.present import present
from gan_core.recovery.settings import SMALLER, defaults
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import Recipe
from ui.optimise.recover import checked, start_recovery
from ui.text import escaped


def advise(found: MeasurementResult) -> None:
    """A line and a button for every pruning that was measured; nothing where none was."""
    prunings = dict.fromkeys(pruning for recipe in found.config.recipes if (pruning := _pruning(recipe)))
    if not prunings:
        return
    try:
        card = read_card(resolve(found.config.model))
    except UserError:  # the model is gone: its figures stay
        return
    names = {recipe: name for name, recipe in found.variants.items()}
    st.markdown("## What next?")
    for number, pruning in enumerate(prunings):
        values = defaults(card) | {"teacher": pruning.model, "steps": pruning.model_dump(mode="json")["steps"]}
        config, problem = checked(values, card)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_told(found, pruning, names.get(pruning, "")), width="content")
            if st.button(
                "Fine-tune it",
                icon=":material/healing:",
                key=f"recover-{number}",
                disabled=config is None,
                help=problem
                or "Trains it for 500 steps to imitate the baseline, which you can watch live; then "
                "measure it with the others.",
            ):
                start_recovery(present(config))


def _pruning(recipe: Recipe) -> Recipe | None:
    """The recipe up to its last pruning, where there is nothing before that but prunings."""
    steps = []
    for step in recipe.steps:
        if step.name not in SMALLER:
            break
        steps.append(step)
    return Recipe(model=recipe.model, steps=tuple(steps)) if steps else None


def _told(found: MeasurementResult, pruning: Recipe, measured: str) -> str:
    """`measured` is its name in the cost table; empty where only what came after it was measured."""
    name, row = escaped(measured or pruning.title), found.qualities.get(measured)
    if row is None or row.psnr is None or row.psnr > INVISIBLE_DB:
        return f"**{name}** can relearn from the baseline what it has lost."
    return f"**{name}** draws other pictures ({row.psnr:.0f} dB PSNR), and can relearn what it has lost."
