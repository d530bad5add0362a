"""Which variants to measure: ticks, in groups; what makes no sense for this model is greyed out with the reason."""

import streamlit as st

from gan_core.store.model_card import ModelCard
from gan_core.variants.recipe import Recipe, problems
from gan_core.variants.recipe_text import to_text
from ui.optimise.offer import Group, groups, ticked_at_first
from ui.optimise.ticks import keep, recall, tick_box
from ui.text import escaped

WIDTH = 4
"""Of the ticks beside their title."""


def choose_variants(model: str, card: ModelCard) -> list[Recipe]:
    """The ticked variants in their order, the original not among them."""
    first = ticked_at_first(model, card)
    ticked = recall(model, first)
    chosen: dict[str, Recipe] = {}
    with st.container(gap="xsmall"):
        for group in groups(model, card, ticked):
            chosen |= _group(model, card, group, ticked)
    keep(model, list(chosen), first)
    return list(chosen.values())


def _group(model: str, card: ModelCard, group: Group, ticked: list[str]) -> dict[str, Recipe]:
    """Row after row, so that a narrow screen keeps the order; the title stands at the left of the first."""
    chosen = {}
    for start in range(0, len(group.recipes), group.columns):
        title, *places = st.columns([1, *[WIDTH / group.columns] * group.columns], gap="small")
        if not start:
            title.markdown(f"**{group.title}**  \n:small[{group.about}]")
        for recipe, place in zip(group.recipes[start : start + group.columns], places, strict=False):
            with place:
                text = to_text(recipe)
                if _tick(model, card, recipe, text, text in ticked):
                    chosen[text] = recipe
    return chosen


def _tick(model: str, card: ModelCard, recipe: Recipe, text: str, ticked: bool) -> bool:
    why_not = next((each for each in problems(recipe, card) if each), "")
    about = "  \n".join(f"**{escaped(step.title)}**: {escaped(step.about)}" for step in recipe.steps)
    wanted = tick_box(model, text, sentence(recipe.title), ticked=ticked, disabled=bool(why_not), about=about)
    if why_not:
        st.caption(f":small[{escaped(why_not)}]")
    return wanted and not why_not


def sentence(title: str) -> str:
    """A variant's title with a capital letter, safe in Markdown; what is code keeps its spelling."""
    code = "." in title.partition(" ")[0]
    return escaped(title if code else title[:1].upper() + title[1:])
