"""Whether figures of the same name are comparable between runs, and if not, why."""

from collections.abc import Sequence
from typing import Any

from gan_core.compare.lines import ENERGY, SPEED
from gan_core.compare.subject import Subject
from gan_core.message import Message

RECONSTRUCTION = ("VAE/elbo", "VAE/bits_per_dim", "VAE/active_units", "VAE/psnr", "VAE/ssim")
TELLERS_OF_MODES = ("modes", "points", "stacked")
PROTOCOL = ("extractor", "reader", "num_images", "num_reference", "num_kinds")
UNLIKE = "unlike"
"""The code of a refusal."""
LOSS_OF_A_GAME = ("G/loss", "D/loss", "D/real", "D/fake")


def depends_on(subject: Subject, name: str) -> dict[str, Any]:
    """What a figure called `name` depends on besides how well the run went: by code, the value for this run."""
    settings = subject.settings
    data = {"data": settings.get("data.name"), "image_size": settings.get("data.image_size")}
    if name in LOSS_OF_A_GAME:
        return {"objective": settings.get("objective.name")}
    if name in RECONSTRUCTION:
        known = data | {"likelihood": settings.get("model.likelihood")} | _protocol(subject, "reconstruction")
        span = {"dynamic_range": subject.facts("reconstruction").get("dynamic_range")}
        return known | span if name == "VAE/ssim" else known
    if name.startswith("VAE/"):
        beta = {"beta": settings.get("objective.beta")} if name == "VAE/loss" else {}
        return data | {"likelihood": settings.get("model.likelihood")} | beta
    if name.startswith("VQ/"):
        kept = ("model.num_codes", "model.grid_size", "objective.commitment")
        weights = {key.split(".")[1]: settings.get(key) for key in kept}
        return data | (weights if name == "VQ/loss" else {})
    if name.startswith("AE/"):
        weights = {"beta": settings.get("objective.beta"), "decoder_l2": settings.get("objective.decoder_l2")}
        return data | (weights if name == "AE/loss" else {})
    if name.startswith("quality/"):
        return data | {"share_of_data": settings.get("data.fraction")} | _protocol(subject, "fidelity")
    if name.startswith("modes/"):
        return data | _protocol(subject, *TELLERS_OF_MODES)
    if name.startswith("distil/"):
        return {"teacher": settings.get("teacher")}
    if name == ENERGY:
        return {
            "machine": subject.status.machine or subject.status.host,
            "energy": "measured" if subject.energy_measured else "assumed",
        }
    if name == SPEED:
        return {"machine": _machine(subject)}
    return {}


def _machine(subject: Subject) -> str:
    """Where it was computed."""
    return subject.status.machine or subject.status.host


def _protocol(subject: Subject, *monitors: str) -> dict[str, Any]:
    """How a monitor measured, by code; the first of them that told something."""
    told = next((facts for each in monitors if (facts := subject.facts(each))), {})
    return {name: told.get(name) for name in PROTOCOL if name in told}


def refusal(compared: Sequence[Subject], name: str) -> Message | None:
    """Why the figures called `name` of these runs are not to be compared; None where they are.

    The message's `what` is a code of depends_on, `values` what it is in these runs, each once.
    """
    there = [each for each in compared if name in each.history.curves or name == SPEED]
    known = [depends_on(each, name) for each in there]
    for what in dict.fromkeys(key for each in known for key in each):
        values: list[Any] = []
        for each in known:
            if each.get(what) not in values:
                values.append(each.get(what))
        if len(values) > 1:
            return Message(UNLIKE, {"curve": name, "what": what, "values": values})
    return None
