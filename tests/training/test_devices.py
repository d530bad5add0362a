"""What would break on a GPU, found without one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.places import PROJECT
from gan_core.presets import PRESETS
from gan_core.training import gan
from gan_core.training.state import set_rates, update_ema
from gan_core.training.trainers import trainer_of
from tests.conftest import tiny
from tests.training.meta import on_meta, prepared
from tests.training.test_resume import CASES

MORE = {
    "gradient penalty": tiny(model__d_norm="none", objective__name="wasserstein"),
    "spectral text GAN": tiny("text_gan", model__d_norm="spectral", objective__game="relativistic"),
    "clipped": tiny(optimiser__clip_grad_norm=1.0),
    "gaussian VAE": tiny("vae", model__likelihood="gaussian", objective__free_bits=0.1),
}
RUNS = {**{name: preset.config for name, preset in PRESETS.items()}, **CASES, **MORE}


@pytest.mark.parametrize("config", RUNS.values(), ids=RUNS.keys())
def test_every_step_keeps_to_the_device_and_waits_for_nothing(config: RunConfig) -> None:
    state, data = prepared(config)
    trainer = trainer_of(config)
    steps = [trainer.step, trainer.step, *(half.step for half in trainer.half_steps.values())]
    with on_meta():
        for step in steps:  # the first with lazy penalties, the second without
            set_rates(state, config)
            values = step(state, data, config, watch=True)
            update_ema(state, config, data.batch_size)
            assert values and all(each.device.type == "meta" for each in values.values())


def test_numbers_that_are_drawn_on_the_cpu_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    state, data = prepared(tiny())
    monkeypatch.setattr(gan, "draw_latents", lambda state, count: torch.zeros(count, state.latent_dim))
    with on_meta(), pytest.raises((RuntimeError, NotImplementedError), match=r"device|meta"):
        gan.step(state, data, tiny())


def test_number_that_the_host_waits_for_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    state, data = prepared(tiny())
    objective = type(tiny().objective)
    monkeypatch.setattr(objective, "g", lambda self, real, fake: fake.mean() * fake.mean().item())
    with on_meta(), pytest.raises(RuntimeError, match="item"):
        gan.step(state, data, tiny())


IN_A_STEP = ("training", "objectives", "models", "text", "recovery")
FACTORIES = {
    *(
        "zeros",
        "ones",
        "empty",
        "full",
        "eye",
        "arange",
        "linspace",
        "logspace",
        "tensor",
        "as_tensor",
        "scalar_tensor",
    ),
    *("rand", "randn", "randint", "randperm", "normal"),
}
FROM_HOST = {"from_numpy", "frombuffer"}
ON_THE_CPU = {
    "models/drawing.py:example_inputs": "drawn networks are never moved",
    "recovery/any_cost.py:at_width": "load_state_dict copies to wherever the network is",
    "recovery/any_cost.py:store_statistics": "written to a file",
    "recovery/compare.py:_fixed": "kept in the computer's memory, and moved portion by portion",
    "recovery/order.py:_sort": "networks are sorted on the CPU",
    "training/checkpoint.py:training_tensors": "written to a file",
    "training/ranks.py:_message": "messages between processes of the computer",
    "training/vae.py:_rows": "pictures to be written down",
}
"""Functions that make tensors on the CPU and mean it, and why. Those made with a network are moved with it."""


def homeless(path: Path) -> Iterator[str]:
    """Tensors made without a device by the functions of a file: "models/x.py:function", one for each call."""
    for function, call, moved in _calls(ast.parse(path.read_text("utf-8")), "", False):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        told = any(each.arg == "device" for each in call.keywords)
        if function != "__init__" and (
            (name in FACTORIES and not told and not moved) or (name in FROM_HOST and not moved)
        ):
            yield f"{path.parent.name}/{path.name}:{function}"


def _calls(node: ast.AST, function: str, moved: bool) -> Iterator[tuple[str, ast.Call, bool]]:
    """Every call of torch's own functions, with the function that it stands in, and whether `.to(...)` moves it."""
    if isinstance(node, ast.FunctionDef):
        function, moved = node.name, False
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        if isinstance(owner, ast.Name) and owner.id == "torch":
            yield function, node, moved
        moved = moved or node.func.attr == "to"
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, function, moved)


def test_code_of_a_step_makes_no_tensor_without_a_device() -> None:
    files = [path for folder in IN_A_STEP for path in sorted((PROJECT / "gan_core" / folder).rglob("*.py"))]
    found = {each for path in [*files, PROJECT / "gan_core" / "data" / "augment.py"] for each in homeless(path)}
    assert found - ON_THE_CPU.keys() == set()
    assert ON_THE_CPU.keys() - found == set(), "no longer true"


def test_tensor_without_a_device_is_found(tmp_path: Path) -> None:
    lines = (
        "import torch\ndef f(x):\n    return x + torch.zeros(3)\ndef g(x):\n    return torch.zeros(3).to(x.device)\n"
    )
    (tmp_path / "new.py").write_text(lines)
    assert list(homeless(tmp_path / "new.py")) == [f"{tmp_path.name}/new.py:f"]
