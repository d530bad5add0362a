"""Scores in sentences: never without the scores of real pictures and of noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.evaluation.caption_variety import FULL, SHORT, SORTS
from gan_core.evaluation.evaluation import Against, Evaluation, Portrait
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.score import Protocol, Score, unlike
from gan_core.evaluation.verdicts import as_good, beaten_by_noise, fooled, missing_classes, winners
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.proportion import wilson
from gan_core.text.grammar import KINDS
from gan_core.wording import listed
from gan_core.wording import score as score_text

if TYPE_CHECKING:
    from gan_core.evaluation.reference import Reference
    from gan_core.evaluation.seeds import SeedSpread

ROLES = {"held_out": "held out", "training": "training pictures", "as_they_are": "as they are"}
DIFFERENCES = {
    "measure": "they are different metrics",
    "extractor": "they use different feature networks",
    "version": "the extractor was retrained between them",
    "num_images": "they come from different numbers of pictures, and most metrics depend on the number",
    "resolution": "the pictures are of different sizes or colours",
    "reference_key": "they have different reference images",
}

ONE_TRAINING = (
    "An interval says how far the choice of pictures moves a score of this one training; the same settings trained "
    "from another seed differ by more."
)
FURTHER = {
    "noise": "further from real pictures than noise",
    "guessing": "worse than guessing: classes are exchanged",
}


def extractor_words(protocol: Protocol) -> str:
    """ "Shape reader"."""
    return EXTRACTORS[protocol.extractor].title if protocol.extractor in EXTRACTORS else protocol.extractor


def reference_words(against: Against | Reference | Protocol) -> str:
    """ "Coloured shapes, held out"."""
    title = against.reference if isinstance(against, Protocol) else against.title
    return f"{title}, {ROLES.get(against.role, against.role)}"


def resolution_words(resolution: str) -> str:
    """ "32x32 colour" for 32x32x3."""
    size, _, channels = resolution.rpartition("x")
    return f"{size} {'grey' if channels == '1' else 'colour'}"


def unlike_words(first: Protocol, second: Protocol) -> str:
    """Why two scores must not be compared, in a sentence; "" where they may be."""
    name = unlike(first, second)
    if name is None:
        return ""
    shown = {
        "extractor": extractor_words,
        "num_images": lambda each: f"{each.num_images:,}",
        "resolution": lambda each: resolution_words(each.resolution),
        "reference_key": reference_words,
        "measure": lambda each: each.measure,
    }.get(name)
    pair = [shown(each) for each in (first, second)] if shown else []
    words = DIFFERENCES[name]
    if name == "reference_key" and pair[0] == pair[1]:
        words, pair = f"{words} of the same source", []
    return f"These scores cannot be compared: {words}{f' ({pair[0]} and {pair[1]})' if pair else ''}."


def score_words(score: Score) -> str:
    """ "11.4, where real pictures reach 0.9 and noise 412", with a verdict; or why there is none."""
    if score.value is None:
        return score.why
    parts = [score_text(score.value)]
    if score.floor is not None:
        parts.append(f"where real pictures reach {score_text(score.floor)}")
        if score.ceiling is not None:
            parts[-1] += f" and {worst_of(score)} {score_text(score.ceiling)}"
        if fooled(score):
            parts.append(f"and a metric that {worst_of(score)} passes says little here")
        elif as_good(score):
            parts.append("as good as real pictures, as far as this can tell")
        elif beaten_by_noise(score):
            parts.append(FURTHER[worst_of(score)])
    return ", ".join(parts) + _never_read(score)


def worst_of(score: Score) -> str:
    """What the ceiling is of: noise, or guessing."""
    return METRICS[score.protocol.measure].worst


def verdict_words(found: Evaluation) -> list[str]:
    """Who is best by what, beyond chance: "shapes-gan: best by Fréchet distance and recall", then what says nothing."""
    known = {name: listed([METRICS[each].title for each in measures]) for name, measures in winners(found).items()}
    told_apart = [f"{name}: best by {titles}" for name, titles in known.items() if name]
    return [*told_apart, *([f"No one is ahead beyond chance by {known['']}"] if "" in known else [])]


def _never_read(score: Score) -> str:
    missing = missing_classes(score)
    if not missing:
        return ""
    if len(missing) == len(score.detail):
        return "; no class was read at all"
    return f"; never read: {', '.join(missing)}"


def copying_words(portrait: Portrait) -> str:
    """What the test against held-out pictures says, in a sentence or two."""
    found = portrait.copying
    if found is None:
        return portrait.copying_why
    share = f"{100 * found.nearer:.0f} % ({100 * found.low:.0f} to {100 * found.high:.0f} %)"
    chance = (
        f"In {share} of the pairs the generated picture is nearer to a training picture than an unseen real one is; "
        f"50 % would be chance. C_T {found.c_t:+.1f} standard deviations, within ±2 by chance."
    )
    if found.copies:
        return f"It copies: its samples are too near to its training pictures. {chance}"
    if found.misses:
        return f"No sign of copying: it stays further from the training pictures than unseen real ones do. {chance}"
    return (
        f"No sign of copying: it is as near to the training pictures as unseen real ones are. {chance} This many "
        f"pictures reveal a share of copies of {100 * found.noticeable:.0f} % or more, four times out of five."
    )


def spread_words(found: SeedSpread, title: str) -> str:
    """ "Fréchet distance of 3 seeds (a, b and c): 31.2 on average, from 28.9 to 34.0"."""
    values = [score_text(each) for each in (found.mean, found.low, found.high)]
    seeds = f"{len(found.subjects)} seeds ({listed(list(found.subjects))})"
    return f"{title} of {seeds}: {values[0]} on average, from {values[1]} to {values[2]}"


def attributes_words(portrait: Portrait) -> str:
    """Which shares of a text model's samples show what was asked for, by attribute; "" where that is not known."""
    found = portrait.attributes
    if not found:
        return ""
    seen = f"Drawn as asked, read by the shape reader in {found['num']:,.0f} samples: {_attributes(found, '')}."
    if "unseen/num" not in found:
        return seen
    return f"{seen} Of {found['unseen/num']:,.0f} of combinations never seen: {_attributes(found, 'unseen/')}."


def variety_words(portrait: Portrait) -> str:
    """What the latent decides within one caption, beside real pictures of it; "" where that is not known."""
    found = portrait.variety
    if not found:
        return ""
    told = f"Within one caption ({found['captions']:.0f} captions, {found['per_caption']:.0f} samples of each)"
    sorts = {FULL: "a full caption", SHORT: "one that names shape and colour alone"}
    parts = [
        f"{sorts[sort]} leaves a pixel spread of {found[f'{sort}/spread']:.3f} (real pictures of it "
        f"{found[f'{sort}/real_spread']:.3f}) and a recall of {100 * found[f'{sort}/recall']:.0f} % (other real ones "
        f"{100 * found[f'{sort}/real_recall']:.0f} %)"
        for sort in SORTS
    ]
    return f"{told}: {'; '.join(parts)}."


def _attributes(found: dict[str, float], prefix: str) -> str:
    def interval(kind: str) -> str:
        low, high = wilson(found[f"{prefix}{kind}"] * found[f"{prefix}num"], int(found[f"{prefix}num"]))
        return f"{100 * found[f'{prefix}{kind}']:.0f} % ({100 * low:.0f} to {100 * high:.0f})"

    return ", ".join(f"{kind} {interval(kind)}" for kind in (*KINDS, "all"))
