"""What a training of repair networks found, in sentences."""

from __future__ import annotations

from gan_core.repair.damage import TASKS
from gan_core.repair.findings import ADVERSARIAL, BEFORE, MSE, Findings, Gap, Value

NAMES = {BEFORE: "Damaged", MSE: "MSE alone", ADVERSARIAL: "MSE + adversarial"}
LATENT, WHOLE = "latent", "whole"
"""What one picture is compared with besides: the latent search, and itself before it was damaged."""
TITLES = NAMES | {LATENT: "Latent search", WHOLE: "Untouched"}
ABOUT = {
    BEFORE: "What the networks are given.",
    MSE: "A U-Net that learned the smallest mean squared error. Where several pictures may have been there it draws "
    "their mean, a blur, which is near to all of them: hence a high PSNR.",
    ADVERSARIAL: "The same U-Net, whose pictures had to pass a discriminator as well (Isola et al. 2017, "
    "arxiv.org/abs/1611.07004). It draws one that may have been there, sharp; if it is another one than before, PSNR "
    "falls.",
    LATENT: "No network learned this repair: the latent is searched whose picture fits what is known (Yeh et al. 2017, "
    "arxiv.org/abs/1607.07539).",
    WHOLE: "The picture before it was damaged: no network saw it.",
}
METRIC_TITLES = {
    "psnr": "PSNR, dB",
    "ssim": "SSIM",
    "accuracy": "Class read right",
    "frechet": "Fréchet distance",
}
METRIC_ABOUT = (
    "PSNR: 10 log₁₀ of the squared range over the mean squared error; higher is nearer. SSIM: similarity of local "
    "means, contrasts and structures, 1 for the same picture (Wang et al. 2004, doi.org/10.1109/TIP.2003.819861). "
    "Class read right: by a network of its own, 95 % by Wilson. Fréchet distance: how far the repaired set is from the "
    "untouched one in that network’s features; lower looks more real. No repair is best at both nearness and looks "
    "(Blau and Michaeli 2018, arxiv.org/abs/1711.06077)."
)
READERS = {"digits": "digit classifier", "shapes": "shape reader"}
FORMATS = {"psnr": "{:.1f}", "ssim": "{:.3f}", "frechet": "{:.1f}"}


def value_words(metric: str, value: Value | None) -> str:
    """ "24.1 (23.8 to 24.4)", "87 % (82 to 90 %)"; a dash for what is not measured."""
    if value is None:
        return "–"
    if metric == "accuracy":
        return f"{100 * value.value:.0f} % ({100 * value.low:.0f} to {100 * value.high:.0f} %)"
    middle, low, high = (FORMATS[metric].format(each) for each in (value.value, value.low, value.high))
    return f"{middle} ({low} to {high})"


def headline(findings: Findings) -> list[str]:
    """A sentence for each task that was scored: who is nearer, who looks more real."""
    return [words for task in TASKS if (words := headline_of(task, findings))]


def headline_of(task: str, findings: Findings) -> str:
    """That of one task; "" before it is scored."""
    gap = findings.gap(task, "psnr")
    if gap is None:
        return ""
    parts = [_gap_words(gap)]
    first, second, real = findings.score(task, MSE), findings.score(task, ADVERSARIAL), findings.gap(task, "frechet")
    if first and second and first.frechet and second.frechet and real:
        who = {
            ADVERSARIAL: "as a set those with it look more real",
            MSE: "as a set those of MSE alone look more real",
            "": "as sets both look as real",
        }[real.winner]
        distances = f"{second.frechet.value:.1f} with it and {first.frechet.value:.1f} without"
        parts.append(f"{who} (Fréchet distance {distances})")
    return f"{TASKS[task].title}: {'; '.join(parts)}."


def _gap_words(gap: Gap) -> str:
    points = f"{gap.value:+.2f} dB, {gap.low:+.2f} to {gap.high:+.2f}"
    if gap.winner == MSE:
        return f"MSE alone is nearer to the untouched pictures ({points} with the adversarial term)"
    if gap.winner == ADVERSARIAL:
        return f"with the adversarial term it is nearer to the untouched pictures ({points})"
    return f"no difference in PSNR is shown ({points} with the adversarial term)"


def protocol(findings: Findings) -> str:
    """What was scored, and by whom."""
    source = "pictures that were learned from, as no others are here" if findings.learned else "held-out pictures"
    words = f"{findings.num:,} {source}, damaged alike for both networks. Intervals: 95 %, for other pictures of the "
    words += "same source; another seed is another network and may differ by more."
    if findings.right is not None and findings.reader:
        share = f"{100 * findings.right / findings.num:.0f} %"
        words += f" Untouched, the {READERS.get(findings.reader, findings.reader)} reads {share} right."
    return words


def opinion_words(scores: dict[str, tuple[float, float]]) -> str:
    """Of one picture by name, PSNR and SSIM of both networks, and of the latent search where it was made: who is
    nearer, and what that means.
    """
    if MSE not in scores or ADVERSARIAL not in scores:
        return ""
    if LATENT in scores and scores[LATENT][0] > max(scores[MSE][0], scores[ADVERSARIAL][0]):
        return (
            "The latent search is nearest: its model knows whole pictures of this sort, and where it knows this one "
            "nearly, no network that learned repair is as near."
        )
    first, second = scores[MSE][0], scores[ADVERSARIAL][0]
    gap = 0.0 if first == second else second - first  # both may be infinite
    if abs(gap) < 0.1:
        return "Both networks are as near to the untouched picture. Look for what each has invented."
    if gap < 0:
        return (
            f"MSE alone is nearer to the untouched picture by {-gap:.1f} dB: a blur offends nobody. The other network "
            "commits itself to one picture."
        )
    return f"Here the adversarial network is nearer to the untouched picture, by {gap:.1f} dB: it guessed well."
