"""A drawing of networks: one box per layer, as tall as its picture is large, in the order they run."""

from html import escape
from typing import Any

import streamlit as st

from gan_core.families import Family
from gan_core.wording import count

STYLE = """
<style>
.net { display: flex; gap: 0.5rem; align-items: flex-end; overflow-x: auto; padding: 0.25rem 0 0.5rem; }
.net .layer { flex: 0 0 auto; text-align: center; font-size: 0.75rem; max-width: 9.5rem; }
.net .box { margin: 0 auto 0.25rem; border: 1.5px solid currentColor; border-radius: 4px; opacity: 0.75;
  background: color-mix(in srgb, currentColor 12%, transparent); }
.net .shape { font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.net .kind, .net .size { opacity: 0.7; line-height: 1.25; }
</style>
"""


def draw_networks(networks: dict[str, list[dict[str, Any]]], family: Family, of: str = "picture") -> None:
    """Draw every network of `family` with its layers' shapes and parameters; `of` is what it takes or makes."""
    parts = [STYLE]
    for name, rows in networks.items():
        boxes = "".join(_layer(row) for row in rows)
        network = family.networks.get(name)
        called = escape(network.title if network else name)
        words = called + (escape(f": {network.about}".replace("picture", of)) if network else "")
        opening = f"<div class='net' role='list' tabindex='0' aria-label='Layers of {called}'>"
        parts.append(f"<div><strong>{words}</strong>{opening}{boxes}</div></div>")
    st.html("".join(parts))


def _layer(row: dict[str, Any]) -> str:
    shape = row["shape"]
    tall = len(shape) == 3
    height = 14 + shape[1] if tall else 14
    width = min(90, 10 + shape[0] * 0.35) if tall else min(90, 20 + shape[0] * 0.1)
    text = " × ".join(str(each) for each in shape) or "1"
    return (
        f"<div class='layer' role='listitem'><div class='box' style='height:{height:.0f}px;width:{width:.0f}px'></div>"
        f"<div class='shape'>{text}</div><div class='kind'>{escape(row['kind'])}</div>"
        f"<div class='size'>{count(row['parameters'])} parameters</div></div>"
    )
