"""A film of a run: its sample grids, one after the other."""

from pathlib import Path

from PIL import Image

from gan_core.errors import RunError
from gan_core.export.frames import animated_gif, animated_webp, enlarged
from gan_core.jobs.folder import RunFolder

MAX_FRAMES = 120
MIN_WIDTH = 360
SECONDS = 8.0
HOLD_SECONDS = 1.5
FORMATS = ("webp", "gif")


def film(folder: RunFolder, kind: str, name: str = "samples") -> bytes:
    """An animated WebP or GIF of the run's grids called `name`, at most 120 frames. Raises RunError without any."""
    if kind not in FORMATS:
        raise RunError(f"A film is webp or gif, got {kind!r}.")
    with folder.record() as record:
        files = [file for _, _, each, file in record.pictures() if each == name and folder.owns_picture(file)]
    frames = [frame for file in thinned(files) if (frame := _frame(folder.samples / file))]
    if not frames:
        raise RunError("This run has no pictures yet: let it train a little longer.")
    times = [max(20, round(1000 * SECONDS / len(frames)))] * len(frames)
    times[-1] = round(1000 * HOLD_SECONDS)
    factor = max(1, -(-MIN_WIDTH // frames[0].width))
    if kind == "gif":
        # Few colours are found quickly this way; median cut takes ten seconds for sixty frames.
        method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
        frames = [frame.quantize(colors=255, method=method, dither=dither) for frame in frames]
        return animated_gif(enlarged(frames, factor), times)
    # Grids of coloured pictures are several times as large when every pixel is kept.
    return animated_webp(enlarged(frames, factor), times, lossless=False)


def thinned(files: list[str], most: int = MAX_FRAMES) -> list[str]:
    """At most `most` of `files`, evenly spread, the first and the last among them."""
    if len(files) <= most:
        return files
    return [files[round(index * (len(files) - 1) / (most - 1))] for index in range(most)]


def _frame(path: Path) -> Image.Image | None:
    """One grid on black; None for a picture that is gone."""
    try:
        with Image.open(path) as picture:
            grid = picture.convert("RGBA")
    except (OSError, SyntaxError):
        return None
    black = Image.new("RGBA", grid.size, (0, 0, 0, 255))
    black.alpha_composite(grid)
    return black.convert("RGB")
