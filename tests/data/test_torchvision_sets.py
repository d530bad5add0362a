import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

from gan_core.data import load_data, torchvision_sets
from gan_core.data.download import DownloadError
from gan_core.data.idx import read_idx
from gan_core.data.torchvision_sets import Cifar10Settings, FashionMnistSettings, KmnistSettings, MnistSettings
from gan_core.errors import DataError
from tests.unprivileged import read_only

GZ = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")


def idx_bytes(values: np.ndarray) -> bytes:
    return struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.astype(np.uint8).tobytes()


def lay_out(raw: Path, count: int = 20, part: str = "train", packed: bool = False) -> np.ndarray:
    """Writes a tiny data set and returns its images."""
    raw.mkdir(parents=True, exist_ok=True)
    images = np.random.default_rng(0).integers(0, 256, (count, 28, 28), dtype=np.uint8)
    for name, values in (("images-idx3", images), ("labels-idx1", np.arange(count) % 10)):
        content = idx_bytes(values)
        path = raw / f"{part}-{name}-ubyte{'.gz' if packed else ''}"
        path.write_bytes(gzip.compress(content) if packed else content)
    return images


@pytest.fixture
def offline(monkeypatch):
    def no_network(urls, target, **_):
        raise DownloadError("example.org: no network")

    monkeypatch.setattr(torchvision_sets, "fetch", no_network)
    sums = dict.fromkeys((f"train-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1")), "0")
    monkeypatch.setattr(torchvision_sets, "idx_sources", lambda folder: (["https://example.org/"], sums))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
@pytest.mark.parametrize("settings", [MnistSettings, FashionMnistSettings, KmnistSettings])
def test_files_in_the_root_are_read(tmp_path, settings, packed):
    images = lay_out(tmp_path / settings.folder / "raw", packed=packed)
    data = load_data(settings(root=str(tmp_path)))
    assert np.array_equal(data.images[:, 0], images)
    assert data.labels.tolist() == [i % 10 for i in range(20)]
    assert len(data.label_names) == 10


def test_root_comes_from_the_variable(tmp_path, monkeypatch):
    lay_out(tmp_path / "MNIST" / "raw")
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path))
    assert len(load_data(MnistSettings())) == 20


def test_test_split_reads_the_test_files(tmp_path):
    lay_out(tmp_path / "MNIST" / "raw", count=7, part="t10k")
    assert len(load_data(MnistSettings(root=str(tmp_path), split="test"))) == 7


def test_32_pixels_are_28_with_a_rim(tmp_path):
    images = lay_out(tmp_path / "MNIST" / "raw")
    larger = load_data(MnistSettings(root=str(tmp_path), image_size=32)).images
    assert np.array_equal(larger[:, 0, 2:30, 2:30], images)
    assert larger[:, :, :2].max() == 0


def test_other_sizes_are_resampled(tmp_path):
    lay_out(tmp_path / "MNIST" / "raw")
    assert load_data(MnistSettings(root=str(tmp_path), image_size=16)).images.shape == (20, 1, 16, 16)


def test_pictures_can_be_written_to(tmp_path):
    lay_out(tmp_path / "MNIST" / "raw")
    assert load_data(MnistSettings(root=str(tmp_path))).images.flags.writeable


def test_missing_data_says_where_and_both_ways_out(tmp_path, offline):
    with pytest.raises(DataError) as error:
        load_data(MnistSettings(root=str(tmp_path)))
    for part in (str(tmp_path / "MNIST" / "raw"), "no network", "Go online", "--data-dir", "GAN_CORE_DATA"):
        assert part in str(error.value)
    assert list(tmp_path.glob("MNIST*")) == []


def test_missing_cifar_says_where_and_both_ways_out(tmp_path, offline):
    with pytest.raises(DataError) as error:
        load_data(Cifar10Settings(root=str(tmp_path)))
    for part in (str(tmp_path / "cifar-10-batches-py"), "Go online", "--data-dir", "GAN_CORE_DATA"):
        assert part in str(error.value)


def test_half_a_download_is_called_so(tmp_path, offline):
    lay_out(tmp_path / "MNIST" / "raw")
    (tmp_path / "MNIST" / "raw" / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="was interrupted"):
        load_data(MnistSettings(root=str(tmp_path)))


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_cut_idx_file_is_called_half_downloaded(tmp_path, suffix):
    content = idx_bytes(np.zeros((5, 28, 28)))
    path = tmp_path / f"images{suffix}"
    path.write_bytes((gzip.compress(content) if suffix else content)[:-10])
    with pytest.raises(DataError, match="incomplete: delete it"):
        read_idx(path)


def test_file_that_is_no_idx_file_is_refused(tmp_path):
    (tmp_path / "images").write_bytes(b"<html>404 not found</html>")
    with pytest.raises(DataError, match="damaged"):
        read_idx(tmp_path / "images")


def test_half_a_cifar_folder_is_called_so(tmp_path):
    (tmp_path / "cifar-10-batches-py").mkdir()
    with pytest.raises(DataError, match="half downloaded"):
        load_data(Cifar10Settings(root=str(tmp_path)))


def test_download_is_unpacked_where_torchvision_looks(tmp_path, monkeypatch):
    source = tmp_path / "server"
    images = lay_out(source, packed=True)

    def copy(urls, target, **_):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((source / target.name).read_bytes())

    monkeypatch.setattr(torchvision_sets, "fetch", copy)
    sums = dict.fromkeys((path.name for path in source.iterdir()), "0")
    monkeypatch.setattr(torchvision_sets, "idx_sources", lambda folder: (["https://example.org/"], sums))
    assert np.array_equal(load_data(KmnistSettings(root=str(tmp_path))).images[:, 0], images)
    assert (tmp_path / "KMNIST" / "raw" / "train-images-idx3-ubyte").is_file()


@pytest.mark.parametrize("folder", ["MNIST", "FashionMNIST", "KMNIST"])
def test_torchvision_knows_where_to_download(folder):
    mirrors, checksums = torchvision_sets.idx_sources(folder)
    assert mirrors
    assert "train-images-idx3-ubyte.gz" in checksums


@pytest.mark.parametrize("settings", [MnistSettings, Cifar10Settings])
def test_home_that_cannot_be_written_is_a_sentence(tmp_path, settings, monkeypatch):
    monkeypatch.setattr(
        torchvision_sets, "idx_sources", lambda folder: (["http://localhost:9/"], dict.fromkeys(GZ, ""))
    )
    home = tmp_path / "home"
    home.mkdir()
    with read_only(home), pytest.raises(DataError, match=r"could not be downloaded \(the folder for it cannot be"):
        load_data(settings(root=str(home / "data")))
