"""What a worker does while it waits, so that the first run starts at once."""

from gan_core.config import load_config
from gan_core.data import DATASETS
from gan_core.presets import PRESETS
from gan_core.store.speeds import keep_speed
from gan_core.training.estimate import estimate


def warm() -> None:
    """Run some steps of the presets that promise a time, and of a small VAE: kernels are compiled and chosen then."""
    for name, preset in PRESETS.items():
        if preset.images_promised:
            keep_speed(name, estimate(preset.config.model_dump(mode="json"))["images_per_second"])
    values = {"data": {"name": next(iter(DATASETS))}, "model": {"name": "conv_vae"}, "objective": {"name": "elbo"}}
    estimate(load_config(values).model_dump(mode="json"))
