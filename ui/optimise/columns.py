"""The columns of the cost table on the page: group, title, explanation and cells."""

from collections.abc import Callable
from dataclasses import dataclass

from gan_core.cost.figure import Figure, How
from gan_core.cost.table import TO_COME, Row
from gan_core.cost.timing import Verdict
from gan_core.cost.wording import (
    UNAVAILABLE,
    energy_verdict_words,
    figure_text,
    how_words,
    interval_text,
    ratio_words,
    value_text,
)
from gan_core.measure.quality import Quality
from gan_core.measure.results import MeasurementResult
from gan_core.measure.wording import pays
from gan_core.wording import score

NOTHING = "…"
NEVER = UNAVAILABLE
TONES: dict[str, str] = {Verdict.FASTER: "good", Verdict.SLOWER: "bad"}


@dataclass(frozen=True)
class Cell:
    """What one cell says: the figure, its interval in small, where it comes from, a verdict and the tone of it."""

    text: str
    small: str = ""
    how: str = ""
    tone: str = ""
    verdict: str = ""


@dataclass(frozen=True)
class Column:
    """One column: `about` says what it is, with the paper or the source; `measured_on` stands beside the group."""

    group: str
    title: str
    about: str
    cell: Callable[[Row, Quality | None], Cell]
    measured_on: str = ""


def columns(found: MeasurementResult, running: bool) -> list[Column]:
    """Every column of this measurement; what is still to come is "…" while it runs."""
    batches = found.cost_table.batches if found.cost_table else ()
    waiting = NOTHING if running else NEVER
    return [
        _single(
            "Size", "File", "file_size", "Bytes of the saved network that draws; the encoder of a VAE is not counted."
        ),
        _single(
            "Size",
            "Parameters",
            "parameters",
            "Weights and biases of the generator. Zeros count, as they are stored too.",
        ),
        _single("Size", "Multiply-adds", "multiply_adds", "Per picture, counted by torch or from the ONNX graph."),
        *(_time(batch) for batch in batches),
        *_throughput(batches),
        *_warm_up(found),
        *_quality(found, waiting),
        _single(
            "Memory",
            "Peak",
            "peak_memory",
            "The peak memory, above what the imports take, while a fresh process loads the model and draws.",
        ),
        _single(
            "Memory", "Process", "process_memory", "Everything that this process held at that time, libraries included."
        ),
        _single(
            "Start",
            "First picture",
            "start_up",
            "From the start of a process to its first picture. The variant's own file is opened; what no file "
            "holds, such as compilation, is done again and counted.",
        ),
        _single("Start", "Without imports", "ready", "The part of it after the libraries have been imported."),
        Column("Energy", "1,000 pictures", ENERGY, _energy),
        Column("Energy", "CO2", CO2, lambda row, _: figure_cell(row.co2)),
    ]


ENERGY = (
    "Joules per 1,000 pictures, from the counter of the GPU (NVML) or the processor (RAPL). Without a counter a "
    "power is assumed: the figure is then only time in other units, is marked as such, and has no verdict."
)
CO2 = (
    "The same energy, multiplied by the emissions per kilowatt-hour of the chosen grid (Ember, Yearly Electricity "
    "Data)."
)


def _single(group: str, title: str, name: str, about: str) -> Column:
    return Column(group, title, about, lambda row, _: figure_cell(getattr(row, name)))


def _time(batch: int) -> Column:
    return Column(
        "Time per image",
        f"Batch of {batch}",
        "The median over rounds, with its 95 % interval. The verdict uses the median of the ratios to the "
        "baseline, round by round, with its sign-test interval (Thompson 1936): there is a difference if the "
        "interval excludes 1.",
        lambda row, _: timed_cell(row, batch),
    )


def _throughput(batches: tuple[int, ...]) -> list[Column]:
    """At the largest batch, where it is highest."""
    if not batches:
        return []
    batch = max(batches)
    about, none = f"Images per second, in batches of {batch}: the reciprocal of the time per image.", TO_COME["1/s"]
    return [
        Column("Throughput", f"Batch of {batch}", about, lambda row, _: figure_cell(row.throughput.get(batch, none)))
    ]


def _warm_up(found: MeasurementResult) -> list[Column]:
    """Only where something is compiled."""
    if found.cost_table is None or all(row.warm_up.value is None for row in found.cost_table.rows):
        return []
    original, batch = found.cost_table.rows[0], max(found.cost_table.batches)
    return [
        Column(
            "Warm-up",
            "Compiling",
            "How long compilation takes before the first picture, and after how many pictures the time saved has "
            "made up for it.",
            lambda row, _: _compiling(row, original, batch),
        )
    ]


