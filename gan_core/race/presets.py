"""RACE_PRESETS: races that answer one question each, for any run's settings, or say why they do not apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from gan_core.config import RunConfig
from gan_core.errors import UserError
from gan_core.machine import NO_COMPILER, has_compiler, has_gpu
from gan_core.models import MODELS
from gan_core.objectives import Game
from gan_core.race.settings import RaceConfig, load_race_config

Lanes = dict[str, dict[str, Any]]
PLAIN = {"runtime.precision": "fp32", "runtime.channels_last": "off"}
BATCHES = (16, 32, 64, 128)
LITTLE = 0.1
MOST_WIDTH = 1024
BAG = "bag_of_words"
PENALISED = (
    "this game has gradient penalties, and torch.compile fails on their gradients of gradients or silently drops "
    "them: switch r1_gamma, r2_gamma and gradient_penalty off first"
)


@dataclass(frozen=True)
class RacePreset:
    """One ready-made race. `why_not` is a sentence where it makes no sense for these settings, or ""."""

    title: str
    about: str
    icon: str
    lanes: Callable[[RunConfig], Lanes]
    why_not: Callable[[RunConfig], str] = lambda base: ""
    seconds: float = 30.0


def race_of(name: str, base: RunConfig, **settings: Any) -> RaceConfig:
    """The ready-made race `name` over `base`; `settings` change the race's own. Raises SettingsError, KeyError."""
    ready = RACE_PRESETS[name]
    lanes = [{"name": lane, "changes": changes} for lane, changes in ready.lanes(base).items()]
    known = {"title": f"{ready.title}: {base.title}"[:80], "base": base.model_dump(mode="json"), "lanes": lanes}
    return load_race_config({"seconds": ready.seconds, **known, **settings})


def why_not(name: str, base: RunConfig) -> str:
    """Why the race `name` makes no sense over `base`, in a sentence; or ""."""
    if problem := RACE_PRESETS[name].why_not(base):
        return problem[:1].upper() + problem[1:] + "."
    try:
        race_of(name, base)
    except UserError as error:
        return f"{error}."
    return ""


def widths(base: RunConfig) -> dict[str, list[int]]:
    """The lists of layer widths in the model's settings, by dotted name."""
    model = base.model.model_dump(mode="json")
    return {f"model.{name}": value for name, value in model.items() if isinstance(value, list)}


def _scaled(base: RunConfig, factor: float) -> dict[str, list[int]]:
    return {
        name: [min(MOST_WIDTH, max(2, round(each * factor))) for each in value] for name, value in widths(base).items()
    }


def _no_convolutions(base: RunConfig) -> str:
    flat = base.model.name.startswith("mlp")
    return "these networks have no convolutions, so there are no channels to lay out" if flat else ""


def _no_discriminator(base: RunConfig) -> str:
    family = base.family
    return "" if family.has_discriminator else f"a {family.title} has no discriminator to augment for"


def _cannot_compile(base: RunConfig) -> str:
    if base.family.has_discriminator and cast(Game, base.objective).needs_per_sample_gradients:
        return PENALISED
    return "" if has_compiler() or has_gpu() else NO_COMPILER.rstrip(".")


def _augmented(base: RunConfig) -> Lanes:
    policy = "colour,translation,cutout"
    return {
        f"{share}, {word}": {"data.fraction": fraction, "objective.diffaugment": way}
        for share, fraction in (("All data", 1.0), ("A tenth", LITTLE))
        for word, way in (("plain", "none"), ("DiffAugment", policy))
    }


def _no_sentences(base: RunConfig) -> str:
    """Why there is no race of text networks."""
    told = bool(base.model.sentence_width)
    return "" if told else f"{base.title} is told no sentences: choose a run that draws from captions"


def _text_networks(base: RunConfig) -> Lanes:
    known = base.model.model_dump(mode="json").get("text_network")
    model = {"model.text_network": "transformer" if known == BAG else known}
    return {
        "Joint": {**model, "objective.text_path": "joint"},
        "Frozen": {**model, "objective.text_path": "frozen"},
        "Bag of words": {"model.text_network": BAG, "objective.text_path": "joint"},
    }


def _with_and_without(name: str, usual: float, lanes: tuple[str, str]) -> Callable[[RunConfig], Lanes]:
    """Two lanes: with a weight, as it is or `usual` where it is off, and without it."""
    key = name.split(".")[1]
    return lambda base: {lanes[0]: {name: getattr(base.objective, key, 0) or usual}, lanes[1]: {name: 0}}


def _families(base: RunConfig) -> Lanes:
    """The run itself where it is of a family, and the usual settings of the two others; labels as in the run."""
    points, steady = base.data.kind == "points", {"optimiser.beta1": 0.9, "optimiser.beta2": 0.99}
    models: Lanes = {
        "GAN": {"model.name": "mlp_gan", "model.g_norm": "none"} if points else {"model.name": "dcgan"},
        "VAE": {"model.name": "mlp_vae", "model.likelihood": "gaussian" if points else "bernoulli", **steady},
        "Flow": {"model.name": "mlp_flow" if points else "unet_flow", **steady},
    }
    told = {"model.conditional": base.model.conditional}
    return {
        name: {} if MODELS[changes["model.name"]].family == base.model.family else {**changes, **told}
        for name, changes in models.items()
    }


