"""MNIST, its relatives and CIFAR-10, laid out, named and checked as torchvision does.

Files that lie in the root already are read without importing torchvision; it is asked only where to download.
"""

import gzip
import os
import tarfile
import tempfile
import warnings
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.data.download import DownloadError, fetch
from gan_core.data.idx import find_idx, read_idx
from gan_core.data.image_data import ImageData, Report
from gan_core.data.resample import pad, resize
from gan_core.data.settings import Download, PictureSettings, data_root, image_size_field, quiet
from gan_core.data.subset import spread
from gan_core.errors import DataError, NotHereError, system_words
from gan_core.present import present


class TorchvisionSettings(PictureSettings):
    """What the data sets of torchvision share. `folder` is torchvision's own name of the data set."""

    folder: ClassVar[str] = ""
    megabytes: ClassVar[dict[str, float]] = {}
    """What each split takes to download."""

    root: str = Field(
        "",
        description="Folder that holds torchvision's data sets; if empty, the folder that GAN_CORE_DATA names, or "
        "else this user's cache folder.",
    )
    split: Literal["train", "test"] = Field(
        "train", description="Learn from the training pictures, as usual, or from the smaller set of test pictures."
    )

    def further(self, most: int) -> ImageData | None:
        """Of the other split, where it lies here."""
        other = self.model_copy(update={"split": "test" if self.split == "train" else "train"})
        return spread(other.load(), most) if other.is_here() else None

    def is_here(self) -> bool:
        """Whether it can be read without a download."""
        return False

    def download(self) -> Download | None:
        return None if self.is_here() else Download(self.title, self.megabytes[self.split])

    def missing(self, looked_for: Path, why: str) -> NotHereError:
        """The error that says where the data set was looked for and both ways out."""
        return NotHereError(
            f"{self.title} is not at {looked_for} and could not be downloaded ({why}). "
            f"Go online and start again, or set --data-dir or GAN_CORE_DATA to a folder that holds it.",
            self.title,
        )


class IdxSettings(TorchvisionSettings):
    """A data set of 28x28 grey pictures in four IDX files."""

    channels: ClassVar[int | None] = 1
    image_size: int = image_size_field(28)

    def load(self, report: Report = quiet) -> ImageData:
        """Every picture of the split; 32 pixels are 28 with a black rim, other sizes are resampled."""
        raw, names = self._files()
        if not self.is_here():
            self.fetch_files(raw, names, report)
        report(f"Reading {self.title}", None)
        images, labels = (read_idx(present(find_idx(raw, name))) for name in names)
        if images.ndim != 3 or images.shape[1] != images.shape[2] or labels.shape != images.shape[:1]:
            raise DataError(f"The files in {raw} do not match each other: delete the folder, then start again.")
        if labels.max(initial=0) >= len(self.class_names):
            raise DataError(
                f"{raw / names[1]} holds labels that {self.title} does not have: delete it, then start again."
            )
        square = images[:, None]
        square = (
            pad(square, 32) if self.image_size == 32 and square.shape[-1] == 28 else resize(square, self.image_size)
        )
        return ImageData(square, labels.astype(np.int64), self.class_names)

    def is_here(self) -> bool:
        raw, names = self._files()
        return all(find_idx(raw, name) for name in names)

    def _files(self) -> tuple[Path, tuple[str, str]]:
        """The folder of the raw files, and the names of the split's pictures and labels."""
        part = "train" if self.split == "train" else "t10k"
        names = f"{part}-images-idx3-ubyte", f"{part}-labels-idx1-ubyte"
        return data_root(self.root) / self.folder / "raw", names

    def fetch_files(self, raw: Path, names: tuple[str, ...], report: Report) -> None:
        have = [name for name in names if find_idx(raw, name)]
        half = f"; only {have[0]} is there, so an earlier download was interrupted" if have else ""
        mirrors, checksums = idx_sources(self.folder)
        for name in names:
            if find_idx(raw, name):
                continue
            packed = raw / f"{name}.gz"
            try:
                urls = [mirror + packed.name for mirror in mirrors]
                fetch(urls, packed, md5=checksums[packed.name], title=f"{self.title}, {name}", report=report)
            except DownloadError as error:
                raise self.missing(raw / name, f"{error}{half}") from error
            # torchvision looks for the unpacked file, and unpacked it is read ten times faster.
            part = raw / f"{name}.{os.getpid()}.part"
            try:
                part.write_bytes(gzip.decompress(packed.read_bytes()))
                part.replace(raw / name)
            except OSError as error:
                raise self.missing(raw / name, f"it cannot be unpacked there. {system_words(error)}") from error


