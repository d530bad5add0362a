"""The settings and the start button of a training of repair networks."""

import streamlit as st

from gan_core.data import DataSettings
from gan_core.errors import UserError
from gan_core.job_types.registry import REPAIR
from gan_core.repair.settings import RepairConfig, load_repair_config
from ui.earlier import earlier
from ui.fields import field_widget
from ui.starting import start_job
from ui.text import escaped

FIELDS = ("num_steps", "adversarial", "lr", "batch_size", "num", "seed")
ABOUT = (
    "Two networks learn from the pictures that the model above learned from, on the same batches and the same damage; "
    "one of them has an opponent. Isola et al. 2017, arxiv.org/abs/1611.07004"
)


def begin_training(data: DataSettings) -> None:
    """Train on `data`; earlier trainings below."""
    with st.expander(f"Train networks of your own on {data.title}", icon=":material/model_training:"):
        st.caption(ABOUT)
        declared, values = RepairConfig.model_fields, {}
        for index, name in enumerate(FIELDS):
            if index % 3 == 0:
                places = st.columns(3, vertical_alignment="bottom")
            with places[index % 3]:
                values[name] = field_widget(name, declared[name], declared[name].default, f"repair.{name}")
        try:
            title = f"Repair: {data.title}, adversarial weight {values['adversarial']:g}"[:80]
            config = load_repair_config({**values, "data": data.model_dump(mode="json"), "title": title})
        except UserError as error:
            st.error(f"These settings do not fit together: {escaped(str(error))}.", icon=":material/rule:")
            return
        about = "Takes about four minutes on one core, and continues if you leave."
        if st.button("Train repair networks", type="primary", icon=":material/healing:", help=about):
            start_job(config)
    earlier(REPAIR, "Earlier trainings")
