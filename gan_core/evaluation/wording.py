"""What a score means, in a sentence: never without what real pictures and noise reach."""

from gan_core.evaluation.evaluation import Evaluation, Portrait
from gan_core.evaluation.names import MEASURE_NAMES
from gan_core.evaluation.score import Score

FURTHER = {"noise": "further from real than noise is", "guessing": "worse than guessing: classes are exchanged"}


def figure(value: float) -> str:
    """ "412", "11.4", "0.87", "0.014", "0.0004"."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    if abs(value) >= 0.1 or value == 0:
        return f"{value:.2f}"
    return f"{value:.3f}" if abs(value) >= 0.001 else f"{value:.1g}"


def told(score: Score) -> str:
    """ "11.4, where real pictures among themselves reach 0.9 and noise 412", with a verdict; or why there is none."""
    if score.value is None:
        return score.why
    parts = [figure(score.value)]
    if score.floor is not None:
        parts.append(f"where real pictures among themselves reach {figure(score.floor)}")
        if score.ceiling is not None:
            parts[-1] += f" and {worst_of(score)} {figure(score.ceiling)}"
        if fooled(score):
            parts.append(f"and a measure that {worst_of(score)} passes says little here")
        elif as_good(score):
            parts.append("as good as real pictures, as far as this can tell")
        elif beaten_by_noise(score):
            parts.append(FURTHER[worst_of(score)])
    return ", ".join(parts) + _kinds(score)


def worst_of(score: Score) -> str:
    """What the ceiling is of: noise, or guessing."""
    return MEASURE_NAMES[score.protocol.measure].worst


def as_good(score: Score) -> bool:
    """Whether the interval reaches that of real pictures, or lies beyond it."""
    if score.low is None or score.floor_low is None:
        return False
    if MEASURE_NAMES[score.protocol.measure].better == "lower":
        return score.low <= score.floor_high
    return score.high >= score.floor_low


def beaten_by_noise(score: Score) -> bool:
    """Whether the whole interval lies beyond what noise reaches."""
    if score.low is None or score.ceiling is None:
        return False
    lower = MEASURE_NAMES[score.protocol.measure].better == "lower"
    return score.low > score.ceiling if lower else score.high < score.ceiling


def best(scores: list[Score]) -> str:
    """The subject whose interval lies beyond all others' of one protocol; "" where the difference may be chance."""
    known = [each for each in scores if each.value is not None and each.low is not None]
    if len(known) < 2 or fooled(known[0]):
        return ""
    lower = MEASURE_NAMES[known[0].protocol.measure].better == "lower"
    first, *others = sorted(known, key=lambda each: each.value if lower else -each.value)
    apart = all(first.high < each.low if lower else first.low > each.high for each in others)
    return first.subject if apart else ""


def verdicts(found: Evaluation) -> list[str]:
    """Who is best by what, beyond chance: "shapes-gan: best by Frechet distance and recall", then what says nothing."""
    winners: dict[str, list[str]] = {}
    for protocol in found.protocols():
        scores = [each for each in found.scores if each.protocol == protocol]
        if sum(each.value is not None for each in scores) > 1:
            winners.setdefault(best(scores), []).append(MEASURE_NAMES[protocol.measure].title)
    told_apart = [f"{name}: best by {_listed(titles)}" for name, titles in winners.items() if name]
    undecided = winners.get("", [])
    return [*told_apart, *([f"No one is ahead beyond chance by {_listed(undecided)}"] if undecided else [])]


def _listed(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def fooled(score: Score) -> bool:
    """Whether noise scores as well as real pictures do: then these features are blind to what is no picture."""
    if score.floor is None or score.ceiling is None:
        return False
    lower = MEASURE_NAMES[score.protocol.measure].better == "lower"
    return score.ceiling <= score.floor if lower else score.ceiling >= score.floor


def place(score: Score, value: float) -> float | None:
    """Where `value` lies between noise (0) and real pictures (1); None where they are not known or not apart."""
    if score.floor is None or score.ceiling is None or fooled(score):
        return None
    return min(max((score.ceiling - value) / (score.ceiling - score.floor), 0.0), 1.0)


def _kinds(score: Score) -> str:
    if score.protocol.measure != "kinds":
        return ""
    missing = [name for name, share in score.detail.items() if share == 0]
    if not missing:
        return ""
    if len(missing) == len(score.detail):
        return "; no kind was read at all"
    return f"; never read: {', '.join(missing)}"


def copying_told(portrait: Portrait) -> str:
    """What the test against held-out pictures says, in a sentence or two."""
    found = portrait.copying
    if found is None:
        return portrait.copying_why
    share = f"{100 * found.nearer:.0f} % ({100 * found.low:.0f} to {100 * found.high:.0f} %)"
    chance = (
        f"In {share} of the pairs the made picture is nearer to a training picture than an unseen real one is; "
        f"50 % would be even. C_T {found.c_t:+.1f} standard deviations, within ±2 by chance."
    )
    if found.copies:
        return f"It copies: what it makes is too near to what it learned from. {chance}"
    if found.misses:
        return f"No sign of copying: it stays further from the training pictures than unseen real ones do. {chance}"
    return (
        f"No sign of copying: it is as near to the training pictures as unseen real ones are. {chance} "
        f"So many pictures show copies of {100 * found.noticeable:.0f} % or more, four times out of five."
    )
