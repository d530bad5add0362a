"""The scores of repair networks on held-out pictures: a sentence and a table for each task."""

import streamlit as st

from gan_core.repair.damage import TASKS
from gan_core.repair.findings import ADVERSARIAL, BEFORE, METRICS, MSE, Findings
from gan_core.repair.wording import METRIC_ABOUT, METRIC_TITLES, NAMES, headline_of, protocol, value_words
from ui.text import escaped


def show_scores(findings: Findings, task: str) -> None:
    """One task's; nothing before it is scored."""
    if findings.score(task, MSE) is None:
        return
    words = headline_of(task, findings)
    if words:
        st.markdown(escaped(words))
    rows = []
    metrics = [each for each in METRICS if (one := findings.score(task, MSE)) and one.value(each) is not None]
    for name in (BEFORE, MSE, ADVERSARIAL):
        if (score := findings.score(task, name)) is not None:
            told = {METRIC_TITLES[each]: value_words(each, score.value(each)) for each in metrics}
            rows.append({"Pictures": NAMES[name], **told})
    st.dataframe(rows, hide_index=True, width="stretch", key=f"repair-scores-{task}")
    st.caption(f"{TASKS[task].title}. {escaped(protocol(findings))}", help=METRIC_ABOUT)
