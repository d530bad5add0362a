"""What the drawing of how a run learns is told of it, and what is obeyed when something is pressed or moved in it."""

from typing import Any

from gan_core.config import RunConfig
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder
from gan_core.objectives import TextToImage
from gan_core.recovery.settings import RecoverConfig

STEPS = ("d_step", "g_step")
RATES = ("optimiser.lr", "optimiser.d_lr")
WEIGHTS = {"T": "objective.lambda_lm", "G": "objective.lambda_g", "D": "objective.lambda_d"}
"""The weight of each network's loss, where a run has them; T is the text network, which lies in G's module."""
SLIDERS = (*RATES, *WEIGHTS.values())


def diagram_of(config: RunConfig | RecoverConfig) -> dict[str, Any] | None:
    """Which drawing it is, and of each network its title and learning rate; None for what is not drawn.

    `ui/static/live/diagrams.js` has the drawings by their names.
    """
    if not isinstance(config, RunConfig) or not config.family.diagram:
        return None
    networks = {
        name: {"title": each.title, "rate": each.rate, "lr": getattr(config.optimiser, each.rate.split(".")[1])}
        for name, each in config.family.networks.items()
    }
    told = {"name": config.family.diagram, "networks": networks, "points": config.data.kind == "points"}
    return told if not isinstance(config.objective, TextToImage) else {**told, "text": _text(config, config.objective)}


def _text(config: RunConfig, objective: TextToImage) -> dict[str, Any]:
    """The text network, what it learns from, and the weights of the three losses by the network that descends them."""
    return {
        "network": getattr(config.model, "text_network", ""),
        "path": objective.text_path,
        "rate_share": objective.text_rate,
        "mismatched": objective.mismatched,
        "weights": {
            network: {"name": name, "value": getattr(objective, name.split(".")[1])}
            for network, name in WEIGHTS.items()
        },
    }


def obey(folder: RunFolder, command: Any) -> int:
    """Ask of the run what was pressed in its drawing; returns the number of the question.

    Raises RunError for all that the drawing does not offer: a browser may send anything.
    """
    match command:
        case {"name": str(name), "value": None} if name in STEPS:
            return folder.ask(name)
        case {"name": "set", "value": {"name": str(name), "value": int() | float() as value}} if name in SLIDERS:
            return folder.ask("set", {"name": name, "value": value})
    offered = "half-steps, the learning rate of each network and the weight of each loss"
    raise RunError(f"The drawing of a run offers {offered}, and nothing else.")
