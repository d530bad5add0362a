"""Grids of codes as colours: which code stands where in a picture. NumPy alone."""

import colorsys

import numpy as np

GOLDEN = 0.618034
"""Of the colour wheel from one code to the next: neighbours in number look unlike, however many there are."""
SHARE = 0.55
DEAD = 0.3
"""How bright a dead code's picture is."""


def code_colours(num_codes: int) -> np.ndarray:
    """Uint8 (K, 3): one colour a code, always the same."""
    hues = [(index * GOLDEN) % 1 for index in range(num_codes)]
    lights = [(0.45, 0.6, 0.75)[index % 3] for index in range(num_codes)]
    rgb = [colorsys.hls_to_rgb(hue, light, 0.75) for hue, light in zip(hues, lights, strict=True)]
    return (255 * np.array(rgb)).round().astype(np.uint8)


def in_colour(pictures: np.ndarray) -> np.ndarray:
    """Uint8 (N, 3, H, W) of pictures in grey or colour."""
    return np.repeat(pictures, 3, axis=1) if pictures.shape[1] == 1 else pictures


def code_map(codes: np.ndarray, num_codes: int, size: int) -> np.ndarray:
    """Uint8 (N, 3, size, size): the colours of codes (N, P), each as wide as its place on the picture."""
    side = round(codes.shape[1] ** 0.5)
    grid = code_colours(num_codes)[codes].reshape(-1, side, side, 3)
    place = np.arange(size) * side // size
    return np.ascontiguousarray(grid[:, place][:, :, place].transpose(0, 3, 1, 2))


def over_pictures(pictures: np.ndarray, codes: np.ndarray, num_codes: int) -> np.ndarray:
    """Uint8 (N, 3, H, W): the code map laid over pictures uint8 (N, C, H, W), which shine through."""
    colours = code_map(codes, num_codes, pictures.shape[-1]).astype(np.float64)
    return (SHARE * colours + (1 - SHARE) * in_colour(pictures)).round().astype(np.uint8)


def place_box(place: int, side: int, size: int) -> tuple[slice, slice]:
    """The rows and columns of a picture that lie under a place of the grid."""
    rows, columns = divmod(place, side)
    edges = [-(-each * size // side) for each in (rows, rows + 1, columns, columns + 1)]
    return slice(edges[0], edges[1]), slice(edges[2], edges[3])


def dimmed(pictures: np.ndarray, dead: np.ndarray) -> np.ndarray:
    """Uint8 (K, C, H, W): the codes' pictures, those of dead ones (K,) dark."""
    shades = np.where(dead, DEAD, 1.0)[:, None, None, None]
    return (pictures * shades).round().astype(np.uint8)
