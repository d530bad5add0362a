"""fp32 is fp32, whatever the device, and what is promised of a seed is what holds."""

from collections.abc import Iterator

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.generators.load import load
from gan_core.optimise.variant import tf32_if
from gan_core.recovery.settings import RecoverConfig
from gan_core.run_settings import RuntimeConfig
from gan_core.training.execution import Execution, decide

SWITCHES = (torch.backends.cudnn, torch.backends.cuda.matmul)


@pytest.fixture(autouse=True)
def torchs_own() -> Iterator[None]:
    """As torch has it at its start, and then what was set before."""
    before = [each.allow_tf32 for each in SWITCHES]
    SWITCHES[0].allow_tf32, SWITCHES[1].allow_tf32 = True, True
    yield
    for switch, value in zip(SWITCHES, before, strict=True):
        switch.allow_tf32 = value


def test_training_computes_fp32_without_tf32() -> None:
    decide(RuntimeConfig(device="cpu", precision="fp32"))
    assert [each.allow_tf32 for each in SWITCHES] == [False, False]


def test_model_in_use_computes_fp32_without_tf32() -> None:
    load("digits-vae")
    assert [each.allow_tf32 for each in SWITCHES] == [False, False]


def test_tf32_is_on_only_where_it_was_asked_for() -> None:
    load("digits-vae")
    with tf32_if(True):
        assert [each.allow_tf32 for each in SWITCHES] == [True, True]
    assert [each.allow_tf32 for each in SWITCHES] == [False, False]


def test_fp32_of_a_gpu_says_that_it_is_no_tf32() -> None:
    assert Execution("cuda", "fp32", False, 1).words == "cuda, fp32 without TF32"
    assert Execution("cpu", "fp32", False, 1).words == "cpu, fp32"
    assert "on a GPU, without TF32" in RuntimeConfig.model_fields["precision"].description


@pytest.mark.parametrize("config", [RunConfig, RecoverConfig])
def test_last_bit_is_promised_for_the_cpu_only(config: type) -> None:
    assert "on the CPU to the last bit" in config.model_fields["seed"].description
