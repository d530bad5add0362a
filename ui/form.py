"""The Advanced form: every setting, grouped, made from the settings models, with what it would cost."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gan_core.config import RunConfig, choices, groups, load_config
from gan_core.data import FolderSettings
from gan_core.data.report_words import download_words
from gan_core.errors import UserError
from gan_core.families import FAMILIES
from gan_core.models import MODELS
from gan_core.objectives import OBJECTIVES
from gan_core.present import present
from ui import address, state
from ui.estimates import show_estimate
from ui.fields import defaults, humanise, settings_fields, with_labels
from ui.form_address import put_form
from ui.starting import start_run
from ui.text import escaped
from ui.uploads import show_what_is_learned, upload_field, why_not_learned

TABS = {
    "data": ":material/image: Data",
    "model": ":material/hub: Model",
    "objective": ":material/sports_kabaddi: Objective",
    "optimiser": ":material/tune: Optimiser",
    "training": ":material/timer: Budget",
    "runtime": ":material/memory: Precision",
    "recording": ":material/photo_library: Recording",
}


@st.fragment
def advanced_form() -> None:
    """All settings, their check, their estimate, and the button that starts them. Reruns on its own."""
    values = dict(state.form_values())
    st.header("Advanced settings", anchor=False)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    key = f"form.{state.form_version()}"
    values["title"] = left.text_input("Name of the run", values["title"], max_chars=80, key=f"{key}.title")
    values["seed"] = right.number_input(
        "Seed", 0, 2**31 - 1, values["seed"], help=RunConfig.model_fields["seed"].description, key=f"{key}.seed"
    )
    actions = st.container(horizontal=True, vertical_alignment="center")
    for (name, _), tab in zip(TABS.items(), st.tabs(list(TABS.values())), strict=True):
        with tab:
            values[name] = settings_group(name, values[name], key, _family(values))
    _keep_family(values)
    state.form_values().update(values)
    put_form(values)
    _check_and_start(values, actions)


def settings_group(name: str, values: dict[str, Any], key: str, family: str) -> dict[str, Any]:
    """Widgets for one group of settings of a model of that family; returns its values."""
    variants = choices().get(name)
    if variants is None:
        return settings_fields(groups()[name], values, f"{key}.{name}", without=meaningless(name, family))
    if name == "objective":
        variants = {each: model for each, model in OBJECTIVES.items() if model.family == family}
    names = list(variants)
    chosen = st.selectbox(
        humanise(name),
        names,
        index=names.index(values["name"]) if values["name"] in names else 0,
        format_func=lambda each: variants[each].title or humanise(each),
        key=f"{key}.{name}.name.{','.join(names)}",
    )
    model = variants[chosen]
    st.caption(" ".join(part for part in (model.about, getattr(model, "paper", "")) if part))
    if chosen != values["name"]:
        values = defaults(model, chosen)
    if chosen == "folder":
        values = {**values, "path": upload_field(values.get("path", ""), f"{key}.path")}
    values = settings_fields(model, values, f"{key}.{name}.{chosen}")
    if chosen == "folder":
        show_what_is_learned(values)
    return values


def meaningless(group: str, family: str) -> set[str]:
    """The settings of a group that a model of that family has no use for; empty for no family."""
    return {"d_lr"} if group == "optimiser" and family and not FAMILIES[family].has_discriminator else set()


def _family(values: dict[str, Any]) -> str:
    return MODELS[values["model"]["name"]].family


def _keep_family(values: dict[str, Any]) -> None:
    """A model of the other family needs another objective: draw the form again with one that fits."""
    family = _family(values)
    if OBJECTIVES[values["objective"]["name"]].family != family:
        fitting = next(name for name, each in OBJECTIVES.items() if each.family == family)
        values["objective"] = defaults(OBJECTIVES[fitting], fitting)
        state.form_values().update(values)
        st.rerun()


def _check_and_start(values: dict[str, Any], actions: DeltaGenerator) -> None:
    """Train and Close above the tabs; what is wrong, or what it would cost, below them."""
    config, problem, note = _checked(values)
    with actions:
        if st.button(
            "Train", type="primary", icon=":material/play_arrow:", key="start_advanced", disabled=bool(problem)
        ):
            start_run(present(config))
        if st.button("Close", icon=":material/close:", key="close_advanced"):
            address.replace()
            st.rerun()
    if config is None or problem:
        st.error(problem, icon=":material/rule:")
        return
    budget = config.training
    if not (budget.num_steps or budget.num_images or budget.seconds):
        st.info("Without a budget this run trains until someone stops it.", icon=":material/all_inclusive:")
    if needed := config.data.download():
        st.info(download_words(needed), icon=":material/download:")
    if note:
        st.info(note, icon=":material/info:")
    show_estimate(config)


def _checked(values: dict[str, Any]) -> tuple[RunConfig | None, str, str]:
    """The settings as a RunConfig, what still stands in their way, in the form's words, and a word besides, or ""."""
    if values["data"]["name"] == "folder" and not values["data"].get("path"):
        return None, "Choose a zip of pictures first, under Data.", ""
    try:
        config = load_config(values)
    except UserError as error:
        return None, f"These settings do not fit together: {escaped(with_labels(str(error)))}.", ""
    if not isinstance(config.data, FolderSettings):
        return config, "", ""
    problem, note = why_not_learned(config)
    return config, escaped(problem), note
