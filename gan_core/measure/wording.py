"""The cost and quality of a variant in one sentence: only what was measured, never an assumed energy."""

import math
from collections.abc import Sequence

from gan_core.cost.figure import Figure
from gan_core.cost.table import CostTable, Row
from gan_core.cost.timing import Verdict
from gan_core.cost.wording import WARMED_BY_DISK, figure_text, ratio_words, value_text
from gan_core.measure.quality import Quality
from gan_core.optimise.warm_up import pays_after
from gan_core.present import present
from gan_core.variants.recipe import ORIGINAL
from gan_core.wording import times

SAME = 0.02
"""Files and operations that differ by less are called the same: headers are not weights."""

INVISIBLE_DB = 59.0
"""Rounding to 256 levels makes errors of 20 log10(255 sqrt(12)) = 58.9 dB: what is closer, no screen can show."""

ALIKE_DB = 40.0
"""Above it the eye hardly finds a difference: a root mean square error of 2.6 of 255 levels."""

CHANGED = (Verdict.FASTER, Verdict.SLOWER)


def variant_title(name: str) -> str:
    """ "baseline" for the model as it was, which files call "original"; a variant's own name is its title."""
    return "baseline" if name == ORIGINAL else name


def headline(cost_table: CostTable, qualities: dict[str, Quality]) -> str:
    """Which promise held: the fastest and the smallest of those that draw the same, and the fastest of all.

    In Markdown; "" before times and pictures are known. Speed counts where it is beyond noise, in the largest batches.
    """
    batch, original = max(cost_table.batches), cost_table.rows[0]
    if any(batch not in row.verdict for row in cost_table.rows) or len(qualities) < len(cost_table.rows):
        return ""
    alike = [row for row in cost_table.rows[1:] if _alike(qualities.get(row.name))]
    quick, small = _fastest(alike, batch), _smallest(alike, original)
    told = []
    if quick:
        gain = f"{_gain(quick, cost_table)} in batches of {batch}"
        told.append(f"**{quick.name}** is the fastest, {gain}{_rivals(quick, alike, batch)}")
    if small:
        who = "" if small is quick else f"**{small.name}** is "
        told.append(f"{who}the smallest, {times(_bytes(original) / _bytes(small))}")
    kept = f"With pictures that are hard to tell apart, {', and '.join(told)}." if told else ""
    best = _fastest(cost_table.rows[1:], batch)
    if best and best not in alike:
        kept += f" Fastest of all is **{best.name}**, {_gain(best, cost_table)}, at the price of different pictures."
    return kept.strip() or "No variant was faster or smaller than the baseline beyond noise."


def _alike(row: Quality | None) -> bool:
    return row is not None and (row.psnr is None or row.psnr >= ALIKE_DB)


def _fastest(rows: Sequence[Row], batch: int) -> Row | None:
    return min(
        (row for row in rows if row.verdict[batch] == Verdict.FASTER),
        key=lambda row: present(row.ratio[batch].value),
        default=None,
    )


def _rivals(quick: Row, rows: Sequence[Row], batch: int) -> str:
    """Those whose intervals overlap that of the fastest: the order may be chance."""
    first = quick.ratio[batch]
    close = [
        f"**{row.name}**"
        for row in rows
        if row is not quick and row.verdict[batch] == Verdict.FASTER
        if _overlap(row.ratio[batch], first)
    ]
    return f" ({', '.join(close)} too close to call)" if close else ""


def _overlap(slower: Figure, faster: Figure) -> bool:
    return slower.low is not None and faster.high is not None and slower.low <= faster.high


def _smallest(rows: Sequence[Row], original: Row) -> Row | None:
    """Where it is smaller than the baseline by more than a header."""
    known = [row for row in rows if row.file_size.value and original.file_size.value]
    found = min(known, key=_bytes, default=None)
    return found if found and _bytes(original) / _bytes(found) >= 1 + SAME else None


def _bytes(row: Row) -> float:
    return present(row.file_size.value)


def _gain(row: Row, cost_table: CostTable) -> str:
    """ "6.3x (against ONNX Runtime alone 1.1x slower)": against the baseline, and what is its own of it."""
    credit = _credit(row, cost_table)
    return times(1 / present(row.ratio[max(cost_table.batches)].value)) + (f" ({credit})" if credit else "")


