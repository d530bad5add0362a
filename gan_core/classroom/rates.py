"""How often somebody may do something: counted in this process, by a clock that nobody sets."""

import threading
import time
from collections import deque
from collections.abc import Callable

from gan_core.classroom.database import ClassroomError

MOST_KNOWN = 10_000


class Rates:
    """At most `times` in `seconds`, for each person and act."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._known: dict[tuple[str, str], deque[float]] = {}

    def count(self, who: str, act: str, *, times: int, seconds: float, words: str) -> None:
        """Count one more. Raises ClassroomError with `words` and how long to wait where it is one too many."""
        now = self._clock()
        with self._lock:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            known = self._known.setdefault((who, act), deque())
            while known and now - known[0] >= seconds:
                known.popleft()
            if len(known) < times:
                known.append(now)
                return
            wait = max(1, round(seconds - (now - known[0])))
        raise ClassroomError(f"{words} Wait {wait} s, then try again.")


RATES = Rates()
"""The rates of this server."""
