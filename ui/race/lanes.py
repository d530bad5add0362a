"""The lanes side by side: their newest pictures of the same latents, and their progress."""

from html import escape

import streamlit as st

from gan_core.compare.palette import DARK, LIGHT
from gan_core.config import RunConfig
from gan_core.errors import RunError
from gan_core.grid import GAP
from gan_core.jobs.folder import RunFolder
from gan_core.race.lane_log import ATTRIBUTES, LaneLog
from gan_core.race.results import SHOWN, SHOWN_COLUMNS, RaceResult, lane_pictures
from gan_core.race.wording import score_words
from gan_core.wording import speed
from ui.links import picture_link

STYLE = """
<style>
.lanes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 1rem; }
.lanes figure { margin: 0; border-top: 4px solid var(--lane); padding-top: 0.4rem; min-width: 0; }
.lanes img, .lanes .room { width: 100%; max-width: 26rem; image-rendering: pixelated; border-radius: 6px;
  display: block; background: #8883; }
.lanes figcaption { font-size: 0.875rem; margin-bottom: 0.4rem; }
.asked { display: grid; grid-template-columns: repeat(var(--across), minmax(0, 1fr)); gap: 0.4rem 1.6rem;
  font-size: 0.8125rem; padding-left: 1.6rem; margin: 0; }
@media (max-width: 640px) { .asked { grid-template-columns: minmax(0, 1fr); } }
.lanes small { display: block; opacity: 0.75; font-variant-numeric: tabular-nums; }
</style>
"""


def show_lanes(folder: RunFolder, found: RaceResult) -> None:
    """A column for each lane, as soon as the race is known; the pictures come with the looks."""
    colours = DARK if st.context.theme.type == "dark" else LIGHT
    metric = found.metric
    tracks = found.race.tracks or tuple(LaneLog(lane.name, lane.changes) for lane in found.config.lanes)
    cells = "".join(
        f"<figure style='--lane:{colours[index]}'><figcaption><strong>{escape(track.name)}</strong>"
        f"<small>{escape(_where(track, metric))}</small></figcaption>"
        f"{_picture(folder, index, track, found.config.base)}</figure>"
        for index, track in enumerate(tracks)
    )
    st.html(f"{STYLE}<div class='lanes'>{cells}</div>")
    if found.race.captions:
        with st.expander("What these pictures were asked for", icon=":material/chat:"):
            st.caption(f"In every lane the same, row by row, {SHOWN_COLUMNS} in a row.")
            items = "".join(f"<li>{escape(each)}</li>" for each in found.race.captions)
            st.html(f"<ol class='asked' style='--across:{SHOWN_COLUMNS}'>{items}</ol>")


def _where(track: LaneLog, metric: str) -> str:
    if track.why_out:
        return "gave up"
    if not track.looks:
        return "no score yet"
    look = track.looks[-1]
    rate = speed(look.images / look.seconds) if look.seconds else "before training"
    score = score_words(look.value, metric)
    return f"{look.seconds:.1f} s · {score if metric == ATTRIBUTES else f'distance {score}'} · {rate}"


def _picture(folder: RunFolder, index: int, track: LaneLog, base: RunConfig) -> str:
    """The newest picture from the app's own route, in room that is kept for it, so that nothing moves."""
    cell = base.data.image_size + GAP
    ratio = f"{SHOWN_COLUMNS * cell - GAP} / {SHOWN // SHOWN_COLUMNS * cell - GAP}"
    try:
        with folder.record() as record:
            file = record.newest_picture(lane_pictures(index))
    except RunError:
        file = ""
    if not file:
        return f"<div class='room' style='aspect-ratio:{ratio}'></div>"
    address = escape(picture_link(folder.name, file))
    return f"<img src='{address}' alt='Pictures of {escape(track.name)}' style='aspect-ratio:{ratio}'>"
