"""Very many samples in a folder: the same whoever draws them, and completed after any end."""

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.errors import UserError
from gan_core.generators import shards
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from gan_core.places import PROJECT
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_ref import find_model
from tests.running import wait_until


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder that is not there yet."""
    return tmp_path / "out"


def drawing(num: int, size: int = 512, model: str = "digits-gan", seed: int = 3) -> shards.Drawing:
    folder = find_model(model)
    return shards.Drawing(str(folder), fingerprint(folder), seed, num, size)


def images(folder: Path) -> np.ndarray:
    """All that the manifest names, in order."""
    manifest = json.loads((folder / shards.MANIFEST).read_text())
    return np.concatenate([np.load(folder / name)["images"] for name in manifest["shards"]])


def test_samples_do_not_depend_on_processes_or_shards(out: Path) -> None:
    shards.draw(drawing(1100), out / "one")
    shards.draw(drawing(1100, 1024), out / "two", processes=2)
    assert images(out / "one").shape == (1100, 28, 28, 1)
    assert np.array_equal(images(out / "one"), images(out / "two"))


def test_samples_are_those_of_the_seed_and_their_index_with_class_after_class(out: Path) -> None:
    shards.draw(drawing(520), out)
    model = load("digits-gan")
    expected = model.decode(draw_z(3, 520, model.latent_dim), model.labels_for(520)).transpose(0, 2, 3, 1)
    assert np.abs(images(out) / 127.5 - 1 - expected).max() < 0.01
    last = np.load(out / "samples-0000000512.npz")
    assert last["labels"].tolist() == [index % 10 for index in range(512, 520)]


def test_manifest_tells_what_each_file_holds(out: Path) -> None:
    shards.draw(drawing(600), out)
    manifest = json.loads((out / shards.MANIFEST).read_text())
    assert (manifest["model"], manifest["num"], manifest["seed"], manifest["complete"]) == ("digits-gan", 600, 3, True)
    for name, told in manifest["shards"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == told["sha256"]
    assert [(each["first"], each["count"]) for each in manifest["shards"].values()] == [(0, 512), (512, 88)]


def test_longer_folder_keeps_the_whole_files_of_a_shorter_one(out: Path) -> None:
    shards.draw(drawing(600), out)
    assert shards.draw(drawing(1200), out) == 512
    assert len(images(out)) == 1200


def test_folder_of_other_samples_is_refused_and_left_alone(out: Path) -> None:
    shards.draw(drawing(100), out)
    before = images(out)
    for other in (drawing(100, seed=4), drawing(50), drawing(100, 1024), drawing(100, model="shapes-gan")):
        with pytest.raises(UserError, match="choose another folder"):
            shards.draw(other, out)
    assert np.array_equal(images(out), before)
    own = out.with_name("own")
    own.mkdir()
    (own / "thesis.txt").write_text("mine")
    with pytest.raises(UserError, match="new or an empty folder"):
        shards.draw(drawing(100), own)


def test_full_disk_is_a_sentence_and_the_same_call_draws_the_rest(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = shards.atomic.write_bytes, []

    def full_at_the_third(path: Path, content: bytes) -> None:
        if path.suffix == ".npz":
            if len(written) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")
            written.append(path)
        write(path, content)

    monkeypatch.setattr(shards.atomic, "write_bytes", full_at_the_third)
    with pytest.raises(UserError, match=r"The disk is full: 1,024 of 2,000 samples are written"):
        shards.draw(drawing(2000), out)
    monkeypatch.setattr(shards.atomic, "write_bytes", write)
    assert shards.draw(drawing(2000), out) == 1024
    assert len(images(out)) == 2000


def test_killed_command_is_completed_by_the_same_command(out: Path) -> None:
    words = ["sample", "digits-gan", "--num", "40000", "--shard-size", "512", "--processes", "2", "--out", str(out)]
    command = subprocess.Popen([sys.executable, "-m", "gan_core", *words], cwd=PROJECT, start_new_session=True)
    wait_until(lambda: len(list(out.glob("samples-*.npz"))) >= 3, 120)
    os.kill(command.pid, signal.SIGKILL)  # its processes find out by themselves
    command.wait()
    wait_until(lambda: not _group(command.pid))
    kept = {name: (out / name).stat().st_mtime_ns for name in json.loads((out / "manifest.json").read_text())["shards"]}
    shorter = json.loads((out / "manifest.json").read_text()) | {"num": 3000}
    (out / "manifest.json").write_text(json.dumps(shorter))  # so that the test need not draw them all
    words[words.index("40000")] = "3000"
    assert main(words) == 0
    assert len(images(out)) == 3000
    assert all(
        (out / name).stat().st_mtime_ns == when for name, when in kept.items() if name <= "samples-0000002048.npz"
    )
    assert not list(out.glob(".*.part"))


def _group(leader: int) -> list[int]:
    """Processes of that process's group that still run."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group = (place / "stat").read_text().rsplit(")", 1)[1].split()[:3]
            if int(group) == leader and state != "Z":
                found.append(int(place.name))
        except OSError:
            continue
    return found


def test_command_says_what_a_folder_needs(out: Path, capsys) -> None:
    for words, told in (
        (["--num", "600", "--processes", "2", "--out", str(out / "x.npz")], "--out must be a folder"),
        (["--num", "600", "--processes", "0", "--out", str(out / "x")], "--processes must be 1 to"),
        (["--num", "600", "--shard-size", "500", "--out", str(out / "x")], "must be a multiple of 512"),
        (["--num", "0", "--processes", "1", "--out", str(out / "x")], "--num must be 1 to"),
    ):
        assert main(["sample", "digits-gan", *words]) == 1
        assert told in capsys.readouterr().err
    assert not (out / "x").exists()
