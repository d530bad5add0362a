"""A film of a run: its sample grids, one after the other."""

import io
from pathlib import Path

from PIL import Image

from gan_core.errors import RunError
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
        files = [file for _, _, each, file in record.pictures() if each == name]
    frames = [frame for file in thinned(files) if (frame := _frame(folder.samples / file))]
    if not frames:
        raise RunError("This run has no pictures yet: let it train for a moment.")
    times = [max(20, round(1000 * SECONDS / len(frames)))] * len(frames)
    times[-1] = round(1000 * HOLD_SECONDS)
    out = io.BytesIO()
    if kind == "gif":
        # Few colours are found quickly this way; median cut takes ten seconds for sixty frames.
        frames = [
            frame.quantize(colors=255, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE) for frame in frames
        ]
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0)
    else:
        frames[0].save(
            out, "WEBP", save_all=True, append_images=frames[1:], duration=times, loop=0, quality=80, method=2
        )
    return out.getvalue()


def thinned(files: list[str], most: int = MAX_FRAMES) -> list[str]:
    """At most `most` of `files`, evenly spread, the first and the last among them."""
    if len(files) <= most:
        return files
    return [files[round(index * (len(files) - 1) / (most - 1))] for index in range(most)]


def _frame(path: Path) -> Image.Image | None:
    """One grid on black, doubled until it can be seen; None for a picture that is gone."""
    try:
        with Image.open(path) as picture:
            grid = picture.convert("RGBA")
    except (OSError, SyntaxError):
        return None
    black = Image.new("RGBA", grid.size, (0, 0, 0, 255))
    black.alpha_composite(grid)
    factor = max(1, -(-MIN_WIDTH // grid.width))
    return black.convert("RGB").resize((grid.width * factor, grid.height * factor), Image.Resampling.NEAREST)
