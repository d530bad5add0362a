"""All scores in a table: one column per protocol, so that only comparable scores share a column."""

from html import escape
from itertools import pairwise

import streamlit as st

from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.score import Protocol, Score
from gan_core.evaluation.wording import extractor_words, reference_words, unlike_words
from gan_core.present import present
from gan_core.wording import score as score_text
from ui.optimise.table import STYLE


def show_table(found: Evaluation) -> None:
    """A row for each subject. Hovering a title tells what it is; a cell, how it came about."""
    protocols = found.protocols()
    heads = "".join(
        f"<th scope='col' class='first' title='{escape(METRICS[each.measure].about)}'>"
        f"{escape(METRICS[each.measure].title)}<small>{escape(_under(each))}</small></th>"
        for each in protocols
    )
    subjects = list(dict.fromkeys(score.subject for score in found.scores))
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>"
        + "".join(_cell(found.score(name, each), each) for each in protocols)
        + "</tr>"
        for name in subjects
    )
    scheme = {"light": "light", "dark": "dark"}.get(st.context.theme.type or "", "light dark")
    st.html(
        f"{STYLE}<div class='cost-table' tabindex='0' role='region' aria-label='Scores' style='color-scheme:{scheme}'>"
        f"<table><thead><tr><th class='corner' scope='col'>Pictures of</th>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def refusals(found: Evaluation) -> list[str]:
    """Why scores of the same measure stand in different columns, a sentence each."""
    found_words = []
    for measure in METRICS:
        same = [each for each in found.protocols() if each.measure == measure]
        found_words += [unlike_words(first, second) for first, second in pairwise(same)]
    return list(dict.fromkeys(found_words))


def _under(protocol: Protocol) -> str:
    return f"{extractor_words(protocol)}, N = {protocol.num_images:,}, {reference_words(protocol)}"


def _cell(score: Score | None, protocol: Protocol) -> str:
    title = f"data-title='{escape(METRICS[protocol.measure].title)}'"
    if score is None:
        return f"<td class='first faint' {title}>–</td>"
    if score.value is None:
        return f"<td class='first faint' {title} title='{escape(score.why)}'>unavailable</td>"
    small = "" if score.low is None else f"<small>{score_text(score.low)} to {score_text(present(score.high))}</small>"
    floor = "" if score.floor is None else f"<small>real: {score_text(score.floor)}</small>"
    return f"<td class='first' {title} title='{escape(_under(protocol))}'>{score_text(score.value)}{small}{floor}</td>"
