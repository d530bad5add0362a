"""Films and zips of a run."""

import io
import sqlite3
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.errors import RunError
from gan_core.export.archive import archive
from gan_core.export.film import film, thinned
from gan_core.generators.generator import to_bytes
from gan_core.grid import make_grid, write_grid
from gan_core.jobs.folder import RunFolder


@pytest.fixture
def folder(runs_root: Path) -> RunFolder:
    made = RunFolder.create(runs_root / "film", {}, title="Film")
    with made.record() as record:
        for step in range(5):
            images = np.full((4, 3, 8, 8), step * 50, np.uint8)
            write_grid(images, made.samples / f"samples-{step:09d}.png")
            record.add_picture(step, "samples", f"samples-{step:09d}.png")
    return made


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_film_has_a_frame_for_each_grid_in_order(folder: RunFolder, kind: str) -> None:
    with Image.open(io.BytesIO(film(folder, kind))) as shown:
        assert shown.n_frames == 5
        levels = []
        for frame in range(5):
            shown.seek(frame)
            levels.append(np.asarray(shown.convert("L"))[4, 4])
    assert levels == pytest.approx([0, 50, 100, 150, 200], abs=6)


def test_film_leaves_out_pictures_that_are_gone_or_broken(folder: RunFolder) -> None:
    (folder.samples / "samples-000000001.png").unlink()
    (folder.samples / "samples-000000002.png").write_bytes(b"nonsense")
    with Image.open(io.BytesIO(film(folder, "webp"))) as shown:
        assert shown.n_frames == 3


def test_film_without_pictures_says_so(runs_root: Path) -> None:
    empty = RunFolder.create(runs_root / "empty", {}, title="Empty")
    with pytest.raises(RunError, match="no pictures yet"):
        film(empty, "webp")


def test_long_films_are_thinned_evenly_with_both_ends() -> None:
    files = [str(index) for index in range(1000)]
    kept = thinned(files)
    assert (len(kept), kept[0], kept[-1]) == (120, "0", "999")
    gaps = np.diff([int(each) for each in kept])
    assert gaps.max() - gaps.min() <= 1


def test_zip_holds_a_whole_record_while_it_is_being_written(folder: RunFolder, tmp_path: Path) -> None:
    (folder.path / ".reserve").write_bytes(b"0" * 100)
    with folder.record() as record:
        record.add_row(1, 2, 3.0, {"G/loss": 4.0})
        content = archive(folder)  # the writer is still there, its row only in the write-ahead log
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        assert "film/config.json" in names
        assert "film/samples/samples-000000004.png" in names
        assert not any(".reserve" in name or name.endswith(("-wal", "-shm", ".part")) for name in names)
        packed.extract("film/run.sqlite", tmp_path)
    opened = sqlite3.connect(tmp_path / "film" / "run.sqlite")
    assert opened.execute("SELECT data FROM curves").fetchall() == [('{"G/loss": 4.0}',)]
    opened.close()


def test_grid_puts_pictures_in_rows_with_transparent_gaps() -> None:
    grid = np.asarray(make_grid(np.stack([np.full((1, 4, 4), value, np.uint8) for value in (10, 20, 30)]), columns=2))
    assert grid.shape == (10, 10, 2)
    assert (grid[0, 0].tolist(), grid[0, 6].tolist(), grid[6, 0].tolist()) == ([10, 255], [20, 255], [30, 255])
    assert grid[0, 5, 1] == 0
    assert grid[6, 6, 1] == 0


def test_bytes_round_and_clip() -> None:
    values = np.array([-1.5, -1, 0, 1, 2], np.float32)
    assert to_bytes(values).tolist() == [0, 0, 128, 255, 255]
