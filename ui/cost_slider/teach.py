"""Teaching an ordinary model to draw at several widths."""

import streamlit as st

from gan_core.errors import UserError
from gan_core.optimise.stored_widths import widths_of
from gan_core.recovery.settings import check, load_recover_config
from gan_core.store.model_card import ModelCard, read_card, shipped
from ui import address, state
from ui.navigation_paths import TRAIN
from ui.pickers import MODEL_PARAM
from ui.server import launcher, visitor
from ui.text import escaped

NUM_STEPS = 3000
EMA_IMAGES = 4000
ABOUT = (
    "Anycost GAN (Lin et al. 2021, [arxiv.org/abs/2103.03243](https://arxiv.org/abs/2103.03243)) is one network "
    "that can draw with the first 25, 50, 75 or 100 % of its channels: drag a slider, and the picture keeps its "
    "identity while its cost falls. This model learned to draw with all of its channels only."
)


def offer_anycost(model: str, card: ModelCard) -> None:
    """Why this model has no slider, a distillation that gives it one, and a model that comes with one."""
    st.markdown(ABOUT)
    config = load_recover_config(
        {
            "title": f"{card.title}, Anycost"[:80],
            "teacher": model,
            "method": "any_cost",
            "training": {"num_steps": NUM_STEPS, "batch_size": 32, "ema_halflife_images": EMA_IMAGES},
        }
    )
    try:
        check(config, card)
        why_not = ""
    except UserError as error:
        why_not = str(error)
    ready = _with_widths()
    with st.container(horizontal=True):
        teach = st.button(
            "Teach this model four widths",
            icon=":material/school:",
            disabled=bool(why_not),
            help=f"A run of {NUM_STEPS:,} steps in which the model learns to imitate itself at every width. Watch "
            "it live on the Train page; it takes minutes on a laptop. Its checkpoints get a slider here.",
        )
        show = ready and st.button(
            "Show a model that has them", icon=":material/linear_scale:", help="A model that comes with the app."
        )
    if why_not:
        st.caption(escaped(why_not))
    if teach:
        folder = launcher().start(
            config.model_dump(mode="json"), title=config.full_title, owner=visitor(), job_type=config.job_type
        )
        address.open_page(TRAIN, {state.RUN_PARAM: folder.name})
    if show:
        address.write(MODEL_PARAM, ready)
        st.rerun()


def _with_widths() -> str:
    """The first shipped model with several widths; empty where there is none."""
    for path in shipped():
        try:
            if widths_of(read_card(path)):
                return path.name
        except UserError:
            continue
    return ""
