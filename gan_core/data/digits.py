"""The 1,797 handwritten digits that ship with scikit-learn, enlarged smoothly: real handwriting without a download.

E. Alpaydin, C. Kaynak: Optical Recognition of Handwritten Digits, UCI 1998, doi.org/10.24432/C50P49
"""

import importlib.util
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np

from gan_core.data.image_data import ImageData, Report
from gan_core.data.resample import pad, resize
from gan_core.data.settings import PictureSettings, image_size_field, quiet


class DigitsSettings(PictureSettings):
    """Small handwritten digits, built in."""

    title: ClassVar[str] = "Handwritten digits"
    about: ClassVar[str] = (
        "1,797 digits written by 43 people, light on black, built in: a small set that is learned quickly."
    )
    channels: ClassVar[int | None] = 1
    class_names: ClassVar[tuple[str, ...]] = tuple("0123456789")

    name: Literal["digits"] = "digits"
    image_size: int = image_size_field(28)

    def load(self, report: Report = quiet) -> ImageData:
        """All 1,797 digits, each in the middle of a black picture."""
        report("Enlarging digits", None)
        small, labels = read_digits()
        inner = self.image_size * 5 // 7 // 2 * 2  # 20 of 28, as in MNIST
        # The 8x8 originals count the inked pixels of a black and white scan: a steeper grey brings its edges back.
        grey = resize(np.round(small * (255 / 16)).astype(np.uint8)[:, None], inner).astype(np.float32)
        crisp = np.clip((grey - 45) * 1.5, 0, 255).astype(np.uint8)
        return ImageData(pad(crisp, self.image_size), labels, self.class_names)


def read_digits() -> tuple[np.ndarray, np.ndarray]:
    """Digits (1797, 8, 8) in 0..16 and labels int64. The file itself: importing scikit-learn takes a second."""
    package = importlib.util.find_spec("sklearn")
    path = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz" if package and package.origin else None
    if path and path.is_file():
        table = np.loadtxt(path, delimiter=",", dtype=np.float32)
    else:
        from sklearn.datasets import load_digits

        digits = load_digits()
        table = np.column_stack([digits.data, digits.target])
    return table[:, :-1].reshape(-1, 8, 8), table[:, -1].astype(np.int64)
