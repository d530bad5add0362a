"""Pictures, or points, to learn from. A new set is one new file and one line in DATASETS; nothing imports torch."""

from gan_core.data.digits import DigitsSettings
from gan_core.data.emoji import EmojiSettings
from gan_core.data.folder import FolderSettings
from gan_core.data.grid25 import Grid25Settings
from gan_core.data.image_data import Attribute, ImageData, Report
from gan_core.data.ring import RingSettings
from gan_core.data.settings import DataSettings, data_root, quiet
from gan_core.data.shapes import ShapesSettings
from gan_core.data.stacked_mnist import StackedMnistSettings
from gan_core.data.subset import select, take_fraction
from gan_core.data.torchvision_sets import Cifar10Settings, FashionMnistSettings, KmnistSettings, MnistSettings
from gan_core.data.upload import store_upload

DATASETS: dict[str, type[DataSettings]] = {
    "shapes": ShapesSettings,
    "digits": DigitsSettings,
    "mnist": MnistSettings,
    "fashion_mnist": FashionMnistSettings,
    "kmnist": KmnistSettings,
    "cifar10": Cifar10Settings,
    "stacked_mnist": StackedMnistSettings,
    "ring": RingSettings,
    "grid25": Grid25Settings,
    "emoji": EmojiSettings,
    "folder": FolderSettings,
}

__all__ = [
    "DATASETS",
    "Attribute",
    "DataSettings",
    "FolderSettings",
    "ImageData",
    "Report",
    "data_root",
    "load_data",
    "quiet",
    "select",
    "store_upload",
    "take_fraction",
]


def load_data(settings: DataSettings, report: Report = quiet) -> ImageData:
    """The pictures that `settings` ask for, with their `fraction` taken. Raises DataError with what to do."""
    return take_fraction(settings.load(report), settings.fraction, settings.fraction_seed)
