"""Every family's trainer, by the family's name."""

from gan_core.config import RunConfig
from gan_core.training import flow, gan, rae, text_gan, vae, vq
from gan_core.training.trainer import Trainer

TRAINERS: dict[str, Trainer] = {
    "gan": gan.TRAINER,
    "vae": vae.TRAINER,
    "rae": rae.TRAINER,
    "text_gan": text_gan.TRAINER,
    "flow": flow.TRAINER,
    "vq": vq.TRAINER,
}


def trainer_of(config: RunConfig) -> Trainer:
    """How the model of these settings learns."""
    return TRAINERS[config.model.family]
