"""The choice of variants, ticked in groups, the benchmark settings and the start button."""

from dataclasses import replace
from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from gan_core.energy.grids import GRIDS
from gan_core.errors import RunError, UserError
from gan_core.job_types.registry import MEASURE
from gan_core.jobs.folder import RunFolder, Status
from gan_core.latent.fit_sampler import default_sampler, no_sampler, samplers_of
from gan_core.measure.settings import MeasureConfig, load_measure_config, pictures_only
from gan_core.places import runs_root
from gan_core.samplers.sampler import SAMPLER_TITLES
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import Recipe, problems
from gan_core.variants.recipe_text import to_text
from ui import state
from ui.earlier import earlier
from ui.fields import field_widget, label_of, plain, with_labels
from ui.optimise.compose import put_together
from ui.optimise.offer import Group, groups, ticked_at_first
from ui.optimise.recover import recover_form
from ui.optimise.ticks import keep, recall, tick_box
from ui.starting import start_job
from ui.text import escaped

FORM = "measure"
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
FIELDS = ("batches", "num_rounds", "seconds_a_batch", "num_quality")


def choose_and_begin(model: str) -> None:
    """All of the page below the choice of a model. Raises UserError for a model that cannot be read."""
    card = read_card(resolve(model))
    if why := pictures_only(card):
        st.info(escaped(why), icon=":material/block:")
        return
    st.caption(
        "Smaller, faster, greener: every ticked box becomes a variant of this model, and all are measured side by "
        "side on this machine."
    )
    begin(model, card, choose_variants(model, card))
    with st.expander("Fine-tuning and distillation: get quality back", icon=":material/healing:"):
        recover_form(model, card)
    name = model.partition("@")[0]
    earlier(MEASURE, "Earlier measurements of this model", lambda status: _is_of(status, name))


def begin(model: str, card: ModelCard, recipes: list[Recipe]) -> None:
    """The settings, what stands in their way, and the button that starts a measurement."""
    place = st.container()
    with st.expander("Compose a variant yourself", icon=":material/add_circle:"):
        put_together(model, card)
    with st.expander("Benchmark settings", icon=":material/tune:"):
        values = _settings(card)
    try:
        config = load_measure_config(
            {
                **values,
                "title": f"Measured: {card.title}"[:80],
                "model": model,
                "recipes": [each.model_dump(mode="json") for each in recipes],
            }
        )
    except UserError as error:
        place.error(f"These settings do not fit together: {escaped(with_labels(str(error)))}.", icon=":material/rule:")
        config = None
    pressed = place.button(
        "Measure",
        type="primary",
        icon=":material/speed:",
        disabled=config is None,
        help="Builds the variants, then measures them side by side with the baseline. Takes about a minute for six "
        "variants, plus the time for quality, and continues if you leave the page.",
    )
    if not recipes:
        place.caption("Nothing is ticked: only the baseline will be measured.")
    if pressed and config is not None:
        start_job(config)


def _settings(card: ModelCard) -> dict[str, Any]:
    declared = MeasureConfig.model_fields
    kept = {name: plain(field.default) for name, field in declared.items()} | state.kept_choices(FORM)
    values: dict[str, Any] = {FIELDS[0]: _field(FIELDS[0], declared[FIELDS[0]], kept[FIELDS[0]])}
    places = st.columns(2)
    for index, name in enumerate(FIELDS[1:]):
        with places[index % 2]:
            values[name] = _field(name, declared[name], kept[name])
    with places[1]:
        values["grid"] = st.selectbox(
            label_of("grid", declared["grid"]),
            list(GRIDS),
            index=list(GRIDS).index(kept["grid"]),
            format_func=lambda name: f"{name}, {GRIDS[name].grams_per_kwh:g} g/kWh",
            help=f"{declared['grid'].description} {next(iter(GRIDS.values())).source}.",
            key="measure.grid",
        )
    family = card.config.family
    if why := no_sampler(family):
        st.caption(f"Latents from N(0, I). {escaped(why)}")
    else:
        values["sampler"] = st.segmented_control(
            label_of("sampler", declared["sampler"]),
            samplers_of(family),
            default=kept["sampler"] if kept["sampler"] in samplers_of(family) else default_sampler(family),
            format_func=SAMPLER_TITLES.__getitem__,
            help=declared["sampler"].description,
            required=True,
            key="measure.sampler",
        )
    state.keep_choices(FORM, values)
    return values


def _field(name: str, declared: FieldInfo, value: Any) -> Any:
    """A widget for one setting; batch sizes are picked, from one picture to many."""
    if name != "batches":
        return field_widget(name, declared, value, f"measure.{name}")
    about = f"{declared.description} Each size takes extra time; three or more give a curve."
    chosen = st.pills(
        label_of(name, declared), BATCHES, selection_mode="multi", default=value, help=about, key="measure.batches"
    )
    return sorted(chosen)


def _is_of(status: Status, model: str) -> bool:
    try:
        return str(RunFolder(runs_root() / status.name).config().get("model", "")).partition("@")[0] == model
    except (RunError, AttributeError):
        return False


WIDTH = 4
"""Of the ticks beside their title."""


def choose_variants(model: str, card: ModelCard) -> list[Recipe]:
    """The ticked variants in their order, the baseline not among them; what cannot be had here is folded away below."""
    first = ticked_at_first(model, card)
    ticked = recall(model, first)
    chosen: dict[str, Recipe] = {}
    missing: dict[str, list[str]] = {}
    with st.container(gap="xsmall"):
        for group in groups(model, card, ticked):
            possible = []
            for recipe in group.recipes:
                if why_not := next((each for each in problems(recipe, card) if each), ""):
                    missing.setdefault(why_not, []).append(sentence(recipe.title))
                else:
                    possible.append(recipe)
            chosen |= _group(model, replace(group, recipes=tuple(possible)), ticked)
    _show_missing(missing)
    keep(model, list(chosen), first)
    return list(chosen.values())


def _group(model: str, group: Group, ticked: list[str]) -> dict[str, Recipe]:
    """Row after row, so that a narrow screen keeps the order; the title stands at the left of the first."""
    chosen = {}
    for start in range(0, len(group.recipes), group.columns):
        title, *places = st.columns([1, *[WIDTH / group.columns] * group.columns], gap="small")
        if not start:
            title.markdown(f"**{group.title}**  \n:small[{group.about}]")
        for recipe, place in zip(group.recipes[start : start + group.columns], places, strict=False):
            with place:
                text = to_text(recipe)
                about = "  \n".join(f"**{escaped(step.title)}**: {escaped(step.about)}" for step in recipe.steps)
                if tick_box(model, text, sentence(recipe.title), ticked=text in ticked, about=about):
                    chosen[text] = recipe
    return chosen


def _show_missing(missing: dict[str, list[str]]) -> None:
    """Titles by the reason for which they cannot be had."""
    if not missing:
        return
    count = sum(map(len, missing.values()))
    with st.expander(f"Not possible here ({count})", icon=":material/block:"):
        st.markdown("\n".join(f"- **{', '.join(titles)}**: {escaped(why)}" for why, titles in missing.items()))


def sentence(title: str) -> str:
    """A variant's title with a capital letter, safe in Markdown; what is code keeps its spelling."""
    code = "." in title.partition(" ")[0]
    return escaped(title if code else title[:1].upper() + title[1:])
