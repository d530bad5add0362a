"""Numbers as text, and messages as sentences: the only place in Python that writes either."""

import time
from collections.abc import Callable, Mapping

from gan_core.message import WRITTEN, Message

Sentences = Mapping[str, str | Callable[..., str]]
"""By code: a template for the message's values, or a function of them."""
UNITS = {
    "s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")),
    "B": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")),
    "J": ((1e3, "kJ"), (1.0, "J"), (1e-3, "mJ"), (1e-6, "µJ")),
    "g": ((1e3, "kg"), (1.0, "g"), (1e-3, "mg"), (1e-6, "µg"), (1e-9, "ng")),
    "": ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")),
    "1/s": ((1e6, "M/s"), (1e3, "k/s"), (1.0, "/s")),
    "x": ((1.0, "x"),),
}
"""For each unit the sizes that it is shown in."""


def say(message: Message, sentences: Sentences) -> str:
    """The sentence of `message`; the bare code where no sentence is known, as of a result from a later version."""
    if message.code == WRITTEN:
        return str(message.values["words"])
    sentence = sentences.get(message.code, message.code)
    return sentence.format(**message.values) if isinstance(sentence, str) else sentence(**message.values)


def times(ratio: float) -> str:
    """ "1.6x", "12x"."""
    return f"{ratio:.0f}x" if ratio >= 10 else f"{ratio:.2f}x" if ratio < 1.1 else f"{ratio:.1f}x"


def quantity(value: float, unit: str) -> str:
    """ "1.23 ms", "882 kB", "1.50 k/s": three digits in the size that fits; `unit` is a key of UNITS."""
    size, name = _size_for(value, unit)
    if not unit and size == 1:
        return f"{value:.0f}"
    close = not name or name == "x" or name[0] == "/"
    return three_digits(value / size) + (name if close else f" {name}")


def interval(value: float, low: float, high: float, unit: str) -> str:
    """ "1.20 to 1.30": the ends in the size that `value` is shown in, without the unit."""
    size, _ = _size_for(value, unit)
    return f"{three_digits(low / size)} to {three_digits(high / size)}"


def _size_for(value: float, unit: str) -> tuple[float, str]:
    """The size in which `value` is shown, and its name: (1e-3, "ms")."""
    sizes = UNITS[unit]
    return next((each for each in sizes if abs(value) >= each[0]), sizes[-1])


def three_digits(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def score(value: float) -> str:
    """ "412", "11.4", "0.87", "0.014", "0.0004"."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    if abs(value) >= 0.1 or value == 0:
        return f"{value:.2f}"
    return f"{value:.3f}" if abs(value) >= 0.001 else f"{value:.1g}"


def percent(share: float) -> str:
    """A share of 1: "31 %", and "0.4 %" below one in a hundred."""
    return f"{100 * share:.{0 if share >= 0.01 or share == 0 else 1}f} %"


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


def seconds_text(value: float) -> str:
    """ "12.1 s", "140 s"."""
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


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


def listed(names: list[str]) -> str:
    """ "a", "a and b", "a, b and c"; each once."""
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
