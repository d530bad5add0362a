"""What the doctor says, in sentences: findings, remedies, and whether to stop."""

from functools import partial

import numpy as np

from gan_core.doctor import FAILURE_MODES
from gan_core.doctor.finding import Finding, Remedy
from gan_core.doctor.when_to_stop import Advice
from gan_core.families import FAMILIES
from gan_core.wording import Sentences, say

NAMED = 4
"""More missing classes than these are counted, not named."""
TITLES = {
    "samples_alike": "Mode collapse",
    "kinds_missing": "Mode collapse, partial",
    "classes_exchanged": "Classes are exchanged",
    "classes_ignored": "Classes are ignored",
    "classes_not_drawn": "Some classes are not drawn as asked",
}
"""Of what has another title than its failure mode."""
OF_NETWORK = {name: each.whose for family in FAMILIES.values() for name, each in family.networks.items()}
RATE_OF = {"G": "G's learning rate", "D": "D's learning rate", "": "the learning rate"}
MEASURES = {
    "quality/frechet": "the Fréchet distance",
    "quality/kid": "KID",
    "modes/kinds": "the number of modes",
    "modes/recognised": "the share of samples that can be read",
    "quality/coverage": "coverage",
    "classes/accuracy": "class accuracy",
    "text/all": "the share of samples that are drawn as asked",
    "VAE/elbo": "the ELBO",
    "VAE/psnr": "PSNR",
    "VAE/ssim": "SSIM",
    "VAE/loss": "the VAE's loss",
    "AE/loss": "the autoencoder's loss",
    "VQ/loss": "the VQ-VAE's loss",
}
"""Of the others the last part of the name says it."""


def title_words(finding: Finding) -> str:
    """ "Divergence and NaN"."""
    return TITLES.get(finding.message.code, FAILURE_MODES[finding.failure_mode].title)


def finding_words(finding: Finding) -> str:
    """What was seen, with its numbers."""
    return say(finding.message, FINDINGS)


def remedy_words(remedy: Remedy) -> str:
    """ "Lower D's learning rate to 0.0002"."""
    return say(remedy.message, REMEDIES)


def advice_words(advice: Advice) -> str:
    """Whether to stop, and what that rests on."""
    names = ", ".join(map(measure_words, advice.improved))
    if not advice.improved:
        return "There is no quality metric in this run yet, so there is no telling when to stop."
    if advice.stop and not any(advice.improved.values()):
        return f"Nothing has improved beyond its noise since the start ({names}): this run is not learning."
    if advice.stop:
        return f"Nothing has improved beyond its noise for {advice.steps_without:,} steps ({names}): you can stop."
    latest = max(advice.improved, key=advice.improved.__getitem__)
    return f"Continue: {measure_words(latest)} improved {advice.steps_without:,} steps ago."


def measure_words(measure: str) -> str:
    """ "the Fréchet distance" for quality/frechet."""
    return MEASURES.get(measure, measure.rpartition("/")[2])


def _silent(steps: int, share: float, network: str) -> str:
    whose = OF_NETWORK.get(network, network)
    return (
        f"For {steps:,} steps {100 * share:.0f} % of {whose} hidden units have been inactive for every input: they "
        "get no gradient, and will not recover by themselves."
    )


def _missing(steps: int, missing: list[str], num: int) -> str:
    names = " and ".join(f"no {name}" for name in missing)
    if len(missing) > NAMED:
        names = f"{len(missing)} of {num} modes have been missing"
    return f"{names[0].upper()}{names[1:]} for {steps:,} steps, although enough of the samples can be read."


def _nothing(steps: int, active: float | None, dims: int, kl: float) -> str:
    known = "" if active is None else f"{active:.0f} of {dims} dimensions are active, and "
    return (
        f"For {steps:,} steps the code has carried next to no information: {known}the KL is {kl:.2g} nats per "
        "picture. Every reconstruction is the same average."
    )


def _hardly_errs(steps: int, real: float, fake: float, share: float) -> str:
    return (
        f"For {steps:,} steps D has hardly made a mistake: it scores real pictures {real:.1f} and fake ones "
        f"{fake:.1f}, and its loss is {100 * share:.2g} % of that of guessing."
    )


def _hardly_move(steps: int, rate: float, moved: float, needed: float | None) -> str:
    ends = (
        f"it takes {needed:,.0f} steps or more for anything to happen" if needed is not None else "nothing ever happens"
    )
    return (
        f"In {steps:,} steps at {rate:.2g} no weight can have moved by more than about {moved:.2g}, and their "
        f"initial spread is 0.02 or more: at this rate {ends}."
    )


