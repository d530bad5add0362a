"""The trade-off section of the Optimise page: drawn in the browser while the slider moves."""

from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.measure.settings import load_measure_config, pictures_only
from gan_core.optimise.stored_widths import widths_of
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.width_onnx import lacks_graphs
from ui.cost_slider.prices import price_of
from ui.cost_slider.teach import offer_anycost
from ui.cost_slider.worth import Worth, width_recipes, worth_of
from ui.lab.generators import pictures_of
from ui.lab.session import LabSession
from ui.lab.view import answer_to, lab_view, listen_for_restarts
from ui.lab.widths import at_width, referred
from ui.server import launcher
from ui.starting import start_job
from ui.text import show_error

TITLE = "Trade-off: quality against cost (Anycost)"
KEY = "cost-slider"
SHOWN_BY = "shapes-any-cost"
"""The shipped model that has the slider."""


def cost_slider(model: str) -> None:
    """The slider of a model that learned several widths; how to teach them to any other. Says what goes wrong."""
    try:
        folder = resolve(model)
        card = read_card(folder)
        ratios = widths_of(card)
    except UserError as error:
        return show_error(error)
    if pictures_only(card):
        return None
    with st.expander(TITLE, icon=":material/linear_scale:", expanded=bool(ratios)):
        if not ratios:
            return offer_anycost(model, card)
        listen_for_restarts()
        _slider(model, folder, card, ratios)
    return None


def _slider(model: str, folder: Path, card: ModelCard, ratios: tuple[float, ...]) -> None:
    """A fragment of its own: what the browser tells runs it alone, and what goes wrong is told in its place."""

    @st.fragment
    def part() -> None:
        try:
            if lacks_graphs(card):
                with st.spinner("Preparing each width…", show_time=True):
                    launcher().ask("width_graphs", str(folder))
            worth = worth_of(model, card, ratios)
            _draw(model, folder, ratios, worth)
            if len(worth) < len(ratios):
                _offer_to_measure(model, card, ratios)
        except UserError as error:
            show_error(error)

    part()


def _draw(model: str, folder: Path, ratios: tuple[float, ...], worth: dict[float, Worth]) -> None:
    mark = fingerprint(folder)
    widths = [
        {
            "ratio": ratio,
            "model": referred(model, ratio),
            **price_of(folder, mark, ratio).for_page(),
            "worth": worth[ratio].for_page() if ratio in worth else None,
        }
        for ratio in ratios
    ]
    session = LabSession(model, pictures_of(folder))
    answer = _answer(folder, mark, ratios)
    lab_view(
        "cost", session.generator, key=KEY, model=model, backend=session.backend, widths=widths, width_answer=answer
    )


def _answer(folder: Path, mark: str, ratios: tuple[float, ...]) -> dict[str, Any] | None:
    """The pictures that the browser asked for by a rerun, where nothing else gets through."""
    said = st.session_state.get(KEY)
    asked = (said or {}).get("ask_other")
    ratio = asked.get("width") if isinstance(asked, dict) else None
    if ratio not in ratios:
        return None
    return {"width": ratio, **(answer_to(at_width(folder, mark, ratio), said, "ask_other") or {})}


def _offer_to_measure(model: str, card: ModelCard, ratios: tuple[float, ...]) -> None:
    st.caption("The quality of each width's pictures has not been measured yet.")
    if not st.button(
        "Measure every width",
        icon=":material/speed:",
        help="A measurement of every width side by side: time, size, energy, and the Fréchet distance from real "
        "pictures. Takes about a minute, and continues if you leave the page.",
    ):
        return
    recipes = [each.model_dump(mode="json") for each in width_recipes(model, ratios)]
    title = f"Every width: {card.title}"[:80]
    config = load_measure_config({"title": title, "model": model, "recipes": recipes})
    start_job(config)
