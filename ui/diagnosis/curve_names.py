"""Curves in words, for the caption below a small drawing."""

NAMES = {
    "D/real": "D's score of real pictures",
    "D/fake": "D's score of made pictures",
    "D/loss": "D's loss",
    "D/seen": "D's score of the pictures it learns from",
    "D/held_out": "D's score of real pictures kept from it",
    "G/loss": "G's loss",
    "G/grad_norm": "Length of G's gradient",
    "G/spread": "How much samples differ, over how much real pictures do",
    "G/nearest": "Distance of samples to the nearest training picture, over that of real ones",
    "G/lr": "G's learning rate",
    "VAE/loss": "The VAE's loss",
    "VAE/kl": "KL in nats a picture",
    "VAE/active_units": "Active dimensions of the code",
    "VAE/lr": "The VAE's learning rate",
    "modes/recognised": "Share of samples that can be read",
    "quality/frechet": "Fréchet distance to real pictures",
    "quality/coverage": "Coverage of real pictures",
    "modes/kinds": "Kinds of picture among 100 samples",
    "skipped": "Updates skipped so far",
}
NETWORKS = {"G": "the generator's", "D": "the discriminator's", "VAE": "the VAE's"}


def words(curve: str) -> str:
    """What a curve shows; its name where there are no words for it."""
    network, _, what = curve.partition("/")
    if what == "dead" and network in NETWORKS:
        return f"Share of {NETWORKS[network]} hidden units that are silent"
    return NAMES.get(curve, curve)
