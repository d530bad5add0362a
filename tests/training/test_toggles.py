"""Training toggles: what is switched really is, old checkpoints load, and compiled steps are the same steps."""

import json
from itertools import islice
from pathlib import Path

import pytest
import torch

from gan_core.data import quiet
from gan_core.errors import SettingsError
from gan_core.events import Progress
from gan_core.job_types.registry import explain
from gan_core.recovery.settings import load_recover_config
from gan_core.training import checkpoint
from gan_core.training import execution as executions
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from tests.conftest import tiny


def take(state, data, config, num_steps: int) -> None:
    list(islice((event for event in train(state, data, config) if isinstance(event, Progress)), num_steps))


def after(config, num_steps: int):
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    take(state, data, config, num_steps)
    return state


@pytest.mark.parametrize(("wanted", "expected"), [("auto", True), ("on", True), ("off", False)])
def test_fused_is_what_was_asked_for(wanted: str, expected: bool) -> None:
    state = after(tiny(optimiser__fused=wanted), 0)
    assert {each.defaults["fused"] for each in state.optimisers.values()} == {expected}


def test_fused_and_plain_updates_are_the_same_rule() -> None:
    one, other = (after(tiny(optimiser__fused=way), 1).networks["G"].state_dict() for way in ("on", "off"))
    assert all(torch.allclose(one[name], other[name], atol=1e-5) for name in one)


def test_a_checkpoint_from_before_these_toggles_goes_on(tmp_path: Path) -> None:
    config = tiny()
    state = after(config, 2)
    path = checkpoint.save_state(tmp_path, state, config, ())
    saved = json.loads((path / "state.json").read_text())
    del saved["execution"]["compiled"]
    (path / "state.json").write_text(json.dumps(saved))
    assert checkpoint.saved_execution(path) == state.execution
    again, _, _ = prepare(config, decide(config.runtime), quiet)
    assert checkpoint.load_state(path, again).step == 2


def test_without_a_compiler_compile_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executions, "has_compiler", lambda: False)
    with pytest.raises(SettingsError, match="g\\+\\+"):
        decide(tiny(runtime__compile=True).runtime)


def test_a_recovery_is_not_compiled() -> None:
    values = {"teacher": "shapes-gan", "student_ratio": 0.5, "runtime": {"compile": True}}
    with pytest.raises(SettingsError, match="compile must be off"):
        load_recover_config(values)


def test_a_compiler_that_fails_is_a_sentence() -> None:
    error = torch._dynamo.exc.Unsupported("no kernel for this")
    assert "Switch runtime.compile off" in explain(error)


@pytest.mark.filterwarnings("ignore:The .grad attribute")  # torch's own, when dynamo meets a batch with a history
def test_compiled_steps_are_the_same_steps_and_resume_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executions, "COMPILER", "aot_eager")  # all but the last stage, which writes C++ for 20 seconds
    monkeypatch.setattr(executions, "has_compiler", lambda: True)
    small = {"model__name": "mlp_vae", "model__widths": [8]}
    plain = after(tiny("vae", **small), 4)
    config = tiny("vae", runtime__compile=True, **small)
    first, data, labels = prepare(config, decide(config.runtime), quiet)
    take(first, data, config, 2)
    path = checkpoint.save_state(tmp_path, first, config, labels)
    take(first, data, config, 2)
    again, data, _ = prepare(config, decide(config.runtime), quiet)
    checkpoint.load_state(path, again)
    take(again, data, config, 2)
    assert path.name == "step-000000002" and again.execution.compiled
    weights = [each.networks["VAE"].state_dict() for each in (plain, first, again)]
    assert all(weights[0].keys() == each.keys() for each in weights)
    assert all(torch.equal(weights[1][name], weights[2][name]) for name in weights[1])
    assert all(torch.allclose(weights[0][name], weights[1][name], atol=1e-4) for name in weights[0])
