"""The file that a command writes: checked before the work, written whole, refused with a sentence."""

from collections.abc import Callable
from pathlib import Path

from gan_core.errors import RunError, UserError


def check_out(path: Path, *endings: str, option: str = "--out") -> None:
    """Raises UserError where `path` has none of the endings, in small or capital letters, or cannot become a file."""
    wanted = " or ".join((", ".join(endings[:-1]), endings[-1]) if len(endings) > 1 else endings)
    if path.suffix.lower() not in endings:
        raise UserError(f"{option} must end in {wanted}, got {_shown(Path(path.name))}")
    if path.is_dir():
        raise UserError(f"{option} must be a file, and {_shown(path)} is a folder")
    if above := next((each for each in path.parents if each.exists() and not each.is_dir()), None):
        raise UserError(f"{option} must lie in a folder, and {_shown(above)} is a file")


def write_out(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` put the file at `path`, whose folder is made where it is not there. Raises RunError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    except OSError as error:
        raise RunError(f"{_shown(path)} cannot be written: {error.strerror}") from error


def _shown(path: Path) -> str:
    """The path as it was given; a name that is no UTF-8 in letters that can be printed."""
    return str(path).encode("utf-8", "backslashreplace").decode()
