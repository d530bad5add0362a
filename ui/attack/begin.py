"""The settings and the start button of an attack on many digits, and of a training against it."""

from typing import Any

import streamlit as st

from gan_core.attack.settings import AttackConfig, load_attack_config
from gan_core.errors import UserError
from gan_core.job_types.registry import ATTACK
from ui.attack.one_picture import UNFIT, draws_digits
from ui.earlier import earlier
from ui.fields import field_widget
from ui.pickers import model_titles, pick_model
from ui.starting import start_job
from ui.text import escaped

MANY = ("num", "pgd_steps", "seed")
TRAINING = ("train_epsilon", "step_ratio", "random_start", "epochs", "seed")
PAPERS = (
    "Goodfellow et al. 2015, arxiv.org/abs/1412.6572; Madry et al. 2018, arxiv.org/abs/1706.06083; Wong et al. 2020, "
    "arxiv.org/abs/2001.03994."
)


def begin_generated() -> None:
    """Real digits against a model's: which are easier to fool?"""
    model = pick_model("digits-gan", fits=draws_digits, unfit=UNFIT)
    values = _fields(MANY)
    if model is None:
        return
    title = f"Attacked: {model_titles().get(model.partition('@')[0], model)}"[:80]
    _start({**values, "model": model, "title": title}, "Attack", "Takes about a minute, and continues if you leave.")
    earlier(ATTACK, "Earlier attacks", lambda status: not status.title.startswith(TRAINED_TITLE))


TRAINED_TITLE = "Trained against"


def begin_training() -> None:
    """A classifier that learns from attacked digits, beside the shipped one."""
    st.caption(
        "With a step of 1.25 ε from a random start it lasts. To see it collapse: training ε 0.3, a step of 3 ε or no "
        "random start, 15 epochs. After FGSM it then reads most digits right, and after PGD none.",
        help=PAPERS,
    )
    values = _fields(TRAINING)
    start = "" if values["random_start"] else ", no random start"
    title = f"{TRAINED_TITLE} ε {values['train_epsilon']:g}, step {values['step_ratio']:g}{start}"[:80]
    about = "Trains a classifier, then attacks it and the shipped one. Takes about two minutes."
    _start({**values, "defend": True, "title": title}, "Train and attack", about)
    earlier(ATTACK, "Earlier trainings", lambda status: status.title.startswith(TRAINED_TITLE))


def _fields(names: tuple[str, ...]) -> dict[str, Any]:
    declared = AttackConfig.model_fields
    found = {}
    for column, name in zip(st.columns(len(names), vertical_alignment="bottom"), names, strict=True):
        with column:
            found[name] = field_widget(name, declared[name], declared[name].default, f"attack.{name}")
    return found


def _start(values: dict[str, Any], words: str, about: str) -> None:
    try:
        config = load_attack_config(values)
    except UserError as error:
        st.error(f"These settings do not fit together: {escaped(str(error))}.", icon=":material/rule:")
        return
    if st.button(words, type="primary", icon=":material/shield:", help=about):
        start_job(config)
