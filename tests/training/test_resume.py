"""3 + 3 steps through a checkpoint equal 6 steps, to the last bit."""

from itertools import islice
from pathlib import Path

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.events import Progress
from gan_core.training import checkpoint
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.state import State
from tests.conftest import grows, tiny

CASES = {
    "gan": tiny(data__flip=True, data__shift=2),
    "vae": tiny("vae", objective__kl_warmup_steps=4),
    "bf16": tiny(runtime__precision="bf16", runtime__channels_last="on"),
    "conditional": tiny(model__conditional=True),
    "wgan-gp": tiny(model__d_norm="layer", objective__name="wasserstein"),
    "spectral": tiny(model__d_norm="spectral", objective__name="hinge"),
    "relativistic": tiny(model__d_norm="none", objective__name="relativistic"),
    "diffaugment": tiny(objective__diffaugment="colour,translation,cutout"),
    "cosine": tiny(optimiser__schedule="cosine", optimiser__warmup_steps=3, optimiser__name="adamw"),
    "resnet": tiny(model__name="resnet_gan", model__g_channels=[8, 8, 4], model__d_channels=[4, 8]),
    "style": tiny(model__name="style_gan", model__g_channels=[8, 8, 4], model__d_channels=[4, 8], model__d_norm="none"),
    "growing, in mid-fade": grows(objective__name="wasserstein"),
    "growing, at a new level": grows(model__stable_images=16),
    "mlp_vae": tiny("vae", model__name="mlp_vae"),
}


def take(state: State, data, config: RunConfig, num_steps: int) -> None:
    """Train for so many steps."""
    steps = (event for event in train(state, data, config) if isinstance(event, Progress))
    list(islice(steps, num_steps))


def everything(state: State) -> dict[str, torch.Tensor]:
    return checkpoint.training_tensors(state) | {f"ema.{k}": v for k, v in state.ema.state_dict().items()}


@pytest.mark.parametrize("config", CASES.values(), ids=CASES.keys())
def test_resumed_run_equals_unbroken_run(config: RunConfig, tmp_path: Path) -> None:
    execution = decide(config.runtime)
    whole, data, _ = prepare(config, execution, quiet)
    take(whole, data, config, 6)

    first, data, labels = prepare(config, execution, quiet)
    take(first, data, config, 3)
    path = checkpoint.save_state(tmp_path, first, config, labels)
    again, data, _ = prepare(config, execution, quiet)
    checkpoint.load_state(path, again)
    take(again, data, config, 3)

    expected, found = everything(whole), everything(again)
    assert expected.keys() == found.keys()
    different = [name for name in expected if not torch.equal(expected[name], found[name])]
    assert different == []
    counters = [name for name in checkpoint.COUNTERS if name != "seconds"]
    assert [getattr(whole, name) for name in counters] == [getattr(again, name) for name in counters]


def test_looking_does_not_change_training() -> None:
    often, seldom = tiny(recording__sample_interval=1), tiny(recording__sample_interval=1000)
    states = []
    for config in (often, seldom):
        state, data, _ = prepare(config, decide(config.runtime), quiet)
        take(state, data, config, 5)
        states.append(everything(state))
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])


def test_gradient_scale_that_fp16_has_come_to_is_there_after_a_resume(tmp_path: Path) -> None:
    config = tiny(runtime__precision="fp16")

    def fresh() -> State:
        return prepare(config, decide(config.runtime), quiet)[0]

    state = fresh()
    begun = state.scaler.get_scale()
    state.scaler.scale(torch.ones(1))  # its scale is made with the first loss
    state.scaler.update(begun / 64)
    path = checkpoint.save_state(tmp_path, state, config, ())
    again = fresh()
    assert again.scaler.is_enabled() and again.scaler.get_scale() == begun
    checkpoint.load_state(path, again)
    assert again.scaler.get_scale() == begun / 64
