"""Numbers in words."""


def times(ratio: float) -> str:
    """ "1.6x", "12x"."""
    return f"{ratio:.0f}x" if ratio >= 10 else f"{ratio:.2f}x" if ratio < 1.1 else f"{ratio:.1f}x"
