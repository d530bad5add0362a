"""What models draw of their captions: attribute by attribute, and what the latent decides within one caption."""

from html import escape

import streamlit as st

from gan_core.evaluation.caption_variety import FULL, SHORT, SORTS
from gan_core.evaluation.evaluation import Evaluation, Portrait
from gan_core.quality.attribute_accuracy import ALL
from gan_core.quality.proportion import wilson
from gan_core.text.grammar import KINDS
from ui.optimise.table import STYLE

Heads = tuple[tuple[str, str], ...]
UNSEEN = "unseen/"
READ = "Share of samples in which the shape reader, which knows nothing of the model, sees the right"
DRAWN: Heads = (
    *((kind.capitalize(), f"{READ} {kind}; under it the 95 % interval.") for kind in KINDS),
    ("All five", f"{READ} values of all five attributes."),
)
NAMES = {FULL: "full caption", SHORT: "shape and colour alone"}
SPREAD = (
    "Standard deviation of a pixel over samples of one caption, mean over pixels and captions, 0 to 1: what the latent "
    "changes. Under it what real pictures of the same captions have."
)
RECALL = (
    "Share of the real pictures of one caption that lie among its samples (Kynkäänniemi et al. 2019). Under it what as "
    "many other real pictures reach."
)
WITHIN: Heads = tuple(
    (f"{title}, {NAMES[sort]}", about)
    for sort in SORTS
    for title, about in (("Pixel spread", SPREAD), ("Recall", RECALL))
)
ABOUT_WITHIN = (
    "A full caption names all five attributes and leaves the noise next to nothing to decide; a caption that drops "
    "clauses leaves it size, place and background. The nearer to the real pictures, the more of that is used; more "
    "spread than they have is no variety, but pictures that miss their caption."
)


def show_captions(found: Evaluation) -> None:
    """Two tables, for those subjects that draw from captions; nothing where there are none."""
    told = [each for each in found.portraits if each.attributes]
    if not told:
        return
    st.markdown("## What captions ask for")
    numbers = told[0].attributes or {}
    st.caption(f"Of {numbers['num']:,.0f} full captions each, by a latent of its own; an independent reader decides.")
    _table("Drawn as asked", DRAWN, [row for each in told for row in _drawn(each)])
    varied = [each for each in told if each.variety]
    if not varied:
        return
    numbers = varied[0].variety or {}
    st.markdown("**Within one caption**")
    counts = f"{numbers['captions']:.0f} captions, {numbers['per_caption']:.0f} samples of each"
    st.caption(f"{ABOUT_WITHIN} Of {counts}.")
    _table("Within one caption", WITHIN, [_within(each) for each in varied])


Row = tuple[str, list[tuple[str, str]]]
"""A title, and for each column the figure and what stands under it."""


def _drawn(portrait: Portrait) -> list[Row]:
    """Of combinations as they were learned, and of those held out where some were."""
    found = portrait.attributes or {}
    rows = [(portrait.subject, [_share(found, "", kind) for kind in (*KINDS, ALL)])]
    if f"{UNSEEN}num" in found:
        title = f"{portrait.subject}, combinations never seen"
        rows.append((title, [_share(found, UNSEEN, kind) for kind in (*KINDS, ALL)]))
    return rows


def _share(found: dict[str, float], prefix: str, kind: str) -> tuple[str, str]:
    share, num = found[f"{prefix}{kind}"], found[f"{prefix}num"]
    low, high = wilson(share * num, int(num))
    return f"{100 * share:.0f} %", f"{100 * low:.0f} to {100 * high:.0f} %"


def _within(portrait: Portrait) -> Row:
    found = portrait.variety or {}
    cells = []
    for sort in SORTS:
        cells.append((f"{found[f'{sort}/spread']:.3f}", f"real: {found[f'{sort}/real_spread']:.3f}"))
        cells.append((f"{100 * found[f'{sort}/recall']:.0f} %", f"real: {100 * found[f'{sort}/real_recall']:.0f} %"))
    return portrait.subject, cells


def _table(label: str, heads: Heads, rows: list[Row]) -> None:
    titles = "".join(
        f"<th scope='col' class='first' title='{escape(about)}'>{escape(title)}</th>" for title, about in heads
    )
    body = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>"
        + "".join(
            f"<td class='first' data-title='{escape(title)}'>{figure}<small>{under}</small></td>"
            for (title, _), (figure, under) in zip(heads, cells, strict=True)
        )
        + "</tr>"
        for name, cells in rows
    )
    scheme = {"light": "light", "dark": "dark"}.get(st.context.theme.type or "", "light dark")
    st.html(
        f"{STYLE}<div class='cost-table' tabindex='0' role='region' aria-label='{escape(label)}' "
        f"style='color-scheme:{scheme}'><table>"
        f"<thead><tr><th class='corner' scope='col'>Model</th>{titles}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
