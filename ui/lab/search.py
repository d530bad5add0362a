"""A running GAN inversion with its progress: few at a time per server, the others wait and are told so."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.latent.inversion import InversionResult, inpaint, invert
from ui.images import show_grid
from ui.lab.session import LabSession

WIDTH = 220
WAIT_SECONDS = 0.25


def watch(session: LabSession, target: np.ndarray, known: np.ndarray | None, label: int | None) -> InversionResult:
    """Search for `target` (C, H, W) and draw every state of it; returns the last one. Raises UserError."""
    stage = Stage(known is not None)
    with _seat(stage.bar):
        found = None
        for found in invert(session.generator, target, mask=known, label=label):
            stage.show(target, known, found)
    if found is None:
        raise UserError("The search found nothing. Try another picture.")
    return found


class Seats:
    """So many may search at once; the others stand in line, first come, first served."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._line: list[object] = []
        self._lock = threading.Lock()

    def join(self) -> object:
        """A ticket for the end of the line."""
        ticket = object()
        with self._lock:
            self._line.append(ticket)
        return ticket

    def before(self, ticket: object) -> int:
        """How many must leave before this ticket's turn; 0 or less: it is its turn."""
        with self._lock:
            return self._line.index(ticket) - self.count + 1

    def leave(self, ticket: object) -> None:
        with self._lock:
            self._line.remove(ticket)


_seats = Seats(max(1, (os.cpu_count() or 2) - 1))


@contextmanager
def _seat(place: DeltaGenerator) -> Iterator[None]:
    """Wait for a turn. Whoever leaves, or clicks elsewhere, gives it back."""
    ticket = _seats.join()
    try:
        while (before := _seats.before(ticket)) > 0:
            words = "One search is" if before == 1 else f"{before} searches are"
            place.info(f"{words} ahead of yours, which starts automatically.", icon=":material/hourglass_top:")
            time.sleep(WAIT_SECONDS)
        yield
    finally:
        _seats.leave(ticket)


class Stage:
    """The places of a search in the page, made once: what is drawn again and again must not move."""

    def __init__(self, masked: bool) -> None:
        self.bar = st.empty()
        names = ("Target, with its hole", "Found", "The hole filled") if masked else ("Target", "Found")
        self.pictures = {name: column.empty() for name, column in zip(names, st.columns(3), strict=False)}
        self.words = st.empty()

    def show(self, target: np.ndarray, known: np.ndarray | None, found: InversionResult) -> None:
        """The target, what was found, and how near it is. A finished search has no bar."""
        if found.done:
            self.bar.empty()
        else:
            share = min(1.0, found.step / max(1, found.num_steps))
            self.bar.progress(share, f"Searching from {found.starts} places" if found.step else "Scoring samples")
        pictures = [target, found.picture]
        if known is not None:
            pictures[0] = np.where(known, target, 0)
            pictures.append(inpaint(found.picture, target, known))
        for (name, place), picture in zip(self.pictures.items(), pictures, strict=True):
            with place.container():
                st.markdown(f"**{name}**")
                show_grid(to_bytes(picture[None]), alt=name, max_width=WIDTH)
        self.words.markdown(_nearness(found, known is not None), help=ABOUT)


ABOUT = (
    "PSNR: 10 log₁₀ of the squared range over the mean squared error; above 35 dB the eye sees no difference. "
    "SSIM: similarity of local means, contrasts and structures, 1 for the same picture (Wang et al. 2004, "
    "ieeexplore.ieee.org/document/1284395). The search: the best of 1,000 samples, then Levenberg–Marquardt steps "
    "on z."
)


def _nearness(found: InversionResult, masked: bool) -> str:
    level = "∞" if np.isinf(found.psnr) else f"{found.psnr:.1f}"
    where = ", outside the hole" if masked else ""
    length = float(np.linalg.norm(found.z))
    typical = len(found.z) ** 0.5
    return f"PSNR **{level} dB** · SSIM **{found.ssim:.3f}**{where} · ‖z‖ {length:.1f}, typical {typical:.1f}"
