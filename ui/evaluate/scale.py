"""Every score on a scale from noise to real pictures, with its interval: further right is better for every metric."""

from html import escape

import streamlit as st

from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.score import Protocol, Score
from gan_core.evaluation.verdicts import fooled, place
from gan_core.evaluation.wording import extractor_words, reference_words, worst_of
from gan_core.present import present
from gan_core.wording import score as score_text

STYLE = """
<style>
.scale { display: grid; grid-template-columns: minmax(5rem, 11rem) minmax(0, 1fr) 9.5rem; gap: 0.3rem 0.9rem;
  align-items: center; font-size: 0.875rem; font-variant-numeric: tabular-nums; margin-bottom: 1.1rem; }
.scale .head { grid-column: 1 / -1; } .scale .head small, .scale small { opacity: 0.75; font-size: 0.75rem; }
.scale .name { overflow-wrap: anywhere; }
.scale .line { position: relative; height: 1.1rem; border-radius: 0.55rem;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.scale .band { position: absolute; top: 0.3rem; height: 0.5rem; min-width: 2px; border-radius: 0.25rem; opacity: 0.45;
  background: var(--scale); }
.scale .mark { position: absolute; top: 0.1rem; width: 0.3rem; height: 0.9rem; margin-left: -0.15rem;
  border-radius: 0.15rem; background: var(--scale); }
.scale .ends { display: flex; justify-content: space-between; gap: 1rem; }
.scale .wide { grid-column: 2 / -1; opacity: 0.75; }
.scale [title] { cursor: help; }
@media (max-width: 640px) {
  .scale { grid-template-columns: minmax(0, 1fr) auto; grid-auto-flow: dense; }
  .scale .line, .scale .ends, .scale .wide, .scale .said { grid-column: 1 / -1; }
  .scale .name { grid-column: 1; } .scale .value { grid-column: 2; text-align: right; }
  .scale .blank { display: none; }
}
</style>
"""


def show_scales(found: Evaluation) -> None:
    """A block for each way of scoring."""
    dark = st.context.theme.type == "dark" and st.get_option("theme.dark.primaryColor")
    colour = dark or st.get_option("theme.light.primaryColor")
    blocks = "".join(_block(found, protocol) for protocol in found.protocols())
    st.html(f"{STYLE}<div style='--scale:{colour}'>{blocks}</div>")


def _block(found: Evaluation, protocol: Protocol) -> str:
    measure = METRICS[protocol.measure]
    scores = [score for score in found.scores if score.protocol == protocol]
    head = (
        f"<div class='head' title='{escape(measure.about)}'><b>{escape(measure.title)}</b> "
        f"<small>{escape(extractor_words(protocol))} · N = {protocol.num_images:,} · "
        f"{escape(reference_words(protocol))} · {measure.better} is better</small></div>"
    )
    known = next((score for score in scores if place(score, 0.0) is not None), None)
    ends = ""
    if known:
        ceiling = score_text(present(known.ceiling))
        ends = (
            f"<span class='blank'></span><div class='ends'><small>{worst_of(known)} {ceiling}</small>"
            f"<small>real pictures {score_text(present(known.floor))}</small></div><span class='blank'></span>"
        )
    return f"<div class='scale'>{head}{''.join(_row(score) for score in scores)}{ends}</div>"


def _row(score: Score) -> str:
    name = f"<span class='name'>{escape(score.subject)}</span>"
    if score.value is None:
        return f"{name}<span class='wide'>{escape(score.why)}</span>"
    words = "" if score.low is None else f"{score_text(score.low)} to {score_text(present(score.high))}"
    small = f"<br><small>{words}</small>" if words else ""
    value = f"<span class='value'>{score_text(score.value)}{small}</span>"
    at = place(score, score.value)
    if at is None:
        floor = "" if score.floor is None else f"real pictures {score_text(score.floor)}"
        worst = worst_of(score)
        passes = ""
        if fooled(score):
            passes = f", {worst} {score_text(present(score.ceiling))}: {worst} passes, so this says little here"
        return f"{name}<small class='said'>{floor}{passes}</small>{value}"
    known = [place(score, each) for each in (score.low, score.high) if each is not None]
    ends = sorted(present(each) for each in known) or [at, at]
    low, high = ends[0] * 100, ends[-1] * 100
    title = ""
    if words:
        title = f"95 % interval {words}; another seed of the training differs by more"
    line = (
        f"<div class='line' title='{title}'><div class='band' style='left:{low:.2f}%;width:{high - low:.2f}%'></div>"
        f"<div class='mark' style='left:{at * 100:.2f}%'></div></div>"
    )
    return name + line + value
