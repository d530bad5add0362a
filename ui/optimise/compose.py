"""A variant composed by hand: transformations in order, each with its settings."""

from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.present import present
from gan_core.store.model_card import ModelCard
from gan_core.variants.recipe import MAX_STEPS, Recipe, load_recipe, problems
from gan_core.variants.recipe_text import to_text
from gan_core.variants.transformations import TRANSFORMATIONS
from ui import state
from ui.fields import settings_fields
from ui.form import defaults
from ui.optimise.offer import students
from ui.text import escaped


def put_together(model: str, card: ModelCard) -> None:
    """Steps in order; what makes no sense where it would stand is greyed out with the reason."""
    draft = state.draft_steps(model)
    steps = load_recipe({"model": model, "steps": draft}).steps
    title = escaped(Recipe(model=model, steps=steps).title)
    st.markdown(f"**{title[:1].upper()}{title[1:]}**" if steps else "No transformation yet.")
    values = _next_step(model, card, steps)
    with st.container(horizontal=True):
        full = len(draft) >= MAX_STEPS
        if st.button(
            "Add this transformation",
            icon=":material/add:",
            disabled=values is None or full,
            help="Adds it after the others.",
        ):
            _add_step(model, draft, present(values), card)
        if st.button(
            "Remove the last one",
            icon=":material/undo:",
            disabled=not draft,
            help="Removes the transformation added last.",
        ):
            state.keep_draft(model, draft[:-1])
            st.rerun()
        if st.button(
            "Add this variant",
            type="primary",
            icon=":material/check:",
            disabled=not draft,
            help="Adds it, ticked, to the variants above.",
        ):
            state.keep_recipe(model, {"model": model, "steps": draft})
            state.keep_draft(model, [])
            state.want_ticked(model, to_text(load_recipe({"model": model, "steps": draft})))
            st.rerun()


def _next_step(model: str, card: ModelCard, before: tuple) -> dict[str, Any] | None:
    """The step that is chosen with its settings, as JSON; None where it makes no sense here."""
    taught = students(model)
    unfit = {
        name: (kind.model_validate({}) if name != "recovered" or not taught else taught[0]).unfit(card, before)
        for name, kind in TRANSFORMATIONS.items()
    }
    name = st.selectbox(
        "Next transformation",
        list(TRANSFORMATIONS),
        index=list(TRANSFORMATIONS).index("prune"),
        format_func=lambda name: TRANSFORMATIONS[name].title + ("  (not here)" if unfit[name] else ""),
        key="next-step",
        help="In order: first change the weights, then their precision, then the runtime.",
    )
    kind = TRANSFORMATIONS[name]
    st.caption(escaped(kind.about))
    if name == "recovered" and taught:
        step = st.selectbox(
            "Student", taught, format_func=lambda step: step.made, help="Which student takes the model's place."
        )
        values = step.model_dump(mode="json")
    elif name == "recovered":
        values = {}
    else:
        values = settings_fields(kind, defaults(kind, name), f"step-{len(before)}-{name}")
    if unfit[name]:
        st.info(escaped(unfit[name]), icon=":material/block:")
    return None if unfit[name] else values


def _add_step(model: str, draft: list[dict[str, Any]], values: dict[str, Any], card: ModelCard) -> None:
    try:
        recipe = load_recipe({"model": model, "steps": [*draft, values]})
    except UserError as error:
        st.error(escaped(str(error)), icon=":material/rule:")
        return
    if why_not := problems(recipe, card)[-1]:
        st.error(escaped(why_not), icon=":material/block:")
        return
    state.keep_draft(model, [*draft, values])
    st.rerun()
