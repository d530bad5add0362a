"""What an attack found, in sentences."""

from __future__ import annotations

from gan_core.attack.findings import (
    GENERATED,
    REAL,
    SHIPPED,
    TRAINED,
    Comparison,
    Curve,
    Findings,
    compare,
    has_collapsed,
)
from gan_core.data.digits import DigitsSettings
from gan_core.wording import listed, percent

NETWORKS = {SHIPPED: "shipped classifier", TRAINED: "trained classifier"}
PICTURES = {REAL: "real digits", GENERATED: "generated digits"}
METHODS = {"fgsm": "FGSM", "pgd": "PGD", "transfer": "FGSM on the other network"}
SCALE = "ε is measured on the scale on which black is 0 and white is 1."


def share_words(count: int, of: int, interval: tuple[float, float]) -> str:
    """ "34 % (28 to 41 %)"."""
    low, high = interval
    return f"{percent(count / of if of else 0.0)} ({100 * low:.0f} to {100 * high:.0f} %)"


def success_words(curve: Curve, index: int) -> str:
    """How often pictures that were read right are fooled, with the interval."""
    return share_words(curve.fooled[index], curve.num_right, curve.success_interval(index))


def accuracy_words(curve: Curve, index: int) -> str:
    """How many of all pictures are still read right, with the interval."""
    return share_words(curve.num_still_right(index), curve.num_pictures, curve.accuracy_interval(index))


def comparison_words(found: Comparison) -> str:
    """Are generated pictures easier to attack than real ones? In a sentence, with the interval."""
    said = {
        "easier": "Generated digits are easier to attack than real ones",
        "harder": "Generated digits are harder to attack than real ones",
        "equal": "No difference is shown between generated and real digits",
    }[found.code]
    points = f"{100 * (found.generated - found.real):+.0f} points, {100 * found.low:+.0f} to {100 * found.high:+.0f}"
    return (
        f"{said}: at ε = {found.epsilon:g} PGD fools the classifier with {percent(found.generated)} of the generated "
        f"and {percent(found.real)} of the real digits that were read right before ({points})."
    )


def headline(findings: Findings) -> list[str]:
    """The findings in a few sentences, the answer first."""
    lines = []
    if (found := compare(findings)) is not None:
        lines.append(comparison_words(found))
        lines.append(_protocol(findings))
    if findings.history:
        last = findings.history[-1]
        shares = [percent(each / last.num) for each in (last.clean, last.fgsm, last.pgd)]
        if has_collapsed(findings):
            lines.append(
                f"The training has collapsed (catastrophic overfitting): after FGSM it reads {shares[1]} of digits "
                f"right, and after PGD {shares[2]}. It has learned to hide its gradient from one step, not to resist."
            )
        else:
            lines.append(
                f"Trained against attacks, it reads {shares[0]} of {last.num} held-out digits right as they are, "
                f"{shares[1]} after FGSM and {shares[2]} after PGD at the training's ε."
            )
    return lines


def _protocol(findings: Findings) -> str:
    right = "read as the class that was asked for" if findings.asked else "read with more than 90 % certainty"
    learned = (
        "of the source that the model learned from"
        if findings.model_data == DigitsSettings.title
        else f"and the model learned from {findings.model_data}: where these differ, so may what is easy to attack"
    )
    words = (
        f"Only digits that are read right before count, of the same classes on both sides; a generated one is right if "
        f"it is {right}. The real ones are held-out built-in digits, {learned}."
    )
    if findings.too_few:
        words += f" The model drew too few of {listed([str(each) for each in findings.too_few])}."
    return words
