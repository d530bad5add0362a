"""Digits counted while a run learns them."""

import torch

from gan_core.latent.sampling import draw_z
from gan_core.quality import digit_classifier
from gan_core.training.preview import decode
from gan_core.training.state import State

DIGIT_SETS = ("digits", "mnist")
NUM_IMAGES = 100
SEED = 1


class DigitWatch:
    """Reads 100 samples of a run on digits at every look; says nothing for other data, or without the classifier."""

    def __init__(self, data_name: str, state: State) -> None:
        there = (digit_classifier.FOLDER / "classifier.safetensors").exists()
        self.on = data_name in DIGIT_SETS and there and state.shape.kind == "image"
        if self.on:
            self.z = torch.from_numpy(draw_z(SEED, NUM_IMAGES, state.latent_dim)).to(state.execution.device)
            classes = state.shape.num_classes
            self.y = torch.eye(classes, device=self.z.device)[torch.arange(NUM_IMAGES) % classes] if classes else None

    def look(self, state: State) -> dict[str, float]:
        """`digits/recognised` (share, 0 to 1) and `digits/kinds` (0 to 10), or nothing."""
        if not self.on:
            return {}
        report = digit_classifier.read_digits(decode(state.ema, self.z, self.y, state.execution))
        found = {f"digits/{digit}": float(count) for digit, count in enumerate(report.counts)}
        return {"digits/recognised": report.recognised, "digits/kinds": 10.0 - len(report.missing)} | found