def _copies(steps: int, share: float) -> str:
    return (
        f"For {steps:,} steps samples have been nearer to a training picture than held-out real pictures are: "
        f"{100 * share:.0f} % of their distance. They are copies, or nearly so."
    )


def _alike(steps: int, share: float) -> str:
    return (
        f"For {steps:,} steps all samples have been nearly the same: two of them differ by {100 * share:.0f} % of "
        "the difference between two real pictures."
    )


def _skipped(share: float, steps: int) -> str:
    return (
        f"fp16 has skipped {100 * share:.0f} % of the updates of the last {steps:,} steps, because a gradient "
        "exceeded 65,504, the largest number in fp16."
    )


def _classes(steps: int, accuracy: float, chance: float, so: str) -> str:
    return (
        f"For {steps:,} steps {100 * accuracy:.0f} % of the samples have shown the class that was asked for, where "
        f"guessing reaches {100 * chance:.0f} %: {so}"
    )


def _lost(steps: int, score: str, best: float, at: int, value: float) -> str:
    return (
        f"It used to draw well and no longer does: {measure_words(score)} was {best:.3g} at step {at:,}, and has "
        f"been {value:.3g} for {steps:,} steps."
    )


def _not_drawn(steps: int, missing: list[str]) -> str:
    names = " and ".join(missing) if len(missing) < NAMED else f"{len(missing)} classes"
    return f"For {steps:,} steps {names} have hardly ever appeared when asked for, although the samples can be read."


FINDINGS: Sentences = {
    "classes_exchanged": partial(_classes, so="it knows the classes and exchanges them."),
    "classes_ignored": partial(_classes, so="it largely ignores the class."),
    "classes_not_drawn": _not_drawn,
    "quality_lost": _lost,
    "ended_not_finite": "{reason}",
    "scores_ran_away": "D's scores have run away: {curve} has been beyond {limit:,.0f} for {steps:,} steps, and is "
    "{value:,.0f} now.",
    "loss_rose": "The loss has stayed above twice its best ({best:.4g}) for {steps:,} steps: {value:.4g}.",
    "d_hardly_errs": _hardly_errs,
    "updates_skipped": _skipped,
    "d_worse_than_a_coin": "For {steps:,} steps D has been worse than a coin toss: fake pictures score {fake:.2g} "
    "on average and real ones {real:.2g}. G fools it without drawing well.",
    "units_silent": _silent,
    "weights_hardly_move": _hardly_move,
    "samples_are_copies": _copies,
    "samples_alike": _alike,
    "kinds_missing": _missing,
    "d_knows_its_pictures": "For {steps:,} steps D has scored real pictures that it never saw ({held_out:.2g}) "
    "nearer to fake ones than to its training pictures ({seen:.2g}): it knows the pictures, not what makes them "
    "real.",
    "code_says_nothing": _nothing,
    "gradient_shrank": "G's gradient has shrunk to {value:.2g}, from {best:.2g}, and has been below a hundredth of "
    "that for {steps:,} steps, while D wins.",
    "scores_swing": "D(G(z)) swings by {swing:.1f} to either side, about every {every:,.0f} steps, and has done so for "
    "{steps:,} steps: whatever G learns, D unlearns.",
}


def _rate(verb: str, network: str, value: float) -> str:
    return f"{verb} {RATE_OF[network]} to {np.format_float_positional(value, trim='-')}"


REMEDIES: Sentences = {
    "check_labels": "Check that the labels belong to the pictures: check a few of each class",
    "lower_rate": lambda network, value: _rate("Lower", network, value),
    "raise_rate": lambda network, value: _rate("Raise", network, value),
    "use_bf16": "Use bf16: the same size, with the range of fp32",
    "use_fp32": "Use fp32",
    "learn_from_all": "Train on all the pictures",
    "relativistic": "Play the relativistic game with R1 and R2",
    "non_saturating": "Play the non-saturating game",
    "batch_size": "Set the batch size to 64",
    "diffaugment": "Switch DiffAugment on",
    "beta_one": "Set beta to 1",
    "kl_warmup": "Set the KL warm-up to 1,000 steps",
    "free_bits": "Allow 0.25 free nats per dimension",
    "beta1_zero": "Set Adam's beta 1 to 0",
}
