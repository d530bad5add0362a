"""The track of a race while it goes: every lane as far as it has come, and who leads."""

from html import escape

import streamlit as st

from gan_core.compare.palette import DARK, LIGHT
from gan_core.race.progress import Position, Progress, progress
from gan_core.race.results import RaceResult
from gan_core.wording import seconds_text
from ui.text import escaped

STYLE = """
<style>
.track { display: grid; grid-template-columns: fit-content(30%) 1fr; gap: 0.35rem 0.8rem; align-items: center; }
.track .rail { position: relative; height: 1.5rem; border-bottom: 2px dashed #8888; border-right: 4px double #888c; }
.track .runner { position: absolute; bottom: 0.15rem; width: 1rem; height: 1rem; border-radius: 50%;
  background: var(--lane); transform: translateX(-50%); }
.track .runner.leads { box-shadow: 0 0 0 3px color-mix(in srgb, var(--lane) 35%, transparent); }
.track b { font-weight: 600; overflow-wrap: anywhere; }
</style>
"""
ABOUT = (
    "How far each lane has come from its first pictures to the target, or where none was set to what real pictures "
    "reach: counted in halvings of the Fréchet distance, after the same seconds of its own training. A lane leads "
    "where its score lies below all others by more than their intervals."
)


def show_track(found: RaceResult) -> None:
    """The lanes on their way; nothing before two of them were scored."""
    now = progress(found.race, found.config.target)
    if now is None:
        return
    colours = DARK if st.context.theme.type == "dark" else LIGHT
    rows = "".join(_lane(each, now, colours[each.lane]) for each in now.positions)
    st.html(f"{STYLE}<div class='track' aria-hidden='true'>{rows}</div>")
    st.markdown(f"**{escaped(told(now))}**", help=ABOUT)


def told(now: Progress) -> str:
    """ "After 12.0 s of training each, fast leads: 4.1, slow 16."."""
    ranked = sorted(now.positions, key=lambda each: each.best.value)
    values = ", ".join(f"{each.name} {each.best.value:.3g}" for each in ranked)
    who = "nobody leads yet" if now.leader is None else f"{ranked[0].name} leads"
    return f"After {seconds_text(now.seconds)} of training each, {who}. Fréchet distance: {values}."


def _lane(each: Position, now: Progress, colour: str) -> str:
    leads = " leads" if each.lane == now.leader else ""
    return (
        f"<b>{escape(each.name)}</b><span class='rail' style='--lane:{colour}'>"
        f"<span class='runner{leads}' style='left:{100 * each.share:.1f}%'></span></span>"
    )
