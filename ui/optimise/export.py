"""Any measured variant as a file: one button per format; each file is compared before it is offered."""

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import streamlit as st

from gan_core.errors import RunError, UserError
from gan_core.export.formats import FORMATS
from gan_core.export.wording import parity_words
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.measure.export import Away, key_of, made
from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import variant_title
from gan_core.wording import size
from ui.download import download_button
from ui.server import launcher
from ui.text import escaped, show_error, spoken

COLUMNS = 2
WAIT_SECONDS = 0.5


def take_one_away(folder: RunFolder, found: MeasurementResult) -> None:
    """Which variant, and a line for each format."""
    st.markdown("## Export a variant")
    names = list(found.notes)
    variant = st.selectbox(
        "Variant",
        names,
        format_func=variant_title,
        key=f"away-variant-{folder.name}",
        help="Each file is written, read back and compared on 64 latents; it is offered only if it draws the same.",
    )
    _formats(folder, found, variant)


def _formats(folder: RunFolder, found: MeasurementResult, variant: str) -> None:
    """A fragment that looks again while a file is being made, and no longer."""
    variants = found.variants
    keys = {name: key_of(variants, variant, name) for name in FORMATS}
    going = any((future := making(folder, key)) and not future.done() for key in keys.values())

    @st.fragment(run_every=WAIT_SECONDS if going else None)
    def lines() -> None:
        pairs = list(keys.items())
        for first in range(0, len(pairs), COLUMNS):
            for (name, key), place in zip(pairs[first : first + COLUMNS], st.columns(COLUMNS), strict=False):
                with place:
                    _line(folder, variant, name, key, found.unfit.get(variant, {}).get(name, ""))
        still = any((future := making(folder, key)) and not future.done() for key in keys.values())
        if still != going:  # begin to look again, or end it
            st.rerun()

    lines()


def _line(folder: RunFolder, variant: str, name: str, key: str, unfit: str) -> None:
    chosen, there, future = FORMATS[name], made(folder, key), making(folder, key)
    pending = future is not None and not future.done()
    with st.container(border=True, gap="xsmall", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{chosen.title}**", width="content", help=chosen.about)
            if pending:
                st.caption(":material/hourglass_top: Writing it, reading it back, comparing…", width="content")
            elif there:
                _downloads(*there, key)
            elif st.button(
                f"Create the file {spoken('as ' + chosen.title)}",
                icon=":material/inventory_2:",
                key=f"make-{key}",
                disabled=bool(unfit),
                help=f"{chosen.about} Takes a few seconds; you can keep using the page.",
            ):
                begin(folder, key, variant, name)
                st.rerun()
        if unfit:
            st.caption(escaped(unfit))
        elif there:
            st.caption(_told(there[0]))
        elif future is not None and future.done():
            _say_why(future)


def _downloads(away: Away, place: Path, key: str) -> None:
    for label, file, icon, about in (
        (f"File, {size(away.bytes)}", away.file, "download", "The model file alone."),
        (
            "Zip with card and script",
            away.zip,
            "folder_zip",
            "The file with a model card, its settings, pictures, and a script that draws without this app.",
        ),
    ):
        if file:
            download_button(
                label,
                (place / file).read_bytes,
                file_name=file,
                mime="application/zip" if file == away.zip else "application/octet-stream",
                icon=f":material/{icon}:",
                key=f"get-{key}-{icon}",
                help=about,
            )


def _told(away: Away) -> str:
    return escaped(" ".join([f"Checked on 64 latents: {parity_words(away.parity)}.", *away.notes, away.no_zip]).strip())


def _say_why(future: Future) -> None:
    try:
        future.result()
    except UserError as error:
        show_error(error)


KEPT = 64
TRIES, PAUSE_SECONDS = 10, 1.5
"""A run takes the standby along: the next one is warm after some seconds."""

_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="take-away")
_known: OrderedDict[tuple[str, str], Future] = OrderedDict()
_lock = threading.Lock()


def begin(folder: RunFolder, key: str, variant: str, name: str) -> None:
    """Have the file made; nothing where that is under way."""
    with _lock:
        known = _known.get((str(folder.path), key))
        if known is None or known.done():
            asked = {"folder": str(folder.path), "variant": variant, "format": name}
            _known[str(folder.path), key] = _pool.submit(_make, launcher(), asked)
        while len(_known) > KEPT:
            _known.popitem(last=False)[1].cancel()


def making(folder: RunFolder, key: str) -> Future | None:
    """The file that is being made, or was; None where it was not asked for since the server's start."""
    with _lock:
        return _known.get((str(folder.path), key))


def _make(asking: Launcher, asked: dict[str, str]) -> dict:
    for left in reversed(range(TRIES)):
        try:
            return asking.ask("take_away", asked)
        except RunError:
            if not left:
                raise
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("unreachable")
