"""How alike two pictures are: PSNR and SSIM, over all pixels or over those that are known.

In NumPy, so that a page can say both beside every picture of a search: importing torchmetrics takes 1.6 seconds. Its
SSIM also mirrors the picture outward at the border, where the authors' own program, and this one, stay inside.
"""

import numpy as np

RANGE = 2.0
"""Pictures lie in [-1, 1]. PSNR is the same in any range; SSIM is not: its luminance term wants black to be 0."""
K1, K2, WINDOW, SIGMA = 0.01, 0.03, 11, 1.5
"""Wang et al.'s constants, for values from 0 to L = 1."""


def psnr(x: np.ndarray, y: np.ndarray, mask: np.ndarray | None = None) -> float | np.ndarray:
    """10 log10(2^2 / mean squared error) in dB; inf for equal pictures.

    x and y are (C, H, W) or (N, C, H, W) in [-1, 1], and a single y is compared with every x: a float, or float64 (N,).
    `mask` (H, W) is not 0 where a pixel counts. Raises ValueError for shapes that do not fit, or a mask of nothing.
    """
    first, second, known = _fitting(x, y, mask)
    squares = (first - second) ** 2
    errors = squares.mean(axis=(1, 2, 3)) if known is None else squares[..., known].mean(axis=(1, 2))
    with np.errstate(divide="ignore"):
        found = 10 * np.log10(RANGE**2 / errors)
    return float(found[0]) if x.ndim == 3 else found


def ssim(x: np.ndarray, y: np.ndarray, mask: np.ndarray | None = None) -> float | np.ndarray:
    """Structural similarity, -1 to 1, 1 for equal pictures: the mean over places and channels. Arguments as `psnr`.

    (2 m_x m_y + C1)(2 s_xy + C2) / ((m_x^2 + m_y^2 + C1)(s_x^2 + s_y^2 + C2)) of the pictures moved to [0, 1], so that
    L is 1, in every 11x11 window that lies inside the picture, weighted by a Gaussian of 1.5 pixels. Under a mask a
    window's weights are those of its known pixels, and a window counts as much as it knows.
    Wang, Bovik, Sheikh and Simoncelli 2004, doi.org/10.1109/TIP.2003.819861
    """
    first, second, known = _fitting(x, y, mask)
    first, second = (first + 1) / RANGE, (second + 1) / RANGE
    rows, columns = _windows(first.shape[2]), _windows(first.shape[3])
    weights = np.ones(first.shape[2:]) if known is None else known.astype(np.float64)
    seen = rows @ weights @ columns.T
    counts = seen > 1e-9  # beyond that a window knows nothing worth dividing by

    def mean(values: np.ndarray) -> np.ndarray:
        return (rows @ (values * weights) @ columns.T) / np.where(counts, seen, 1.0)

    mean_x, mean_y = mean(first), mean(second)
    var_x, var_y = mean(first**2) - mean_x**2, mean(second**2) - mean_y**2
    covariance = mean(first * second) - mean_x * mean_y
    c1, c2 = K1**2, K2**2
    alike = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    alike /= (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    shares = np.where(counts, seen, 0.0)
    found = (alike * shares).sum(axis=(2, 3)).mean(axis=1) / shares.sum()
    return float(found[0]) if x.ndim == 3 else found


def _fitting(x: np.ndarray, y: np.ndarray, mask: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Both as float64 (N, C, H, W), the mask as bool."""
    first, second = (np.asarray(each, dtype=np.float64) for each in (x, y))
    first, second = (each[None] if each.ndim == 3 else each for each in (first, second))
    if first.ndim != 4 or second.shape[1:] != first.shape[1:] or len(second) not in (1, len(first)):
        raise ValueError(f"pictures must be (C, H, W) or (N, C, H, W) of one shape, got {x.shape} and {y.shape}")
    if mask is None:
        return first, second, None
    known = np.asarray(mask) != 0
    if known.shape != first.shape[2:] or not known.any():
        raise ValueError(f"mask must be {first.shape[2:]} with some pixel known, got {known.shape}")
    return first, second, known


def _windows(size: int) -> np.ndarray:
    """(places, size): row i takes the Gaussian mean around the i-th place of a line. Small pictures, small windows."""
    width = min(WINDOW, size - 1 + size % 2)
    offsets = np.arange(width) - width // 2
    weights = np.exp(-(offsets**2) / (2 * SIGMA**2))
    weights /= weights.sum()
    found = np.zeros((size - width + 1, size))
    for place in range(len(found)):
        found[place, place : place + width] = weights
    return found
