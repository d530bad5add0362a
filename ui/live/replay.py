"""A recorded run, small enough to ship: python -m ui.live.replay RUN_FOLDER TARGET [NUM_FRAMES]."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gan_core.jobs.folder import RunFolder
from gan_core.jobs.history import History
from ui.live import news as live_state

FOLDER = Path(__file__).resolve().parents[1] / "static" / "replay"
INDEX = "replay.json"
MAX_SECONDS = 14.0
MAX_BYTES = 400_000
MAX_POINTS = 300
QUALITIES = (80, 65, 50, 35, 20)


def record_replay(run_folder: Path | str, target: Path | str, num_frames: int = 40) -> int:
    """Write a recording of a run into `target`; returns its bytes, at most 400 kB. Raises RunError.

    Frames are WebP. `at` is the moment of each row and frame in the recording, which lasts at most 14 seconds.
    """
    folder, target = RunFolder(run_folder), Path(target)
    target.mkdir(parents=True, exist_ok=True)
    curves = History(folder.record_path)
    curves.refresh()
    with folder.record() as record:
        pictures, status = record.pictures(), record.status()
    known = status.get("facts") or {}
    facts = known.get("watch/modes", {})
    seconds = float(curves.axes["seconds"].view[-1]) if curves.ids.size else 1.0
    pace = min(1.0, MAX_SECONDS / max(seconds, 1e-9))
    rows = curves.window(MAX_POINTS, hidden=live_state.hidden(curves))
    shown = _chosen(pictures, num_frames)
    steps, times = curves.axes["step"].view, curves.axes["seconds"].view
    frames = [
        {
            "id": number,
            "step": step,
            "name": name,
            "at": _time(step, steps, times) * pace,
            "file": f"{name}-{step}.webp",
        }
        for number, step, name, _ in shown
    ]
    recording = {
        "title": status.get("title", folder.name),
        "seconds": round(seconds * pace, 2),
        "rows": {**rows, "at": [round(each * pace, 3) for each in rows["seconds"]]},
        "pictures": sorted(frames, key=lambda frame: (frame["at"], frame["id"])),
        "kinds": {name: facts[name] for name in ("names", "num_images", "reader") if name in facts}
        | {"rows": _kinds(curves, facts, pace)},
        "diagram": _without_scores(known.get(live_state.DIAGRAM)),
    }
    (target / INDEX).write_text(json.dumps(recording, separators=(",", ":")), "utf-8")
    return _write_frames(folder, target, shown)


def _without_scores(diagram: dict[str, Any] | None) -> dict[str, Any] | None:
    """Where the shown samples lie in the pictures; what D said of them was said of the last ones alone."""
    if not diagram:
        return None
    told = {**diagram, "learned": []}
    told.pop("step", None)
    for name, panel in told.items():
        if isinstance(panel, dict):
            told[name] = {key: each for key, each in panel.items() if key != "scores"}
    return told


def _chosen(pictures: list[tuple[int, int, str, str]], num_frames: int) -> list[tuple[int, int, str, str]]:
    """The real pictures and `num_frames` sample grids, evenly spread, the first and the last among them."""
    samples = [each for each in pictures if each[2] == "samples"]
    places = np.unique(np.linspace(0, max(0, len(samples) - 1), num_frames).round().astype(int))
    chosen = [samples[place] for place in places] if samples else []
    return [each for each in pictures if each[2] == "real"][:1] + chosen


def _time(step: int, steps: np.ndarray, times: np.ndarray) -> float:
    return round(float(np.interp(step, steps, times)), 3) if len(steps) else 0.0


def _kinds(curves: History, facts: dict[str, Any], pace: float) -> list[dict[str, Any]]:
    """How many samples were of each class, whenever it was read; nothing for a run whose classes nothing can tell."""
    names = [f"modes/{name}" for name in facts.get("names", ())]
    if not names or "modes/recognised" not in curves.curves:
        return []
    recognised, seconds = curves.curves["modes/recognised"].view, curves.axes["seconds"].view
    shares = [curves.curves[name].view for name in names]
    return [
        {
            "at": round(float(seconds[row]) * pace, 3),
            "recognised": round(float(recognised[row]), 3),
            "shares": [round(float(each[row]), 3) for each in shares],
        }
        for row in np.flatnonzero(np.isfinite(recognised))
    ]


def _write_frames(folder: RunFolder, target: Path, shown: list[tuple[int, int, str, str]]) -> int:
    """As good as fits."""
    total = 0
    for quality in QUALITIES:
        for old in target.glob("*.webp"):
            old.unlink()
        for _, step, name, file in shown:
            with Image.open(folder.samples / file) as image:
                image.convert("RGBA").save(target / f"{name}-{step}.webp", quality=quality, method=6)
        total = sum(file.stat().st_size for file in target.iterdir())
        if total <= MAX_BYTES:
            break
    return total


if __name__ == "__main__":
    size = record_replay(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
    print(f"{sys.argv[2]}: {size / 1000:.0f} kB")
