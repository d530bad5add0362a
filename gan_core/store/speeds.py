"""How fast presets were measured to train on this machine, kept in the user's cache for whoever promises something."""

import json
import math
from contextlib import suppress

from gan_core.places import cache_folder
from gan_core.store import atomic

FILE = "speeds.json"


def known_speed(preset: str) -> float | None:
    """Images/s of the preset of that name, as it was measured last; None where it never was."""
    found = _read().get(preset)
    return found if isinstance(found, (int, float)) and math.isfinite(found) and found > 0 else None


def keep_speed(preset: str, images_per_second: float) -> None:
    """Remember it; a home that cannot be written to only means that nothing is promised."""
    with suppress(OSError):
        cache_folder().mkdir(parents=True, exist_ok=True)
        atomic.write_json(cache_folder() / FILE, _read() | {preset: images_per_second})


def _read() -> dict[str, object]:
    try:
        known = json.loads((cache_folder() / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}
