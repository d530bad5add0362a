"""Peak memory of known allocations; real processes that get a variant and draw."""

import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from gan_core.cost import memory
from gan_core.cost.fresh import Origin, Start, origin_of, start
from gan_core.cost.memory import PeakMemory
from gan_core.errors import RunError
from gan_core.generators.load import load
from gan_core.store.model_card import read_card
from gan_core.variants.recipe import build, load_recipe

MIB = 2**20


def drained(origin: Origin) -> Start:
    *_, last = start(origin, batch=4, num_threads=1)
    return last


def test_peak_is_what_was_allocated_even_if_it_was_freed() -> None:
    with PeakMemory() as peak:
        np.ones(64 * MIB, np.uint8)
    assert 60 * MIB < peak.bytes < 80 * MIB
    assert peak.resident > peak.bytes


def test_peak_is_found_where_the_system_keeps_no_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "forget_peak", lambda: False)
    with PeakMemory() as peak:
        block = np.ones(64 * MIB, np.uint8)
        time.sleep(0.1)
        del block
    assert 60 * MIB < peak.bytes < 80 * MIB
    assert not peak.marked


def test_earlier_peak_does_not_count() -> None:
    np.ones(128 * MIB, np.uint8)
    with PeakMemory() as peak:
        pass
    assert peak.bytes < 16 * MIB


def test_saved_model_starts_in_a_process_of_its_own() -> None:
    found = drained(Origin("shapes-vae", backend="onnx"))
    assert 0 < found.ready_seconds < found.start_seconds
    assert MIB < found.peak_bytes < found.resident_bytes
    assert found.gpu_bytes is None


def test_onnx_file_starts_without_its_base_weights() -> None:
    file = load("shapes-vae", backend="onnx").files["decode"]
    found = drained(Origin("shapes-vae", file=file))
    assert 0 < found.ready_seconds < found.start_seconds


def test_recipe_names_the_file_of_a_variant_that_draws_with_one() -> None:
    made = load_recipe({"model": "shapes-vae", "steps": [{"name": "onnx"}]})
    origin = origin_of(build(made), made)
    assert origin.file is not None and origin.recipe is None
    assert drained(origin).ready_seconds > 0


def test_variant_in_torch_is_made_anew_from_its_recipe() -> None:
    made = load_recipe({"model": "shapes-vae", "steps": [{"name": "mask"}]})
    origin = origin_of(build(made), made)
    assert origin.recipe == made.model_dump(mode="json") and origin.file is None
    assert drained(origin).peak_bytes > 0


def test_pruning_is_no_part_of_a_start_its_file_is_opened_and_the_rest_done(tmp_path: Path) -> None:
    made = load_recipe({"model": "shapes-gan", "steps": [{"name": "prune"}, {"name": "precision"}]})
    origin = origin_of(build(made), made, tmp_path / "variant")
    assert [step["name"] for step in origin.recipe["steps"]] == ["precision"] and origin.file is None
    assert read_card(Path(origin.saved)).config.model.g_channels == build(made).card.config.model.g_channels
    assert 0 < drained(origin).ready_seconds < drained(Origin("shapes-gan", recipe=made.model_dump())).ready_seconds


def test_closing_ends_the_process() -> None:
    before = {each.pid for each in psutil.Process().children()}
    running = start(Origin("shapes-vae", backend="onnx"))
    assert next(running) is None
    child = next(each for each in psutil.Process().children() if each.pid not in before)
    running.close()
    assert not child.is_running()


def test_variant_that_does_not_start_says_why() -> None:
    with pytest.raises(RunError, match=r"does not start in a fresh process: .*no-such-model"):
        drained(Origin("no-such-model", backend="onnx"))
