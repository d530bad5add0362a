"""After how many pictures a warm-up is paid."""

from __future__ import annotations

import math


def pays_after(warmup_seconds: float, seconds_before: float, seconds_after: float) -> int | None:
    """The number of pictures after which a warm-up is paid; None where it never is.

    warmup / (before - after), with seconds for one picture before and after.
    """
    gain = seconds_before - seconds_after
    return math.ceil(warmup_seconds / gain) if gain > 0 else None
