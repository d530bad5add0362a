"""PSNR and SSIM, on pictures whose answer is known."""

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from gan_core.data import load_data
from gan_core.data.shapes import ShapesSettings
from gan_core.quality.similarity import psnr, ssim


def picture(seed: int, channels: int = 3, size: int = 16) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (channels, size, size)).astype(np.float32)


def test_psnr_of_a_known_error() -> None:
    x = np.zeros((3, 8, 8), np.float32)
    assert psnr(x, x + 0.2) == pytest.approx(20)  # 4 / 0.04 = 100
    assert psnr(x - 1, x + 1) == pytest.approx(0)


def test_equal_pictures() -> None:
    x = picture(0)
    assert psnr(x, x) == np.inf
    assert ssim(x, x) == pytest.approx(1)


@pytest.mark.parametrize(("a", "b", "expected"), [(0.5, 0.55, 0.99548), (0.0, 1.0, 1e-4), (0.0, 0.01, 0.5), (1, 1, 1)])
def test_ssim_of_two_flat_pictures_is_its_luminance_term(a: float, b: float, expected: float) -> None:
    """(2 a b + C1) / (a^2 + b^2 + C1) of greys from 0, black, to 1, white, with C1 = 0.01^2."""
    found = ssim(np.full((1, 16, 16), 2 * a - 1), np.full((1, 16, 16), 2 * b - 1))
    assert found == pytest.approx((2 * a * b + 1e-4) / (a * a + b * b + 1e-4))
    assert found == pytest.approx(expected, rel=2e-4)


def test_ssim_of_a_negative_is_its_structure_term() -> None:
    x = np.where(np.arange(16) % 2, 0.5, -0.5) * np.ones((1, 16, 1))
    c2 = 0.03**2
    found = ssim(x, -x)  # greys of 1/4 and 3/4: the mean of a window is nearly 1/2 in both, its variance nearly 1/16
    assert found == pytest.approx((c2 - 1 / 8) / (c2 + 1 / 8), abs=0.01)


def test_ssim_weighs_a_window_as_a_gaussian_does() -> None:
    x, y = np.full((1, 11, 11), -1.0), np.full((1, 11, 11), -1.0)
    x[0, 5, 5] = 1
    line = np.exp(-(np.arange(-5, 6) ** 2) / 4.5)
    w = 1 / line.sum() ** 2  # the middle's weight in the one window there is
    c1, c2 = 0.01**2, 0.03**2
    assert ssim(x, y) == pytest.approx(c1 / (w * w + c1) * c2 / (w - w * w + c2))


@pytest.mark.parametrize("noise", [0.02, 0.3])
def test_psnr_and_ssim_are_those_of_scikit_image(noise: float) -> None:
    """On drawn shapes, flat places and edges, dark and light; both leave out windows that reach over the border."""
    images = load_data(ShapesSettings(image_size=32, num_images=100)).images[:20]
    x = images.astype(np.float64) / 127.5 - 1
    y = np.clip(x + noise * np.random.default_rng(0).standard_normal(x.shape), -1, 1)
    as_wang = {"data_range": 1, "gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    pairs = [((first + 1) / 2, (second + 1) / 2) for first, second in zip(x, y, strict=True)]
    assert ssim(x, y) == pytest.approx([structural_similarity(*pair, channel_axis=0, **as_wang) for pair in pairs])
    assert psnr(x, y) == pytest.approx([peak_signal_noise_ratio(*pair, data_range=1) for pair in pairs])


def test_a_batch_gives_a_figure_each() -> None:
    x, y = np.stack([picture(1), picture(2), picture(3)]), picture(2)
    assert psnr(x, y) == pytest.approx([psnr(each, y) for each in x])
    assert ssim(x, y) == pytest.approx([ssim(each, y) for each in x])


def test_a_mask_of_everything_changes_nothing() -> None:
    x, y, mask = picture(1), picture(2), np.ones((16, 16))
    assert psnr(x, y, mask) == pytest.approx(psnr(x, y))
    assert ssim(x, y, mask) == pytest.approx(ssim(x, y))


@pytest.mark.parametrize("measure", [psnr, ssim])
def test_unknown_pixels_do_not_count(measure) -> None:
    x, y, mask = picture(1), picture(2), np.zeros((16, 16))
    mask[:, :9] = 1
    changed = np.where(mask, y, 0.9)
    assert measure(x, changed, mask) == pytest.approx(measure(x, y, mask))
    assert measure(x, changed) != pytest.approx(measure(x, y), rel=1e-3)


def test_a_picture_smaller_than_the_window_has_a_figure() -> None:
    x = picture(4, size=8)
    assert ssim(x, x) == pytest.approx(1)
    assert ssim(x, picture(5, size=8)) < 0.5


@pytest.mark.parametrize("mask", [np.zeros((16, 16)), np.ones((8, 8))])
def test_a_mask_that_does_not_fit_is_refused(mask: np.ndarray) -> None:
    with pytest.raises(ValueError, match="mask must be"):
        psnr(picture(0), picture(1), mask)


def test_pictures_of_two_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="of one shape"):
        ssim(picture(0), picture(0, size=8))
