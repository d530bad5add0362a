"""Whole steps as graphs, on the CPU's double of them: the same steps as ever, by the rules of a capture."""

from collections.abc import Iterator
from itertools import islice

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.errors import SettingsError
from gan_core.events import Losses, Progress
from gan_core.objectives.games import LeastSquares
from gan_core.recovery.settings import load_recover_config
from gan_core.training import graphs
from gan_core.training.execution import Execution, decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.state import State
from tests.conftest import grows, tiny
from tests.recovery.teachers import distillation, saved
from tests.running import make, work
from tests.training.recording import CaptureError, DoubleRecorder

GRAPHED = Execution("cpu", "fp32", False, 1, graphed=True)
CASES = {
    "gan": tiny(data__flip=True, data__shift=2, objective__diffaugment="colour,translation,cutout"),
    "labels, cosine": tiny(model__conditional=True, optimiser__schedule="cosine", optimiser__warmup_steps=3),
    "spectral, clipped": tiny(model__d_norm="spectral", objective__name="hinge", optimiser__clip_grad_norm=0.5),
    "relativistic, lazy R1 and R2": tiny(
        model__d_norm="none", objective__name="relativistic", objective__penalty_interval=2
    ),
    "wasserstein": tiny(model__d_norm="layer", objective__name="wasserstein", objective__d_steps=2),
    "vae": tiny("vae", objective__kl_warmup_steps=4),
    "text to image": tiny("text_gan", objective__penalty_interval=2),
    "flow": tiny("flow", model__conditional=True),
    "vq": tiny("vq", objective__dead_below=0.5),
    "growing": grows(model__stable_images=24, model__fading_images=100, objective__r1_gamma=1.0),
    "style": tiny(model__name="style_gan", model__g_channels=[8, 8, 4], model__d_norm="none"),
}


def lasting(state: State) -> Iterator[torch.Tensor]:
    """All tensors of a run that a step reads or writes and that are there after it."""
    for network in (*state.networks.values(), state.ema):
        yield from network.parameters()
        yield from network.buffers()
    for optimiser in state.optimisers.values():
        yield from (each for values in optimiser.state.values() for each in values.values())
        yield from (group["lr"] for group in optimiser.param_groups if isinstance(group["lr"], torch.Tensor))


def trained(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch, *, steps: int = 12, warmup: int = graphs.WARMUP_STEPS
) -> tuple[State, DoubleRecorder, list[dict[str, float]]]:
    """A run after so many steps, its recorder and the rows of its curves."""
    GRAPHED.apply_threads()
    state, data, _ = prepare(config, GRAPHED, quiet)
    recorder = DoubleRecorder(lambda: lasting(state))
    monkeypatch.setitem(graphs.RECORDERS, "cpu", lambda: recorder)
    monkeypatch.setattr(graphs, "WARMUP_STEPS", warmup)
    rows, events = [], train(state, data, config)
    for event in events:
        if isinstance(event, Losses):
            rows.append(event.values)
        if isinstance(event, Progress) and event.step == steps:
            break
    return state, recorder, rows


@pytest.mark.parametrize("config", CASES.values(), ids=CASES.keys())
def test_replayed_steps_are_those_that_python_would_have_made(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config.with_changes({"training.num_steps": 12})
    eager, none, rows = trained(config, monkeypatch, warmup=1000)
    state, recorder, again = trained(config, monkeypatch)
    assert none.num_recorded == 0 and recorder.num_replayed >= 4
    assert recorder.num_recorded <= 2
    for name, network in eager.networks.items():
        found = state.networks[name].state_dict()
        assert [key for key, each in network.state_dict().items() if not torch.equal(each, found[key])] == []
    assert torch.equal(eager.rng.get_state(), state.rng.get_state())
    counters = ("step", "images", "position", "d_updates", "g_updates")
    assert [getattr(eager, each) for each in counters] == [getattr(state, each) for each in counters]
    assert again == [pytest.approx(row) for row in rows]


def test_learning_rate_that_is_changed_holds_in_replayed_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for warmup in (1000, graphs.WARMUP_STEPS):
        monkeypatch.setattr(graphs, "WARMUP_STEPS", warmup)
        state, data, _ = prepare(tiny(), GRAPHED, quiet)
        monkeypatch.setitem(graphs.RECORDERS, "cpu", lambda state=state: DoubleRecorder(lambda: lasting(state)))
        events = (event for event in train(state, data, tiny()) if isinstance(event, Progress))
        list(islice(events, 6))
        state.live = {**state.live, "optimiser.lr": 0.1}
        list(islice(events, 2))
        found.append(state.networks["G"].state_dict())
    assert all(torch.equal(found[0][name], found[1][name]) for name in found[0])


def test_step_that_waits_for_the_device_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LeastSquares, "g", lambda self, real, fake: fake.mean() * float(fake.detach().mean() > -9))
    with pytest.raises(CaptureError, match="waits for the device"):
        trained(tiny(), monkeypatch)


def test_step_that_makes_what_lasts_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    state, data, _ = prepare(tiny(), GRAPHED, quiet)
    monkeypatch.setitem(graphs.RECORDERS, "cpu", lambda: DoubleRecorder(lambda: lasting(state)))
    monkeypatch.setattr(graphs, "WARMUP_STEPS", 1)
    steps = (event for event in train(state, data, tiny()) if isinstance(event, Progress))
    next(steps)
    state.optimisers["G"].state.clear()  # which the next step makes anew
    with pytest.raises(CaptureError, match="something that lasts was made"):
        next(steps)


def test_graphs_are_for_a_gpu_and_a_run_elsewhere_says_so(runs_root) -> None:
    assert not decide(tiny(runtime__cuda_graphs=True).runtime).graphed
    folder = make(runs_root, tiny(runtime__cuda_graphs=True, training__num_steps=2))
    assert work(folder) == "done"
    with folder.record() as record:
        assert any("CUDA graphs need a GPU" in text for *_, text in record.logs())


@pytest.mark.parametrize(
    "other", [{"runtime__precision": "fp16"}, {"runtime__compile": True}, {"training__processes": 2}], ids=str
)
def test_graphs_are_refused_with_what_decides_within_a_step(other: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"runtime.cuda_graphs must be off"):
        tiny(runtime__cuda_graphs=True, **other)


def test_distillation_takes_no_graphs(tmp_path) -> None:
    values = distillation(saved(tmp_path)).model_dump(mode="json")
    with pytest.raises(SettingsError, match=r"runtime.cuda_graphs must be off"):
        load_recover_config({**values, "runtime": {**values["runtime"], "cuda_graphs": True}})
