"""Whether figures of the same name mean the same: if not, they are refused a common column, with the reason."""

from collections.abc import Sequence
from typing import Any

from gan_core.compare.subject import Subject
from gan_core.compare.words import curve_title

WATCH_OF = {"quality/frechet": "fidelity", "quality/kid": "fidelity"}
LOSS_OF_A_GAME = ("G/loss", "D/loss", "D/real", "D/fake")


def depends_on(subject: Subject, name: str) -> dict[str, Any]:
    """What a figure called `name` depends on besides how well the run went: by words, the value for this run."""
    settings = subject.settings
    data = {"data": settings.get("data.name"), "picture size": settings.get("data.image_size")}
    if name in LOSS_OF_A_GAME:
        return {"objective": settings.get("objective.name")}
    if name.startswith("VAE/"):
        beta = {"beta": settings.get("objective.beta")} if name == "VAE/loss" else {}
        return data | {"likelihood": settings.get("model.likelihood")} | beta
    if name.startswith("quality/"):
        watch = WATCH_OF.get(name, name.partition("/")[2])
        facts = {each: subject.fact(watch, each) for each in ("extractor", "num_images", "num_reference")}
        reference = {"share of the data": settings.get("data.fraction")}
        return data | reference | {each.replace("num_", "number of "): value for each, value in facts.items() if value}
    if name.startswith("modes/"):
        facts = {each: subject.fact("modes", each) for each in ("reader", "num_images")}
        return data | {each.replace("num_", "number of "): value for each, value in facts.items() if value}
    if name.startswith("distil/"):
        return {"teacher": settings.get("teacher")}
    if name in ("speed", "energy/wh"):
        return {"machine": subject.status.host}
    return {}


def refusal(compared: Sequence[Subject], name: str) -> str:
    """Why the figures called `name` of these runs are not to be compared, in a sentence; empty where they are."""
    there = [each for each in compared if name in each.history.curves or name == "speed"]
    known = [depends_on(each, name) for each in there]
    for what in dict.fromkeys(key for each in known for key in each):
        values = list(dict.fromkeys(str(each.get(what)) for each in known))
        if len(values) > 1:
            return f"{curve_title(name)} is not compared: {what} is {_listed(values)}."
    return ""


def _listed(values: list[str]) -> str:
    shown = [value.replace("_", " ") for value in values]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
