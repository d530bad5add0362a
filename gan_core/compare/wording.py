"""What curves are called, and which way is better."""

CURVES: dict[str, tuple[str, str]] = {
    "G/loss": ("Generator loss", ""),
    "D/loss": ("Discriminator loss", ""),
    "VAE/loss": ("VAE loss", "lower"),
    "VAE/reconstruction": ("Reconstruction", "lower"),
    "VAE/kl": ("KL", ""),
    "VAE/elbo": ("ELBO", "higher"),
    "VAE/psnr": ("PSNR", "higher"),
    "VAE/ssim": ("SSIM", "higher"),
    "VAE/active_units": ("Active units", "higher"),
    "VAE/kl_units": ("Units that tell something", "higher"),
    "VAE/bits_per_dim": ("Bits per dimension", "lower"),
    "quality/frechet": ("Frechet distance", "lower"),
    "quality/kid": ("KID", "lower"),
    "quality/precision": ("Precision", "higher"),
    "quality/recall": ("Recall", "higher"),
    "quality/density": ("Density", "higher"),
    "quality/coverage": ("Coverage", "higher"),
    "modes/kinds": ("Kinds drawn", "higher"),
    "modes/entropy": ("Entropy of kinds", "higher"),
    "modes/recognised": ("Recognised", "higher"),
    "distil/psnr": ("PSNR to the teacher", "higher"),
    "distil/frechet": ("Frechet distance to the teacher", "lower"),
    "D/real": ("D of real pictures", ""),
    "D/fake": ("D of made pictures", ""),
    "D/wasserstein": ("Wasserstein estimate", ""),
    "D/seen": ("D of pictures it learned from", ""),
    "D/held_out": ("D of real pictures it never saw", ""),
    "G/nearest": ("Distance to the nearest training picture", ""),
    "G/spread": ("Spread of the pictures", ""),
    "G/dead": ("Dead units of G", "lower"),
    "D/dead": ("Dead units of D", "lower"),
    "VAE/dead": ("Dead units of the VAE", "lower"),
    "energy/wh": ("Energy in Wh", "lower"),
    "speed": ("Images per second", "higher"),
}
ENDINGS = {"grad_norm": "gradient length", "lr": "learning rate"}


def curve_title(name: str) -> str:
    """What people call the curve `name`."""
    if name in CURVES:
        return CURVES[name][0]
    player, _, ending = name.partition("/")
    return f"{player}, {ENDINGS.get(ending, ending.replace('_', ' '))}" if ending else name


def better(name: str) -> str:
    """ "lower", "higher", or nothing where neither is better by itself."""
    return CURVES.get(name, ("", ""))[1]
