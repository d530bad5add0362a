"""One rank of several that train tiny networks, beside one process that trains the same with whole batches.

`python -m tests.training.rank_equality RANK PROCESSES STORE OUT`: rank 0 writes to OUT how far the weights are apart
after 20 steps, as {"float64": {case: largest difference}, "float32": {...}}.
"""

import json
import sys
from pathlib import Path

import torch
from torch.distributed import FileStore

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.training.execution import Execution
from gan_core.training.growing import grow
from gan_core.training.prepare import prepare
from gan_core.training.ranks import ALONE, Group, Ranks, leave, meet
from gan_core.training.state import State, set_rates, update_ema
from gan_core.training.trainers import trainer_of
from tests.conftest import grows, tiny

STEPS = 20
ODD = {"training__batch_size": 10, "objective__penalty_interval": 3}
MLP = {"model__name": "mlp_gan", "model__conditional": False}
"""A generator without batch norm."""
GAMES = {
    "non_saturating, lazy R1": {"objective__name": "non_saturating", "objective__r1_gamma": 1.0, **ODD},
    "saturating": {"objective__name": "saturating"},
    "least_squares, clipped, augmented": {
        "objective__diffaugment": "colour,translation,cutout",
        "optimiser__clip_grad_norm": 0.5,
        "data__flip": True,
        "data__shift": 2,
    },
    "hinge, spectral norm, labels": {
        "objective__name": "hinge",
        "model__d_norm": "spectral",
        "model__conditional": True,
    },
    "wasserstein, gradient penalty": {"objective__name": "wasserstein", "model__d_norm": "layer", **ODD},
    "relativistic, lazy R1 and R2": {"objective__name": "relativistic", **ODD},
}
CASES: dict[str, RunConfig] = {
    **{name: tiny(**{"model__name": "mlp_gan", "model__d_norm": "none", **each}) for name, each in GAMES.items()},
    "vae": tiny("vae", model__name="mlp_vae", objective__free_bits=0.5, objective__kl_warmup_steps=4),
    "vae, gaussian, labels": tiny("vae", model__name="mlp_vae", model__likelihood="gaussian", model__conditional=True),
    "flow": tiny("flow"),
    "flow, labels, uniform times": tiny("flow", model__conditional=True, objective__times="uniform"),
    "style, without minibatch stddev": tiny(
        model__name="style_gan", model__g_channels=[8, 8, 4], model__stddev_group=1, model__d_norm="none"
    ),
    "growing, without minibatch stddev": grows(
        model__stddev_group=1, model__stable_images=24, objective__name="wasserstein", objective__d_steps=1
    ),
    "text to image": tiny("text_gan", objective__penalty_interval=3),
    "text to image, relativistic": tiny("text_gan", objective__game="relativistic", objective__text_path="joint"),
}


def in_double() -> None:
    """All that is computed from now on is float64: where the engine asks for fp32 too."""
    torch.set_default_dtype(torch.float64)
    torch.Tensor.float = torch.Tensor.double  # type: ignore[method-assign]


def without_batch_norm(network: torch.nn.Module) -> None:
    """Batch norms of the networks keep to the statistics that they begin with."""
    for each in network.modules():
        if isinstance(each, torch.nn.modules.batchnorm._BatchNorm):
            each.train = lambda mode=True, each=each: each  # type: ignore[method-assign, assignment, misc]
            each.training = False


def trained(config: RunConfig, ranks: Ranks) -> State:
    state, data, _ = prepare(config, Execution("cpu", "fp32", False, 1), quiet)
    state.train_with(ranks)
    trainer = trainer_of(config)
    for network in state.networks.values():
        without_batch_norm(network)
    for _ in range(STEPS):
        set_rates(state, config)
        grow(state, config)
        trainer.step(state, data, config, watch=True)
        state.step += 1
        state.images += trainer.images_per_step(data, config)
        update_ema(state, config, trainer.images_per_step(data, config))
    return state


def apart(one: State, many: State) -> float:
    """The largest difference of any weight, of the average too."""
    pairs = [(one.ema, many.ema), *((each, many.networks[name]) for name, each in one.networks.items())]
    differences = [
        float((a - b).detach().abs().max())
        for first, second in pairs
        for a, b in zip(first.parameters(), second.parameters(), strict=True)
    ]
    return max(differences)


def main(rank: int, processes: int, store: str, out: str) -> None:
    torch.set_num_threads(1)
    group = meet(Group, rank, processes, FileStore(store, processes))
    found: dict[str, dict[str, float]] = {}
    for name in ("float32", "float64"):
        if name == "float64":
            in_double()
        found[name] = {}
        for case, config in CASES.items():
            many = trained(config, group)
            group.compare(many.networks)
            if rank == 0:
                found[name][case] = apart(trained(config, ALONE), many)
    if rank == 0:
        Path(out).write_text(json.dumps(found))
    group.close()
    leave()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