def summary(cost_table: CostTable, name: str, qualities: dict[str, Quality]) -> str:
    """ "3.9x smaller file, 1.6x faster in batches of 64, other pictures (38 dB PSNR)"; "" where nothing is known yet.

    Of the baseline, the first row, it tells the figures that the others are compared with. Raises KeyError.
    """
    row, original = cost_table.row(name), cost_table.rows[0]
    if row is original:
        return _told(_file(row), _per_picture(row, max(cost_table.batches)))
    return _told(
        _size(row, original),
        _work(row, original),
        _speed(row, cost_table.batches),
        _credit(row, cost_table),
        _warm_up(row, original, max(cost_table.batches)),
        _likeness(qualities.get(name)),
    )


def _told(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _file(row: Row) -> str:
    return f"{figure_text(row.file_size)} file" if row.file_size.value is not None else ""


def _per_picture(row: Row, batch: int) -> str:
    if batch not in row.time:
        return ""
    return f"{value_text(row.time[batch])} per picture in batches of {batch}"


def _size(row: Row, original: Row) -> str:
    return _changed(row.file_size, original.file_size, "smaller file", "larger file", "a file of the same size")


def _work(row: Row, original: Row) -> str:
    return _changed(row.multiply_adds, original.multiply_adds, "fewer multiply-adds", "more multiply-adds", "")


def _changed(figure: Figure, original: Figure, less: str, more: str, same: str) -> str:
    if not figure.value or not original.value:
        return ""
    ratio = original.value / figure.value
    if abs(ratio - 1) < SAME:
        return same
    return f"{times(ratio)} {less}" if ratio > 1 else f"{times(1 / ratio)} {more}"


def _speed(row: Row, batches: tuple[int, ...]) -> str:
    """At the smallest and the largest batch; once, if they agree that there is no difference."""
    asked = [batch for batch in dict.fromkeys((min(batches), max(batches))) if batch in row.verdict]
    if asked and all(row.verdict[batch] == Verdict.EQUAL for batch in asked):
        return "no difference in time beyond noise"
    told = []
    for batch in asked:
        where = "one at a time" if batch == 1 else f"in batches of {batch}"
        told.append(f"{ratio_words(row.ratio[batch].value, row.verdict[batch])} {where}")
    return ", ".join(told)


def _credit(row: Row, cost_table: CostTable) -> str:
    """What of a gain the runtime has no part in: against the same runtime alone, on the same device and threads."""
    batch, original = max(cost_table.batches), cost_table.rows[0].name
    if row.baseline in ("", original, row.name) or row.verdict.get(batch) not in CHANGED:
        return ""
    if batch not in row.credit_verdict:
        return (
            f"how much of it is due to {row.baseline} alone was not measured"
            if row.verdict[batch] == Verdict.FASTER
            else ""
        )
    return f"against {row.baseline} alone {ratio_words(row.credit[batch].value, row.credit_verdict[batch])}"


def _warm_up(row: Row, original: Row, batch: int) -> str:
    if row.warm_up.value is None or batch not in row.verdict:
        return ""
    helped = f" ({WARMED_BY_DISK})" if row.warm_up.how.values.get("helped") else ""
    return f"compiling took {figure_text(row.warm_up)}{helped} and {pays(row, original, batch)}"


def pays(row: Row, original: Row, batch: int) -> str:
    """ "pays after 12,000 pictures in batches of 64", or that it never does: what a warm-up buys."""
    if row.verdict.get(batch) != Verdict.FASTER:
        return f"does not pay in batches of {batch}"
    count = pays_after(*(present(each.value) for each in (row.warm_up, original.time[batch], row.time[batch])))
    if count is None:  # the median round says otherwise than the ratios: too close to tell
        return f"does not pay in batches of {batch}"
    rounded = round(count, 1 - int(math.log10(count))) if count >= 100 else count
    return f"pays after {rounded:,} pictures in batches of {batch}"


def _likeness(row: Quality | None) -> str:
    if row is None:
        return ""
    if row.psnr is None:
        return "identical pictures"
    if row.psnr > INVISIBLE_DB:
        return "pictures that differ by less than a screen can show"
    if row.psnr >= ALIKE_DB:
        return f"pictures that are hard to tell apart ({row.psnr:.0f} dB PSNR)"
    return f"different pictures ({row.psnr:.0f} dB PSNR)"
