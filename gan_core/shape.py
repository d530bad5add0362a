"""What a network must know of the data, and no more."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SampleShape:
    """One sample: an image (channels, image_size, image_size), or a point (channels,) where `kind` is "points".

    `num_classes` is 0 where the networks are not to see labels.
    """

    channels: int
    image_size: int
    num_classes: int = 0
    kind: Literal["image", "points"] = "image"

    @property
    def dims(self) -> tuple[int, ...]:
        """The shape of one sample without the batch dimension."""
        return (self.channels,) if self.kind == "points" else (self.channels, self.image_size, self.image_size)

    @property
    def num_values(self) -> int:
        """How many numbers one sample holds."""
        return self.channels if self.kind == "points" else self.channels * self.image_size**2
