"""Another evaluation beside this one: like scores share a column, unlike ones do not, and it is said why."""

import dataclasses

import streamlit as st

from gan_core.errors import UserError
from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.results import read_result
from gan_core.evaluation.settings import EvaluateConfig
from gan_core.jobs.folder import find_run
from gan_core.places import runs_root
from gan_core.wording import ago
from ui.server import launcher
from ui.text import show_error

MOST = 20


def choose_beside(name: str, found: Evaluation) -> Evaluation:
    """The scores of this evaluation, and of those that were chosen to stand beside it."""
    others = {
        each.name: f"{each.title} · {ago(each.created)}"
        for each in launcher().index.statuses()
        if each.job_type == EvaluateConfig.job_type and each.name != name and each.state == "done"
    }
    if not others:
        return found
    chosen = st.multiselect(
        "Lay earlier evaluations beside it",
        list(others)[:MOST],
        format_func=others.get,
        placeholder="None",
        key=f"beside-{name}",
        help="Scores that came about in the same way share a column; of others it is said why they cannot be compared.",
    )
    for each in chosen:
        try:
            scores = read_result(find_run(runs_root(), each)).evaluation.scores
        except UserError as error:
            show_error(error)
            continue
        known = {score.subject for score in found.scores}
        renamed = [
            dataclasses.replace(score, subject=f"{score.subject} ({others[each].rpartition(' · ')[2]})")
            if score.subject in known
            else score
            for score in scores
        ]
        found = dataclasses.replace(found, scores=(*found.scores, *renamed))
    return found