RACE_PRESETS: dict[str, RacePreset] = {
    "text-network": RacePreset(
        "Language model: joint, frozen or none",
        "Joint: it learns from words and from pictures. Frozen: it stays as it began, and the networks must make do "
        "with what a random one says. None: a bag of words, which knows no order. Which draws what is asked?",
        "chat",
        _text_networks,
        _no_sentences,
        120.0,
    ),
    "mismatched": RacePreset(
        "With and without mismatched captions",
        "With: D is shown real pictures with captions of others too, and must call them wrong. Without: D can tell "
        "real from fake and never read a word. Does the generator still listen?",
        "swap_horiz",
        lambda base: {
            "Mismatched captions": {"objective.mismatched": True},
            "None mismatched": {"objective.mismatched": False},
        },
        _no_sentences,
        120.0,
    ),
    "contrastive": RacePreset(
        "With and without the contrastive term",
        "With: InfoNCE pulls each picture's embedding to its own caption's, and away from the others of its batch. "
        "Without: only D's verdict says whether a picture fits its caption.",
        "compare_arrows",
        _with_and_without("objective.contrastive", 0.5, ("Contrastive term", "No contrastive term")),
        _no_sentences,
        120.0,
    ),
    "sentence-penalty": RacePreset(
        "With and without R1 on the sentence",
        "With: D may not jump when the sentence moves a little, so that its gradient shows G a way. Without: the "
        "penalty is on pictures alone.",
        "straighten",
        _with_and_without("objective.sentence_r1_gamma", 0.2, ("R1 on both", "R1 on pictures")),
        _no_sentences,
        120.0,
    ),
    "precision": RacePreset(
        "bf16 against fp32",
        "Half the bits for each number: are the steps faster, and do the pictures suffer?",
        "exposure",
        lambda base: {"fp32": PLAIN, "bf16": {**PLAIN, "runtime.precision": "bf16"}},
    ),
    "both": RacePreset(
        "bf16 and channels last",
        "What this app does automatically where it helps, against plain fp32.",
        "bolt",
        lambda base: {
            "Plain fp32": PLAIN,
            "bf16, channels last": {"runtime.precision": "bf16", "runtime.channels_last": "on"},
        },
        _no_convolutions,
    ),
    "channels-last": RacePreset(
        "Channels last",
        "The same numbers in another order in memory: nothing changes but the speed.",
        "view_column",
        lambda base: {
            "Channels first": {"runtime.channels_last": "off"},
            "Channels last": {"runtime.channels_last": "on"},
        },
        _no_convolutions,
    ),
    "data": RacePreset(
        "All the data against a tenth",
        "How far can a model get with little to learn from?",
        "database",
        lambda base: {"All data": {"data.fraction": 1.0}, "A tenth": {"data.fraction": LITTLE}},
    ),
    "batch": RacePreset(
        "Batches of 16, 32, 64, 128",
        "Large batches process more images per second, small ones take more steps: which learns sooner?",
        "grid_view",
        lambda base: {f"Batch {size}": {"training.batch_size": size} for size in BATCHES},
    ),
    "width": RacePreset(
        "Narrow against wide",
        "Half as many channels, or twice as many: fast steps or large ones?",
        "width",
        lambda base: {"As it is": {}, "Half as wide": _scaled(base, 0.5), "Twice as wide": _scaled(base, 2.0)},
        lambda base: "" if widths(base) else "these networks have no widths to change",
    ),
    "diffaugment": RacePreset(
        "With and without DiffAugment",
        "Shifted, recoloured and covered pictures for the discriminator: a help with little data, a burden with much?",
        "auto_fix_high",
        _augmented,
        _no_discriminator,
    ),
    "fused": RacePreset(
        "Fused against plain optimiser",
        "Adam's update in one kernel instead of ten: the same update, faster.",
        "join",
        lambda base: {"Plain": {"optimiser.fused": "off"}, "Fused": {"optimiser.fused": "on"}},
    ),
    "compile": RacePreset(
        "Compiled networks",
        "torch.compile costs half a minute at first: does it pay off before the race is over?",
        "build",
        lambda base: {"Eager": {"runtime.compile": False}, "Compiled": {"runtime.compile": True}},
        _cannot_compile,
        120.0,
    ),
    "families": RacePreset(
        "GAN, VAE and flow",
        "Three ways to learn the same pictures, on one clock: an opponent, a bottleneck, or noise that flows.",
        "alt_route",
        _families,
        lambda base: "neither VAE nor flow reads sentences here" if base.model.sentence_width else "",
        60.0,
    ),
    "same": RacePreset(
        "The same twice",
        "Two identical lanes: any difference here is noise, and a good metric says so.",
        "balance",
        lambda base: {"One": {}, "The same": {}},
    ),
}
