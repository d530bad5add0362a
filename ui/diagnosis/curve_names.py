"""Curves in words, for the caption below a small drawing."""

from gan_core.families import FAMILIES

NAMES = {
    "D/real": "D's score of real pictures",
    "D/fake": "D(fake)",
    "D/loss": "D's loss",
    "D/seen": "D's score of its training pictures",
    "D/held_out": "D's score of held-out real pictures",
    "G/loss": "G's loss",
    "G/grad_norm": "G's gradient norm",
    "G/spread": "How much samples differ, relative to real pictures",
    "G/nearest": "Distance of samples to the nearest training picture, relative to that of real ones",
    "G/lr": "G's learning rate",
    "VAE/loss": "The VAE's loss",
    "AE/loss": "The autoencoder's loss",
    "VQ/loss": "The VQ-VAE's loss",
    "VQ/lr": "The VQ-VAE's learning rate",
    "AE/lr": "The autoencoder's learning rate",
    "VAE/kl": "KL in nats per picture",
    "VAE/active_units": "Active dimensions of the code",
    "VAE/lr": "The VAE's learning rate",
    "modes/recognised": "Share of samples that can be read",
    "quality/frechet": "Fréchet distance to real pictures",
    "quality/coverage": "Coverage of real pictures",
    "modes/kinds": "Classes among 100 samples",
    "classes/accuracy": "Share of samples that show the class that was asked for",
    "classes/chance": "Class accuracy of guessing",
    "classes/readable": "Share of samples whose class can be read",
    "skipped": "Updates skipped so far",
}


def words(curve: str) -> str:
    """What a curve shows; its name where there are no words for it."""
    network, _, what = curve.partition("/")
    whose = {name: each.whose for family in FAMILIES.values() for name, each in family.networks.items()}
    if what == "dead" and network in whose:
        return f"Share of {whose[network]} hidden units that are silent"
    return NAMES.get(curve, curve)
