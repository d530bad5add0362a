"""Whether figures of the same name mean the same: if not, they are refused a common column, with the reason."""

from collections.abc import Sequence
from typing import Any

from gan_core.compare.lines import ENERGY, SPEED
from gan_core.compare.subject import Subject
from gan_core.compare.wording import curve_title
from gan_core.config import choices

RECONSTRUCTION = ("VAE/elbo", "VAE/bits_per_dim", "VAE/active_units", "VAE/psnr", "VAE/ssim")
TELLERS_OF_MODES = ("modes", "points", "stacked")
PROTOCOL = ("extractor", "reader", "num_images", "num_reference", "num_kinds")
LOSS_OF_A_GAME = ("G/loss", "D/loss", "D/real", "D/fake")


def depends_on(subject: Subject, name: str) -> dict[str, Any]:
    """What a figure called `name` depends on besides how well the run went: by words, the value for this run."""
    settings = subject.settings
    data = {"data": settings.get("data.name"), "picture size": settings.get("data.image_size")}
    if name in LOSS_OF_A_GAME:
        return {"objective": settings.get("objective.name")}
    if name in RECONSTRUCTION:
        known = data | {"likelihood": settings.get("model.likelihood")} | _protocol(subject, "reconstruction")
        span = {"dynamic range": subject.facts("reconstruction").get("dynamic_range")}
        return known | span if name == "VAE/ssim" else known
    if name.startswith("VAE/"):
        beta = {"beta": settings.get("objective.beta")} if name == "VAE/loss" else {}
        return data | {"likelihood": settings.get("model.likelihood")} | beta
    if name.startswith("quality/"):
        return data | {"share of the data": settings.get("data.fraction")} | _protocol(subject, "fidelity")
    if name.startswith("modes/"):
        return data | _protocol(subject, *TELLERS_OF_MODES)
    if name.startswith("distil/"):
        return {"teacher": settings.get("teacher")}
    if name == ENERGY:
        return {"machine": subject.status.host, "energy": "measured" if subject.energy_measured else "assumed"}
    if name == SPEED:
        return {"machine": subject.status.host}
    return {}


def _protocol(subject: Subject, *watches: str) -> dict[str, Any]:
    """How a watch measured, by words; the first of them that told something."""
    told = next((facts for watch in watches if (facts := subject.facts(watch))), {})
    return {name.replace("num_", "number of "): told.get(name) for name in PROTOCOL if name in told}


def refusal(compared: Sequence[Subject], name: str) -> str:
    """Why the figures called `name` of these runs are not to be compared, in a sentence; empty where they are."""
    there = [each for each in compared if name in each.history.curves or name == SPEED]
    known = [depends_on(each, name) for each in there]
    for what in dict.fromkeys(key for each in known for key in each):
        values = list(dict.fromkeys(str(each.get(what)) for each in known))
        if len(values) > 1:
            return f"{curve_title(name)} is not compared: {what} is {_listed(what, values)}."
    return ""


def _listed(what: str, values: list[str]) -> str:
    titles = {name: each.title for name, each in choices().get(what, {}).items()}
    shown = ["not told" if value == "None" else titles.get(value, value.replace("_", " ")) for value in values]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
