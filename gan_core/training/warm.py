"""What a worker does while it waits, so that the first run starts at once."""

from gan_core.config import load_config
from gan_core.data import DATASETS
from gan_core.training.estimate import estimate


def warm() -> None:
    """Probe the machine and run a few steps of a small GAN and a small VAE: kernels are compiled and chosen then."""
    for model, objective in (("dcgan", "least_squares"), ("conv_vae", "elbo")):
        estimate(
            load_config(
                {"data": {"name": next(iter(DATASETS))}, "model": {"name": model}, "objective": {"name": objective}}
            ).model_dump(mode="json")
        )
