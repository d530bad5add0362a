"""Three digits on top of each other, one red, one green, one blue: 1,000 modes that a digit classifier can count.

Metz et al. 2017, Unrolled generative adversarial networks, arxiv.org/abs/1611.02163; counted on 26,000 samples as in
Srivastava et al. 2017, VEEGAN, arxiv.org/abs/1705.07761. Lin et al. 2018 train on 128,000 pictures.
"""

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.data.digits import DigitsSettings
from gan_core.data.image_data import ImageData, Report
from gan_core.data.settings import Download, image_size_field, quiet
from gan_core.data.torchvision_sets import MnistSettings, TorchvisionSettings
from gan_core.errors import DataError
from gan_core.present import present

NUM_MODES = 1000
STANDS_IN = (
    "MNIST is not on this machine and could not be downloaded: the 1,797 small built-in digits are stacked instead."
)


class StackedMnistSettings(TorchvisionSettings):
    """Digits drawn by chance, three to a picture."""

    title: ClassVar[str] = "Stacked MNIST"
    about: ClassVar[str] = "Three MNIST digits on top of each other, in red, green and blue: 1,000 classes to remember."
    channels: ClassVar[int | None] = 3
    class_names: ClassVar[tuple[str, ...]] = tuple(f"{kind:03d}" for kind in range(NUM_MODES))
    folder: ClassVar[str] = "MNIST"

    name: Literal["stacked_mnist"] = "stacked_mnist"
    image_size: int = image_size_field(28)
    digits: Literal["auto", "mnist", "built-in"] = Field(
        "auto",
        title="Digits from",
        description="Where the digits come from: MNIST, the 1,797 built-in ones, or MNIST if it is available.",
    )
    num_images: int = Field(
        64_000,
        ge=1000,
        le=256_000,
        title="Pictures",
        description="How many triples are drawn; a larger number starts with the same ones. 64,000 take 150 MB.",
    )
    seed: int = Field(
        0, ge=0, description="Decides which digits are combined; the same number always draws the same pictures."
    )

    def load(self, report: Report = quiet) -> ImageData:
        """`num_images` pictures labelled 000 to 999: the digits in red, green and blue."""
        single, notes = self._digits(report)
        report("Stacking digits", None)
        return self._stacked(single, 0, self.num_images, notes)

    def download(self) -> Download | None:
        """MNIST, unless the built-in digits are asked for; they also stand in for it offline, where that is allowed."""
        needed = None if self.digits == "built-in" else self._mnist().download()
        return needed and replace(needed, stand_in=self.digits == "auto")

    def further(self, most: int) -> ImageData | None:
        """Those that would follow if more were drawn, of the digits that are here: nothing is fetched for them."""
        mnist = self._mnist()
        if self.digits == "mnist" and not mnist.is_here():
            return None
        of = "mnist" if self.digits != "built-in" and mnist.is_here() else "built-in"
        single, _ = self.model_copy(update={"digits": of})._digits(quiet)
        return self._stacked(single, self.num_images, self.num_images + most)

    def _stacked(self, single: ImageData, first: int, end: int, notes: tuple[str, ...] = ()) -> ImageData:
        rows = np.random.default_rng(self.seed).integers(0, len(single), (end, 3))[first:]
        labels = present(single.labels)[rows] @ np.array([100, 10, 1])
        return ImageData(single.images[rows, 0], labels, self.class_names, notes=notes)

    def _mnist(self) -> MnistSettings:
        return MnistSettings(root=self.root, split=self.split, image_size=self.image_size)

    def _digits(self, report: Report) -> tuple[ImageData, tuple[str, ...]]:
        if self.digits != "built-in":
            try:
                return self._mnist().load(report), ()
            except DataError:
                if self.digits == "mnist":
                    raise
        notes = (STANDS_IN,) if self.digits == "auto" else ()
        return DigitsSettings(image_size=self.image_size).load(report), notes
