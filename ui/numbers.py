"""Numbers as people read them."""

import time


def count(value: float) -> str:
    """12,345; 1.07 M; 2.1 G."""
    if value >= 1e9:
        return f"{value / 1e9:.1f} G"
    if value >= 1e6:
        return f"{value / 1e6:.2f} M"
    return f"{value:,.0f}"


def speed(images_per_second: float, of: str = "images") -> str:
    """1,770 images/s, rounded to what a noisy machine can tell."""
    digits = -2 if images_per_second >= 1000 else -1 if images_per_second >= 100 else 0
    return f"{round(images_per_second, digits):,.0f} {of}/s"


def duration(seconds: float) -> str:
    """0:42, 12:05, 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def energy(joules: float) -> str:
    """0.42 mWh, 3.1 mWh, 1.2 Wh, 45 Wh."""
    wh = joules / 3600
    value, unit = (wh, "Wh") if wh >= 1 else (1000 * wh, "mWh")
    return f"{value:.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"


def ago(moment: float) -> str:
    """just now, 5 min ago, 3 h ago, 2 days ago."""
    passed = max(0.0, time.time() - moment)
    if passed < 60:
        return "just now"
    if passed < 3600:
        return f"{int(passed // 60)} min ago"
    if passed < 48 * 3600:
        return f"{int(passed // 3600)} h ago"
    return f"{int(passed // 86400)} days ago"


def size(num_bytes: float) -> str:
    """350 kB, 12 MB, 1.4 GB."""
    if num_bytes >= 1e9:
        return f"{num_bytes / 1e9:.1f} GB"
    return f"{num_bytes / 1e6:.0f} MB" if num_bytes >= 1e6 else f"{num_bytes / 1e3:.0f} kB"