def _compiling(row: Row, original: Row, batch: int) -> Cell:
    if row.warm_up.value is None:
        return Cell("none", how=how_words(row.warm_up.how), tone="faint")
    words = pays(row, original, batch) if batch in row.time else ""
    return Cell(figure_text(row.warm_up), words, how_words(row.warm_up.how))


def figure_cell(figure: Figure) -> Cell:
    text, how = value_text(figure), how_words(figure.how)
    if figure.value is None:
        return Cell(NOTHING if figure.how.code == How.NOT_YET else NEVER, how=how, tone="faint")
    if figure.kind == "assumed":
        return Cell(text, "assumed power", how, "faint")
    return Cell(text, interval_text(figure), how)


def timed_cell(row: Row, batch: int) -> Cell:
    if batch not in row.time:
        return Cell(NOTHING, tone="faint")
    cell, ratio, verdict = figure_cell(row.time[batch]), row.ratio[batch], row.verdict.get(batch, "")
    if ratio.value == 1 and ratio.low == ratio.high == 1:
        return cell
    how = f"{cell.how}. Ratio to the baseline {figure_text(ratio)}, {how_words(ratio.how)}"
    return Cell(cell.text, cell.small, how, TONES.get(verdict, ""), ratio_words(ratio.value, verdict))


def _energy(row: Row, _: Quality | None) -> Cell:
    cell = figure_cell(row.energy)
    words = energy_verdict_words(row.energy_verdict) if row.energy.kind == "measured" else ""
    return Cell(cell.text, cell.small, cell.how, cell.tone, words)


def _quality(found: MeasurementResult, waiting: str) -> list[Column]:
    """The header carries extractor, number, reference and floor: a score without them is worth nothing."""
    known = next(iter(found.qualities.values()), None)
    extractor = known.extractor if known else "an extractor"
    scored = next((row for row in found.qualities.values() if row.kid is not None), None)
    of = f" On {extractor}, {scored.num_images:,} pictures against as many of {scored.reference}." if scored else ""
    floor = f" Real against real reaches {scored.floor:.3g}." if scored and scored.floor is not None else ""
    like = "Similarity to the baseline"
    real, protocol = "Distance from real pictures", [extractor]
    if scored:
        protocol += [f"N = {scored.num_images:,}", scored.reference]
        protocol += [f"floor {scored.floor:.3g}"] if scored.floor is not None else []
    measured_on = " · ".join(protocol)
    return [
        Column(
            like,
            "PSNR",
            "10 log10(2² / mean squared error) over 64 pictures of the same latents; higher is closer; a "
            "difference at 40 dB is hard to see. “Equal” means every pixel.",
            lambda row, quality: _psnr(quality, waiting),
        ),
        Column(
            like,
            "SSIM",
            "Structural similarity, 1 for equal pictures (Wang et al. 2004, doi.org/10.1109/TIP.2003.819861).",
            lambda row, quality: _number(quality.ssim if quality else None, ".4f", waiting),
        ),
        Column(
            like,
            "Feature distance",
            f"How different the pictures look to {extractor}, computed like LPIPS but on this project's own "
            "network, so it is not LPIPS (Zhang et al. 2018, arxiv.org/abs/1801.03924). 0 for equal pictures.",
            lambda row, quality: _number(quality.feature if quality else None, ".3f", waiting),
        ),
        Column(
            real,
            "Fréchet distance",
            "How far the Gaussians are apart that fit the features (Heusel et al. 2017, arxiv.org/abs/1706.08500), 95 "
            f"% by bootstrap. Not the published FID.{of}{floor}",
            lambda row, quality: _score(quality, "frechet", waiting),
            measured_on,
        ),
        Column(
            real,
            "KID",
            "Unbiased kernel distance, 95 % over blocks; it may lie below 0 (Bińkowski et al. 2018, "
            f"arxiv.org/abs/1801.01401).{of}",
            lambda row, quality: _score(quality, "kid", waiting),
            measured_on,
        ),
    ]


def _psnr(row: Quality | None, waiting: str) -> Cell:
    if row is None:
        return Cell(waiting, tone="faint")
    return Cell("equal") if row.psnr is None else Cell(f"{row.psnr:.1f} dB")


def _number(value: float | None, digits: str, waiting: str) -> Cell:
    if value is None:
        return Cell(waiting, tone="faint")
    least = float(f"1e-{digits[1]}")
    return Cell(f"< {least:g}" if 0 < value < least else format(value, digits))


def _score(row: Quality | None, name: str, waiting: str) -> Cell:
    value = getattr(row, name) if row else None
    if row is None or value is None:
        return Cell(NEVER if row and row.why else waiting, how=row.why if row else "", tone="faint")
    low, high = getattr(row, f"{name}_low"), getattr(row, f"{name}_high")
    how = f"{row.extractor}, {row.num_images:,} pictures, reference {row.reference}"
    return Cell(score(value), f"{score(low)} to {score(high)}", how)
