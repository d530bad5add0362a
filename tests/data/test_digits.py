import numpy as np
import pytest

from gan_core.data import digits, load_data
from gan_core.data.digits import DigitsSettings
from gan_core.data.resample import cubic_matrix, pad, resize


def test_digits_are_1797_grey_pictures_of_ten_labels():
    data = load_data(DigitsSettings())
    assert data.images.shape == (1797, 1, 28, 28)
    assert data.images.dtype == np.uint8
    assert set(data.labels) == set(range(10))
    assert data.label_names == tuple("0123456789")


@pytest.mark.parametrize("size", [16, 32, 64])
def test_digits_have_a_black_rim_and_white_strokes_at_every_size(size):
    images = load_data(DigitsSettings(image_size=size)).images[:, 0]
    assert images.shape[1:] == (size, size)
    assert images[:, 0].max() == images[:, :, -1].max() == 0
    assert (images.max(axis=(1, 2)) > 200).all()


def test_digits_are_the_same_where_scikit_learn_lays_its_file_elsewhere(monkeypatch):
    direct, labels = digits.read_digits()
    monkeypatch.setattr(digits.importlib.util, "find_spec", lambda name: None)
    through_sklearn, same_labels = digits.read_digits()
    assert np.array_equal(direct, through_sklearn)
    assert np.array_equal(labels, same_labels)


@pytest.mark.parametrize(("source", "target"), [(8, 20), (28, 16), (32, 32)])
def test_resizing_keeps_brightness(source, target):
    assert cubic_matrix(source, target).sum(axis=1) == pytest.approx(np.ones(target), abs=1e-5)
    flat = np.full((2, 3, source, source), 77, dtype=np.uint8)
    assert (resize(flat, target) == 77).all()


def test_padding_centres():
    padded = pad(np.ones((1, 1, 2, 2), dtype=np.uint8), 6)
    assert padded[0, 0, 2:4, 2:4].all()
    assert padded.sum() == 4
