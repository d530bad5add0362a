"""Which variants to measure: ticks for the usual ones, and steps put together by hand."""

from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.model_card import ModelCard
from gan_core.optimise import TRANSFORMATIONS, Step
from gan_core.optimise.recipe import MAX_STEPS, SHOWN_FIRST, Recipe, load_recipe, problems
from ui import state
from ui.fields import settings_fields
from ui.form import defaults
from ui.text import escaped

COLUMNS = 3
MORE = ({"name": "int8_dynamic"},), ({"name": "channels_last"},), ({"name": "tf32"},)
"""Offered too, but not ticked at first."""


def choose_variants(model: str, card: ModelCard) -> list[Recipe]:
    """The ticked variants in their order, the original not among them."""
    ready = [load_recipe({"model": model, "steps": steps}) for steps in (*SHOWN_FIRST, *MORE)]
    own = [load_recipe(values) for values in state.own_recipes(model)]
    first = [*ready[: len(SHOWN_FIRST)], *own]
    chosen = []
    places = st.columns(COLUMNS)
    for index, recipe in enumerate([*ready, *(each for each in own if each not in ready)]):
        with places[index % COLUMNS]:
            if _tick(recipe, card, ticked=recipe in first):
                chosen.append(recipe)
    with st.expander("Put one together yourself", icon=":material/add_circle:"):
        _put_together(model, card)
    return chosen


def _tick(recipe: Recipe, card: ModelCard, ticked: bool) -> bool:
    why_not = next((each for each in problems(recipe, card) if each), "")
    about = "  \n".join(f"**{escaped(step.title)}**: {escaped(step.about)}" for step in recipe.steps)
    wanted = st.checkbox(
        _sentence(recipe.title),
        value=ticked and not why_not,
        disabled=bool(why_not),
        key=f"variant-{recipe.model_dump_json()}",
        help=about,
    )
    if why_not:
        st.caption(escaped(why_not))
    return wanted and not why_not


def _put_together(model: str, card: ModelCard) -> None:
    """Steps in order, each with its settings; what makes no sense is greyed out with the reason."""
    draft = state.draft_steps(model)
    steps = load_recipe({"model": model, "steps": draft}).steps
    st.markdown(f"**{_sentence(Recipe(model=model, steps=steps).title)}**" if steps else "No step yet.")
    unfit = {name: _unfit(kind, card, steps) for name, kind in TRANSFORMATIONS.items()}
    name = st.selectbox(
        "Next step",
        list(TRANSFORMATIONS),
        format_func=lambda name: TRANSFORMATIONS[name].title + ("  (not here)" if unfit[name] else ""),
        key="next-step",
        help="In order: change the weights, then their numbers, then what computes with them.",
    )
    kind = TRANSFORMATIONS[name]
    st.caption(escaped(kind.about))
    if unfit[name]:
        st.info(escaped(unfit[name]), icon=":material/block:")
    values = settings_fields(kind, defaults(kind, name), f"step-{len(draft)}-{name}")
    with st.container(horizontal=True):
        full = len(draft) >= MAX_STEPS
        if st.button("Add this step", icon=":material/add:", disabled=bool(unfit[name]) or full):
            _add_step(model, draft, values, card)
        if st.button("Take the last one back", icon=":material/undo:", disabled=not draft):
            state.keep_draft(model, draft[:-1])
            st.rerun()
        if st.button("Add this variant", type="primary", icon=":material/check:", disabled=not draft):
            state.keep_recipe(model, {"model": model, "steps": draft})
            state.keep_draft(model, [])
            st.rerun()


def _unfit(kind: type[Step], card: ModelCard, before: tuple[Step, ...]) -> str:
    return kind().unfit(card, before)


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


def _sentence(title: str) -> str:
    return escaped(title[:1].upper() + title[1:])
