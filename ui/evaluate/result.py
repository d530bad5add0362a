"""One evaluation: progress, results in words first, and the export."""

import dataclasses

import streamlit as st

from gan_core.errors import UserError
from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.results import EvaluationResult, read_result
from gan_core.evaluation.score import Protocol
from gan_core.evaluation.seeds import seed_spreads
from gan_core.evaluation.wording import (
    ONE_TRAINING,
    extractor_words,
    reference_words,
    resolution_words,
    score_words,
    spread_words,
    verdict_words,
)
from gan_core.job_types.registry import EVALUATE
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.places import runs_root
from gan_core.wording import ago
from ui.evaluate.address import leave_evaluation
from ui.evaluate.captions import show_captions
from ui.evaluate.curve import show_curve
from ui.evaluate.pictures import show_copies
from ui.evaluate.scale import show_scales
from ui.evaluate.table import refusals, show_table
from ui.figures import link_to_figures
from ui.job_page import JobFrame, figure_files, goes, show_job
from ui.server import launcher
from ui.text import escaped, show_error


def show_result(name: str) -> None:
    """Everything about one evaluation. Raises UserError when there is none, or where it cannot be read."""
    show_job(name, FRAME, _found)


def _models(folder: RunFolder) -> list[str]:
    """Those that were evaluated; none where that cannot be read any more."""
    try:
        subjects = read_result(folder).config.subjects
    except UserError:
        return []
    return list(dict.fromkeys(each.where for each in subjects if each.kind == "model" and "/" not in each.where))


FRAME = JobFrame(
    EVALUATE,
    back="All evaluations",
    back_help="Opens the choice again, with the same models selected.",
    leave=lambda folder: leave_evaluation(_models(folder)),
    working="Evaluating",
    measured="scored",
    lines="One row per score, with everything needed to interpret it.",
    whole="Scores, curves, reference and copying test in full.",
)


def _found(folder: RunFolder, status: Status, found: EvaluationResult) -> None:
    evaluation = found.evaluation
    if evaluation.against is None:
        if not goes(status):
            st.caption("Nothing was scored.")
        return
    against = evaluation.against
    st.caption(
        f"Against {escaped(reference_words(against))}: {against.num:,} real pictures and as many per subject, "
        f"{escaped(resolution_words(against.resolution))}."
    )
    for note in against.notes:
        st.info(escaped(note), icon=":material/info:")
    for portrait in evaluation.portraits:
        if portrait.why:
            st.warning(f"**{escaped(portrait.subject)}** is left out: {escaped(portrait.why)}", icon=":material/rule:")
    if evaluation.scores:
        _headline(evaluation)
        show_scales(evaluation)
    show_captions(evaluation)
    _copies(folder, found)
    if status.active or not evaluation.scores:
        return
    show_curve(evaluation)
    st.markdown("## All scores", help=ONE_TRAINING)
    together = choose_beside(folder.name, evaluation)
    show_table(together)
    _seeds(found)
    for words in refusals(together):
        st.warning(escaped(words), icon=":material/rule:")
    _explain(evaluation)
    _take_away(folder, found)


def _headline(found: Evaluation) -> None:
    """The first measure in words."""
    first = found.protocols()[0]
    lines = [
        f"- **{escaped(score.subject)}**: {escaped(score_words(score).rstrip('.'))}."
        for score in found.scores
        if score.protocol == first
    ]
    st.markdown(f"{METRICS[first.measure].title} ({escaped(extractor_words(first))}):\n\n" + "\n".join(lines))
    if words := verdict_words(found):
        st.markdown(escaped(". ".join(words) + "."))


def _seeds(found: EvaluationResult) -> None:
    """What the same settings reach from several seeds, where some were scored together."""
    lines = []
    for each in seed_spreads(found.evaluation, found.config):
        if isinstance(each.what, Protocol):
            words = spread_words(each, METRICS[each.what.measure].title)
            lines.append(f"- {escaped(words)}, {escaped(extractor_words(each.what))}.")
    st.caption("\n".join([ONE_TRAINING + (" Here:" if lines else ""), "", *lines]))


def _copies(folder: RunFolder, found: EvaluationResult) -> None:
    portraits = {each.subject: each for each in found.evaluation.portraits if not each.why}
    if not portraits:
        return
    st.markdown("## The pictures and their nearest neighbours")
    for index, subject in enumerate(found.config.subjects):
        if subject.title in portraits:
            show_copies(folder, index, portraits[subject.title])


def _explain(found: Evaluation) -> None:
    """The same words as the tooltips, for fingers and for reading through."""
    with st.expander("What the metrics mean", icon=":material/help:"):
        names = dict.fromkeys(each.measure for each in found.protocols())
        st.markdown(
            "\n".join(
                f"- **{each.title}** ({each.better} is better): {each.about}"
                for each in (METRICS[name] for name in names)
            )
        )
    link_to_figures()


def _take_away(folder: RunFolder, found: EvaluationResult) -> None:
    with st.container(horizontal=True):
        figure_files(folder.name, found, FRAME)


MOST = 20


def choose_beside(name: str, found: Evaluation) -> Evaluation:
    """The scores of this evaluation, and of those that were chosen to stand beside it."""
    others = {
        each.name: each
        for each in launcher().statuses()
        if each.job_type == EVALUATE.name and each.name != name and each.state == "done"
    }
    if not others:
        return found
    chosen = st.multiselect(
        "Compare with earlier evaluations",
        list(others)[:MOST],
        format_func=lambda each: f"{others[each].title} · {ago(others[each].created)}",
        placeholder="None",
        key=f"beside-{name}",
        help="Scores obtained in the same way share a column; for the others, the reason why they cannot be "
        "compared is shown.",
    )
    for each in chosen:
        try:
            scores = read_result(find_run(runs_root(), each)).evaluation.scores
        except UserError as error:
            show_error(error)
            continue
        known = {score.subject for score in found.scores}
        renamed = [
            dataclasses.replace(score, subject=f"{score.subject} ({ago(others[each].created)})")
            if score.subject in known
            else score
            for score in scores
        ]
        found = dataclasses.replace(found, scores=(*found.scores, *renamed))
    return found
