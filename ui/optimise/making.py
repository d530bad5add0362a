"""Files of variants made by the standby, one after the other, while the page goes on."""

import threading
import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from ui.server import launcher

KEPT = 64
TRIES, PAUSE_SECONDS = 10, 1.5
"""A run takes the standby along: the next one is warm after some seconds."""

_pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="take-away")
_known: OrderedDict[tuple[str, str], Future] = OrderedDict()
_lock = threading.Lock()


def begin(folder: RunFolder, key: str, variant: str, name: str) -> None:
    """Have the file made; nothing where that goes on already."""
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
