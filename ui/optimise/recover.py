"""The form for fine-tuning and distillation: pruning, a new narrower student, or Anycost. It starts a run."""

from typing import Any

import streamlit as st
from pydantic.fields import FieldInfo

from gan_core.errors import UserError
from gan_core.optimise.prune import Prune
from gan_core.present import present
from gan_core.recovery.settings import LossConfig, RecoverConfig, check, defaults, load_recover_config
from gan_core.store.model_card import ModelCard
from ui import address, state
from ui.cost_slider.teach import EMA_IMAGES, NUM_STEPS
from ui.fields import field_widget, settings_fields, with_labels
from ui.navigation_paths import TRAIN
from ui.server import launcher, visitor
from ui.text import escaped, show_error

PRUNE, FRESH, ANY_COST = "Prune, then fine-tune", "Fresh narrower student", "All widths (Anycost)"
FEWER = "Fewer solver steps"
"""Of a flow, the only one."""
ABOUT = {
    PRUNE: "Removes the least important channels, then trains the remaining network to draw what it drew before.",
    FRESH: "An untrained, narrower network learns to draw what this model draws: distillation.",
    ANY_COST: "This model's own network learns to draw with only its first channels: one file, several costs.",
    FEWER: "The same network learns to draw in few steps, without guidance, what it drew in many with it (Liu et al. "
    "2023, arxiv.org/abs/2209.03003, section 2.3; guidance: Meng et al. 2023, arxiv.org/abs/2210.03142).",
}
VERBS = {PRUNE: ("Fine-tune", "healing"), FRESH: ("Distil", "school"), ANY_COST: ("Train all widths", "tune")} | {
    FEWER: ("Distil", "school")
}
METHODS = {"distil": "Imitate the baseline (distillation)", "fine_tune": "Train as the baseline did, on its data"}
DEFAULT_STEPS = {PRUNE: 500, FRESH: 1000, ANY_COST: NUM_STEPS, FEWER: 500}


@st.fragment
def recover_form(model: str, card: ModelCard) -> None:
    """What to make smaller, how it learns, and the button that starts it. Reruns on its own."""
    one_pass = card.config.family.one_pass
    kinds = [kind for kind in ABOUT if (kind == FEWER) != one_pass]
    kind = st.segmented_control(
        "What to do",
        kinds,
        default=kinds[0],
        key="recover-kind",
        required=True,
        help="Each makes a student of this model, which is then measured along with it.",
    )
    st.caption(ABOUT[kind])
    values = _student(kind) | {"teacher": model}
    method = "any_cost" if kind == ANY_COST else "distil" if kind == FEWER else _method(kind)
    values |= _distillation(card, kind, method)
    config, problem = checked(values, card)
    verb, icon = VERBS[kind]
    if problem:
        st.info(escaped(problem), icon=":material/block:")
    if st.button(
        verb,
        type="primary",
        icon=f":material/{icon}:",
        disabled=config is None,
        key="recover-start",
        help="Starts a run, which you can watch on the Train page as quality returns. It can be paused, stopped "
        "and resumed.",
    ):
        start_recovery(present(config))


def _student(kind: str) -> dict[str, Any]:
    """What is left of the baseline, as settings."""
    if kind == PRUNE:
        left, right = st.columns(2)
        share = left.slider(
            "Channels removed",
            10,
            90,
            50,
            5,
            format="%d %%",
            key="recover-ratio",
            help=Prune.model_fields["ratio"].description,
        )
        with right:
            importance = field_widget("importance", Prune.model_fields["importance"], "taylor", "recover-importance")
        return {"steps": [{"name": "prune", "ratio": share / 100, "importance": importance}]}
    if kind == FRESH:
        share = st.slider(
            "Width",
            10,
            90,
            50,
            5,
            format="%d %%",
            key="recover-width",
            help=RecoverConfig.model_fields["student_ratio"].description,
        )
        return {"student_ratio": share / 100}
    if kind == FEWER:
        steps = st.slider("Solver steps", 1, 8, 1, key="recover-solver", help="So often the student asks its network.")
        return {"steps": [{"name": "solver", "num_steps": steps, "guidance": 1.0}]}
    return {}


def _method(kind: str) -> str:
    return st.segmented_control(
        "How it learns",
        list(METHODS),
        format_func=METHODS.__getitem__,
        default="distil",
        key=f"recover-method-{kind}",
        required=True,
        help=RecoverConfig.model_fields["method"].description,
    )


def _distillation(card: ModelCard, kind: str, method: str) -> dict[str, Any]:
    """Budget, losses and rates; what suits the method is there already."""
    values = defaults(card, method, DEFAULT_STEPS[kind])
    key = f"recover-{kind}-{method}"
    left, right = st.columns(2)
    training, optimiser = values["training"], values["optimiser"]
    if kind == ANY_COST:
        training["ema_halflife_images"] = EMA_IMAGES
    declared = _fields_of("training")
    with left:
        training["num_steps"] = st.number_input(
            "Steps",
            10,
            100_000,
            training["num_steps"],
            50,
            key=f"{key}-steps",
            help="How long it learns. It can be stopped earlier, or continued later.",
        )
    with right:
        training["batch_size"] = field_widget(
            "batch_size", declared["batch_size"], training["batch_size"], f"{key}-batch"
        )
    with st.expander("Losses and learning rate", icon=":material/tune:"):
        if method != "fine_tune":
            values["losses"] = settings_fields(LossConfig, values["losses"], f"{key}-losses")
        rates = _fields_of("optimiser")
        optimiser["lr"] = field_widget("lr", rates["lr"], optimiser["lr"], f"{key}-lr")
    return values


def _fields_of(group: str) -> dict[str, FieldInfo]:
    declared: Any = RecoverConfig.model_fields[group].annotation
    return declared.model_fields


def checked(values: dict[str, Any], card: ModelCard) -> tuple[RecoverConfig | None, str]:
    """The settings as a RecoverConfig, and what stands in their way for this model; empty if nothing does."""
    try:
        config = load_recover_config(values)
        check(config, card)
    except UserError as error:
        return None, with_labels(str(error))
    return config, ""


def start_recovery(config: RecoverConfig) -> None:
    """Queue the run and open it on the Train page; says in words what stands in the way."""
    try:
        title = config.full_title
        values = config.model_dump(mode="json")
        folder = launcher().start(values, title=title, owner=visitor(), job_type=config.job_type)
    except UserError as error:
        show_error(error)
        return
    address.open_page(TRAIN, {state.RUN_PARAM: folder.name})
