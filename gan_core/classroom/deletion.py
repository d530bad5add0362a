"""Deletes a pupil, or a classroom whole: runs, wall, answers and names, with nothing kept in the bin."""

import shutil
from collections.abc import Callable
from pathlib import Path

from gan_core.classroom.database import changing, opened, shrink
from gan_core.classroom.person import owner_of, read_owner
from gan_core.classroom.wall import remove_files, wall_folder
from gan_core.errors import RunError
from gan_core.jobs.bin import BIN, END_PATIENCE_SECONDS
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.index import folders_in
from gan_core.jobs.launcher import Launcher


def delete_classroom(launcher: Launcher, classroom_id: str) -> None:
    """Everything of a classroom goes for good. First its people: from then on nobody can start anything in it."""
    root = launcher.root
    with changing(root) as db:
        db.execute("DELETE FROM classrooms WHERE id = ?", (classroom_id,))
    for folder in _runs(root, lambda owner: (read_owner(owner) or ("", ""))[0] == classroom_id):
        _delete_run(launcher, folder)
    shutil.rmtree(wall_folder(root, classroom_id), ignore_errors=True)
    shrink(root)


def delete_pupil(launcher: Launcher, classroom_id: str, pupil_id: str) -> None:
    """A pupil goes, with runs, pictures, votes and answers."""
    root = launcher.root
    with opened(root) as db:
        query = "SELECT file FROM items WHERE classroom = ? AND pupil = ?"
        files = [row[0] for row in db.execute(query, (classroom_id, pupil_id))]
    with changing(root) as db:
        gone = (classroom_id, pupil_id)
        if not db.execute("DELETE FROM pupils WHERE classroom = ? AND id = ?", gone).rowcount:
            return
        db.execute("DELETE FROM items WHERE classroom = ? AND pupil = ?", gone)
        db.execute("DELETE FROM predictions WHERE classroom = ? AND pupil = ?", gone)
        db.execute("DELETE FROM scores WHERE classroom = ? AND pupil = ?", gone)
        db.execute("DELETE FROM votes WHERE voter = ?", (pupil_id,))
    remove_files(root, classroom_id, files)
    for folder in _runs(root, lambda owner: owner == owner_of(classroom_id, pupil_id)):
        _delete_run(launcher, folder)
    shrink(root)


def _runs(root: Path, fits: Callable[[str], bool]) -> list[RunFolder]:
    """The runs whose owner fits, those in the bin too."""
    folders = [RunFolder(place / name) for place in (root, root / BIN) for name in folders_in(place)]
    return [folder for folder in folders if fits(_owner(folder))]


def _owner(folder: RunFolder) -> str:
    try:
        with folder.record() as record:
            owner = record.status().get("owner", "")
    except (RunError, OSError):
        return ""
    return owner if isinstance(owner, str) else ""


def _delete_run(launcher: Launcher, folder: RunFolder) -> None:
    if folder.path.parent == launcher.root and folder.readable():
        launcher.stop_and_wait(folder)
        folder.is_held(END_PATIENCE_SECONDS)
    shutil.rmtree(folder.path, ignore_errors=True)
