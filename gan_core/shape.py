"""What a network must know of the data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class SampleShape:
    """One sample: an image (channels, image_size, image_size), or a point (channels,) where `kind` is "points".

    `condition_width` is how many numbers the networks are told with each sample, 0 for none. Where the condition is a
    class they are its one-hot weights, and `num_classes` is as large; where it is not, `num_classes` is 0.
    """

    channels: int
    image_size: int
    num_classes: int = 0
    kind: Literal["image", "points"] = "image"
    condition_width: int = 0

    def __post_init__(self) -> None:
        if self.num_classes and self.condition_width not in (0, self.num_classes):
            raise ValueError(f"condition_width must be {self.num_classes} as num_classes, got {self.condition_width}")
        object.__setattr__(self, "condition_width", self.condition_width or self.num_classes)

    @property
    def is_class(self) -> bool:
        """Whether what the networks are told is a class, or a mixture of classes."""
        return self.num_classes > 0

    @property
    def dims(self) -> tuple[int, ...]:
        """The shape of one sample without the batch dimension."""
        return (self.channels,) if self.kind == "points" else (self.channels, self.image_size, self.image_size)

    @property
    def num_values(self) -> int:
        """How many numbers one sample holds."""
        return self.channels if self.kind == "points" else self.channels * self.image_size**2
