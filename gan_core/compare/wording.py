"""Titles of curves and columns, and the reasons why some are not compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from gan_core.config import choices
from gan_core.message import Message
from gan_core.text.grammar import KINDS
from gan_core.wording import Sentences, listed, say

if TYPE_CHECKING:
    from gan_core.compare.table import Column

CURVES = {
    "G/loss": "Generator loss",
    "D/loss": "Discriminator loss",
    "VAE/loss": "VAE loss",
    "VAE/reconstruction": "Reconstruction",
    "VAE/kl": "KL",
    "AE/loss": "Autoencoder loss",
    "AE/reconstruction": "Squared error",
    "AE/code": "Length of the codes",
    "AE/decoder": "Weights of the decoder",
    "VAE/elbo": "ELBO",
    "VAE/psnr": "PSNR",
    "VAE/ssim": "SSIM",
    "VAE/active_units": "Active units",
    "VAE/kl_units": "Informative units",
    "VAE/bits_per_dim": "Bits per dimension",
    "quality/frechet": "Fréchet distance",
    "quality/kid": "KID",
    "quality/precision": "Precision",
    "quality/recall": "Recall",
    "quality/density": "Density",
    "quality/coverage": "Coverage",
    "modes/kinds": "Classes drawn",
    "modes/entropy": "Entropy of the classes",
    "modes/recognised": "Readable",
    "classes/accuracy": "Class accuracy",
    "classes/chance": "Class accuracy of guessing",
    "classes/readable": "Samples whose class can be read",
    **{f"text/{kind}": f"{kind.capitalize()} drawn as asked" for kind in KINDS},
    "text/all": "All attributes drawn as asked",
    **{f"text/unseen/{kind}": f"{kind.capitalize()} as asked, unseen combinations" for kind in KINDS},
    "text/unseen/all": "All attributes as asked, unseen combinations",
    "text/spread": "Spread within one caption",
    "text/retrieval": "Caption retrieved first",
    "text/retrieval_5": "Caption retrieved among five",
    "text/retrieval_chance": "Caption retrieved first by guessing",
    "T/language_model": "Language model, nats a word",
    "T/held_out": "Language model, nats a held-out word",
    "T/perplexity": "Perplexity of held-out captions",
    "T/caption": "Captioning, nats a word",
    "T/contrastive": "InfoNCE of real pictures",
    "G/contrastive": "InfoNCE of generated pictures",
    "D/mismatched": "D(mismatched)",
    "D/sentence_r1": "R1 of the sentence",
    "distil/psnr": "PSNR to the teacher",
    "distil/frechet": "Fréchet distance to the teacher",
    "D/real": "D(real)",
    "D/fake": "D(fake)",
    "D/wasserstein": "Wasserstein estimate",
    "D/seen": "D(seen)",
    "D/held_out": "D(held out)",
    "G/nearest": "Distance to the nearest training picture",
    "G/spread": "Spread of the pictures",
    "G/dead": "Dead units of G",
    "D/dead": "Dead units of D",
    "VAE/dead": "Dead units of the VAE",
    "AE/dead": "Dead units of the autoencoder",
    "VQ/loss": "VQ-VAE loss",
    "VQ/reconstruction": "Squared error",
    "VQ/commitment": "Distance to the chosen codes",
    "VQ/prior_bits": "Prior, bits a picture",
    "VQ/code_bits": "Codes one by one, bits a picture",
    "VQ/perplexity": "Perplexity of the codes",
    "VQ/used_codes": "Codes used in a batch",
    "VQ/dead_codes": "Dead codes",
    "VQ/dead": "Dead units of the VQ-VAE",
    "energy/wh": "Energy in Wh",
    "speed": "Images per second",
}
COLUMNS = {"state": "State", "step": "Steps", "images": "Images", "seconds": "Seconds", "parameters": "Parameters"}
ASSUMED_ENERGY = "Energy in Wh, from an assumed power"
DEPENDS_ON = {
    "image_size": "picture size",
    "dynamic_range": "dynamic range",
    "share_of_data": "share of the data",
    "num_images": "number of images",
    "num_reference": "number of reference images",
    "num_kinds": "number of classes",
}
"""Of the others the code is the word."""
ENDINGS = {"grad_norm": "gradient norm", "lr": "learning rate"}


def curve_title(name: str) -> str:
    """What people call the curve `name`."""
    if name in CURVES:
        return CURVES[name]
    player, _, ending = name.partition("/")
    return f"{player}, {ENDINGS.get(ending, ending.replace('_', ' '))}" if ending else name


def column_title(column: Column) -> str:
    """What stands above a column of the table."""
    return ASSUMED_ENERGY if column.assumed else COLUMNS.get(column.name) or curve_title(column.name)


def refusal_words(refusal: Message) -> str:
    """ "Generator loss is not compared: objective is Least squares and Hinge."."""
    return say(refusal, REFUSALS)


def _unlike(curve: str, what: str, values: list[Any]) -> str:
    titles = {name: each.title for name, each in choices().get(what, {}).items()}
    shown = ["unknown" if each is None else titles.get(each, str(each).replace("_", " ")) for each in values]
    return f"{curve_title(curve)} is not compared: {DEPENDS_ON.get(what, what)} is {listed(shown)}."


REFUSALS: Sentences = {"unlike": _unlike}


def verdict_words(verdict: Message, titles: Sequence[str]) -> str:
    """ "“One” draws better than “Two”: Fréchet distance 12 against 45."; `titles` are those of the compared runs."""
    values = {**verdict.values, "figure": _within(curve_title(verdict.values["figure"]))}
    values |= {end: f"“{titles[verdict.values[f'{end}_of']]}”" for end in ("best", "worst")} | {
        f"{end}_value": f"{verdict.values[end]:.3g}" for end in ("best", "worst")
    }
    return say(Message(verdict.code, values), VERDICTS)


def _within(title: str) -> str:
    """As it stands within a sentence: what is a name, or a shortening, keeps its capital letter."""
    return title if title.isupper() or title.startswith(("Fréchet", "PSNR")) else title[:1].lower() + title[1:]


VERDICTS: Sentences = {
    "same_losses": "Same losses, other pictures: {figure} is {best_value} for {best} and {worst_value} for {worst}.",
    "better": "{best} is better than {worst}: {figure} {best_value} against {worst_value}.",
    "alike": "They are about equally good: {figure} {best_value} and {worst_value}.",
}


def changes_words(changes: dict[str, Any] | None, label: Callable[[str], str] = str) -> str:
    """ "optimiser.lr = 0.0001, seed = 3"; budgets last, since they tell the least; "" for a run that is no fork."""
    if changes is None:
        return ""
    ordered = sorted(changes.items(), key=lambda item: item[0].startswith("training."))
    return ", ".join(f"{label(name)} = {value}" for name, value in ordered) or "nothing changed"
