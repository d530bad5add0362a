"""Three digits a picture: labels say which, wherever the digits come from."""

import numpy as np
import pytest

from gan_core.data import load_data, torchvision_sets
from gan_core.data.download import DownloadError
from gan_core.data.stacked_mnist import STANDS_IN, StackedMnistSettings
from gan_core.data.torchvision_sets import MnistSettings
from gan_core.errors import DataError
from tests.data.test_torchvision_sets import lay_out


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    def no_network(urls, target, **_):
        raise DownloadError("example.org: no network")

    monkeypatch.setattr(torchvision_sets, "fetch", no_network)
    monkeypatch.setattr(torchvision_sets, "idx_sources", lambda folder: ([], dict.fromkeys(_packed(), "0")))
    return str(tmp_path)


def _packed():
    return (f"train-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1"))


def test_each_channel_is_the_digit_that_the_label_names(tmp_path):
    single = lay_out(tmp_path / "MNIST" / "raw", count=20)
    data = load_data(StackedMnistSettings(root=str(tmp_path), num_images=1000))
    assert data.images.shape == (1000, 3, 28, 28) and data.notes == ()
    for number in (0, 499, 999):
        for channel, digit in enumerate(data.label_names[data.labels[number]]):
            found = np.flatnonzero((single == data.images[number, channel]).all(axis=(1, 2)))
            assert found[0] % 10 == int(digit)


def test_all_thousand_kinds_come_about_evenly(tmp_path):
    lay_out(tmp_path / "MNIST" / "raw", count=20)
    labels = load_data(StackedMnistSettings(root=str(tmp_path), num_images=20_000)).labels
    counts = np.bincount(labels, minlength=1000)
    # Chi squared of 999 degrees of freedom: mean 999, standard deviation 45.
    assert ((counts - 20) ** 2 / 20).sum() == pytest.approx(999, abs=5 * 45)


def test_without_mnist_the_built_in_digits_stand_in_and_say_so(nowhere):
    data = load_data(StackedMnistSettings(root=nowhere, num_images=1000))
    assert data.notes == (STANDS_IN,)
    assert data.images.shape == (1000, 3, 28, 28)


def test_mnist_alone_is_not_replaced(nowhere):
    with pytest.raises(DataError, match="no network"):
        load_data(StackedMnistSettings(root=nowhere, digits="mnist"))


def test_what_is_held_out_is_never_fetched(tmp_path, monkeypatch):
    monkeypatch.setattr(MnistSettings, "fetch_files", lambda *_: pytest.fail("went to the network"))
    further = StackedMnistSettings(root=str(tmp_path), num_images=1000).further(10)
    assert len(further) == 10
    assert StackedMnistSettings(root=str(tmp_path), digits="mnist").further(10) is None


def test_what_is_held_out_follows_what_is_learned(tmp_path):
    lay_out(tmp_path / "MNIST" / "raw", count=20)
    further = StackedMnistSettings(root=str(tmp_path), num_images=1000).further(200)
    more = load_data(StackedMnistSettings(root=str(tmp_path), num_images=1200))
    assert np.array_equal(further.images, more.images[1000:]) and np.array_equal(further.labels, more.labels[1000:])
    assert further.notes == ()


def test_built_in_digits_on_request_are_no_stand_in(nowhere):
    assert load_data(StackedMnistSettings(root=nowhere, digits="built-in", num_images=1000)).notes == ()