class MnistSettings(IdxSettings):
    """Y. LeCun, C. Cortes, C. Burges: the MNIST database of handwritten digits."""

    title: ClassVar[str] = "MNIST"
    about: ClassVar[str] = (
        "60,000 handwritten digits, 28 by 28 pixels, light on black: the classic first data set for generative models."
    )
    class_names: ClassVar[tuple[str, ...]] = tuple("0123456789")
    folder: ClassVar[str] = "MNIST"
    megabytes: ClassVar[dict[str, float]] = {"train": 9.9, "test": 1.7}
    name: Literal["mnist"] = "mnist"


class FashionMnistSettings(IdxSettings):
    """H. Xiao, K. Rasul, R. Vollgraf 2017: Fashion-MNIST, arxiv.org/abs/1708.07747"""

    title: ClassVar[str] = "Fashion-MNIST"
    about: ClassVar[str] = "60,000 pieces of clothing in ten classes, 28 by 28 pixels, light on black."
    class_names: ClassVar[tuple[str, ...]] = (
        *("T-shirt", "trousers", "pullover", "dress", "coat"),
        *("sandal", "shirt", "trainer", "bag", "ankle boot"),
    )
    folder: ClassVar[str] = "FashionMNIST"
    megabytes: ClassVar[dict[str, float]] = {"train": 26.5, "test": 4.4}
    name: Literal["fashion_mnist"] = "fashion_mnist"


class KmnistSettings(IdxSettings):
    """T. Clanuwat et al. 2018: Deep learning for classical Japanese literature, arxiv.org/abs/1812.01718"""

    title: ClassVar[str] = "Kuzushiji-MNIST"
    about: ClassVar[str] = "60,000 handwritten characters of classical Japanese in ten classes, 28 by 28 pixels."
    class_names: ClassVar[tuple[str, ...]] = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
    folder: ClassVar[str] = "KMNIST"
    megabytes: ClassVar[dict[str, float]] = {"train": 18.2, "test": 3.0}
    name: Literal["kmnist"] = "kmnist"


class Cifar10Settings(TorchvisionSettings):
    """A. Krizhevsky 2009: Learning multiple layers of features from tiny images."""

    title: ClassVar[str] = "CIFAR-10"
    about: ClassVar[str] = (
        "50,000 small colour photographs in ten classes of vehicles and animals: hard, and slow to learn."
    )
    channels: ClassVar[int | None] = 3
    class_names: ClassVar[tuple[str, ...]] = (
        *("airplane", "automobile", "bird", "cat", "deer"),
        *("dog", "frog", "horse", "ship", "truck"),
    )
    folder: ClassVar[str] = "cifar-10-batches-py"
    megabytes: ClassVar[dict[str, float]] = {"train": 170.5, "test": 170.5}
    name: Literal["cifar10"] = "cifar10"

    def load(self, report: Report = quiet) -> ImageData:
        """Every picture of the split. torchvision reads the pickled files, after checking them against its own MD5s."""
        from torchvision.datasets import CIFAR10

        root = data_root(self.root)
        if not self.is_here():
            self.fetch_files(root, CIFAR10.url, CIFAR10.filename, CIFAR10.tgz_md5, report)
        report(f"Reading {self.title}", None)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # NumPy 2.4 warns of the dtypes in these files of 2009
                stored = CIFAR10(root, train=self.split == "train")
        except RuntimeError as error:
            where = root / self.folder
            raise DataError(
                f"{where} is damaged or half downloaded: delete it, then start again to download it anew."
            ) from error
        images = resize(np.ascontiguousarray(stored.data.transpose(0, 3, 1, 2)), self.image_size)
        return ImageData(images, np.array(stored.targets, dtype=np.int64), self.class_names)

    def is_here(self) -> bool:
        return (data_root(self.root) / self.folder).is_dir()

    def fetch_files(self, root: Path, url: str, filename: str, md5: str, report: Report) -> None:
        try:
            fetch([url], root / filename, md5=md5, title=self.title, report=report)
        except DownloadError as error:
            raise self.missing(root / self.folder, str(error)) from error
        report(f"Unpacking {self.title}", None)
        try:
            with tempfile.TemporaryDirectory(dir=root) as beside, tarfile.open(root / filename) as packed:
                packed.extractall(beside, filter="data")
                if not (root / self.folder).exists():
                    (Path(beside) / self.folder).rename(root / self.folder)
        except OSError as error:
            raise self.missing(root / self.folder, f"it cannot be unpacked there. {system_words(error)}") from error


def idx_sources(folder: str) -> tuple[list[str], dict[str, str]]:
    """Where torchvision finds the data set: its mirrors, and the MD5 of each packed file."""
    import torchvision.datasets

    known = getattr(torchvision.datasets, folder)
    return known.mirrors, dict(known.resources)
