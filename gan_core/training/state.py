"""All that a training step reads or writes. What is not in here cannot matter to the result."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import torch
from torch import Tensor, nn

from gan_core.config import RunConfig, live_values
from gan_core.errors import SettingsError
from gan_core.families import Family
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.shape import SampleShape
from gan_core.share import Share
from gan_core.training.execution import Execution
from gan_core.training.ranks import ALONE, Ranks

FUSED_DEVICES = ("cpu", "cuda")


@dataclass
class State:
    """A run at one step. `networks` by name, as the family has them; `ema` is the average of the one that draws.

    `rates` names the setting of each optimiser's learning rate. A distillation has no other networks than it needs.
    """

    family: Family
    shape: SampleShape
    execution: Execution
    networks: dict[str, nn.Module]
    ema: DrawingNetwork
    optimisers: dict[str, torch.optim.Optimizer]
    rates: Mapping[str, str]
    scaler: torch.amp.GradScaler
    rng: torch.Generator
    live: dict[str, Any]
    latent_dim: int
    step: int = 0
    images: int = 0
    seconds: float = 0.0
    position: int = 0
    d_updates: int = 0
    g_updates: int = 0
    half_steps: int = 0
    skipped_steps: int = 0
    forgotten_updates: dict[str, int] = field(default_factory=dict)
    """By network how many updates Adam counted before it last began anew; 0 where it never did."""
    pending: list[dict[str, Tensor]] = field(default_factory=list)
    ranks: Ranks = ALONE
    """The processes that train it, of which this is one."""

    @property
    def drawing(self) -> DrawingNetwork:
        """The network that draws, as it learns."""
        return cast(DrawingNetwork, self.networks[self.family.drawing])

    def train_with(self, ranks: Ranks) -> None:
        """From now on this process is one of `ranks`; networks that draw noise draw their own rows' of the whole."""
        self.ranks = ranks
        for network in self.networks.values():
            if hasattr(network, "share"):
                cast(Any, network).share = Share(ranks.rank, ranks.processes)

    @property
    def updates(self) -> int:
        """Whole steps and half-steps: of D or G alone, which count towards no budget."""
        return self.step + self.half_steps

    def setting(self, name: str) -> Any:
        """A live setting's present value."""
        return self.live[name]


def initial_state(config: RunConfig, shape: SampleShape, execution: Execution) -> State:
    """Fresh networks and optimisers from the config's seed; the same for the same seed, device and torch."""
    family = config.family
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        networks = {name: each.build(config.model, shape) for name, each in family.networks.items()}
    networks = {name: execution.place(network) for name, network in networks.items()}
    if growth := config.model.growth(shape):
        for network in networks.values():
            cast(Any, network).grow_to(growth.at(0).progress)
    rates = {name: each.rate for name, each in family.networks.items()}
    optimisers = {name: _optimiser(config, network, rates[name], execution) for name, network in networks.items()}
    ema = copy.deepcopy(cast(DrawingNetwork, networks[family.drawing])).requires_grad_(False).eval()
    rng = torch.Generator(device=execution.device).manual_seed(config.seed)
    for network in networks.values():
        if hasattr(network, "rng"):  # it draws noise while it trains, and a resumed run draws the same
            cast(Any, network).rng = rng
    return State(
        family=family,
        shape=shape,
        execution=execution,
        networks={name: execution.compile(each, family.networks[name].methods) for name, each in networks.items()},
        ema=ema,
        optimisers=optimisers,
        rates=rates,
        scaler=execution.scaler(),
        rng=rng,
        live=live_values(config.model_dump(mode="json")),
        latent_dim=family.latent_width(config.model, shape),
    )


def _optimiser(config: RunConfig, network: nn.Module, rate: str, execution: Execution) -> torch.optim.Optimizer:
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[config.optimiser.name]
    settings = config.optimiser
    values = config.model_dump(mode="json")["optimiser"]
    lr = values[rate.split(".")[1]]
    return kind(
        parameter_groups(network, config.objective.rate_factors()),
        lr=torch.tensor(lr, device=execution.device) if execution.graphed else lr,
        capturable=execution.graphed and execution.device == "cuda",
        betas=(settings.beta1, settings.beta2),
        weight_decay=settings.weight_decay,
        fused=_fused(settings.fused, execution.device),
    )


def parameter_groups(network: nn.Module, factors: Mapping[str, float]) -> list[dict[str, Any]]:
    """The parameters in their order, in groups that share a `rate_factor`: that of the part they lie in, else 1."""
    groups: list[dict[str, Any]] = []
    for name, parameter in network.named_parameters():
        factor = factors.get(name.split(".")[0], 1.0)
        if not groups or groups[-1]["rate_factor"] != factor:
            groups.append({"params": [], "rate_factor": factor})
        groups[-1]["params"].append(parameter)
    return groups


def _fused(wanted: str, device: str) -> bool:
    """Raises SettingsError where the device has no fused kernels."""
    there = device in FUSED_DEVICES
    if wanted == "on" and not there:
        raise SettingsError(
            f"optimiser.fused must be auto or off on {device}: fused kernels are for {', '.join(FUSED_DEVICES)}"
        )
    return wanted != "off" and there


def forget_moments(state: State) -> None:
    """Let Adam begin anew, as at the start of the run."""
    for name, optimiser in state.optimisers.items():
        if state.scaler.is_enabled():  # alone fp16 asks later how many updates there were
            forgotten = state.forgotten_updates.get(name, 0) + counted_updates(optimiser)
            state.forgotten_updates = {**state.forgotten_updates, name: forgotten}
        optimiser.state.clear()


def counted_updates(optimiser: torch.optim.Optimizer) -> int:
    """How many updates Adam made since it began."""
    return int(max((float(each["step"]) for each in optimiser.state.values() if "step" in each), default=0))


def set_rates(state: State, config: RunConfig) -> dict[str, float]:
    """Put the learning rates of this step into the optimisers; returns them by curve name."""
    factor = rate_factor(state, config)
    rates = {}
    for name, optimiser in state.optimisers.items():
        rate = state.setting(state.rates[name]) * factor
        for group in optimiser.param_groups:
            own = rate * group.get("rate_factor", 1.0)
            if isinstance(group["lr"], Tensor):  # which a recorded step reads
                group["lr"].fill_(own)
            else:
                group["lr"] = own
        rates[f"{name}/lr"] = rate
    return rates


def rate_factor(state: State, config: RunConfig) -> float:
    """Warm-up rises linearly to 1; cosine then falls to 0 at the end of the budget (Loshchilov and Hutter 2017)."""
    warmup = config.optimiser.warmup_steps
    factor = min(1.0, (state.step + 1) / warmup) if warmup else 1.0
    if config.optimiser.schedule == "cosine":
        share = min(1.0, max(0.0, share_done(state, budgets=("num_steps", "num_images"))))
        factor *= 0.5 * (1 + math.cos(math.pi * share))
    return factor


def share_done(state: State, budgets: tuple[str, ...] = ("num_steps", "num_images", "seconds")) -> float:
    """The share of the budget that is used, 0 to 1 and beyond; -1 where the run has no end."""
    used = {"num_steps": state.step, "num_images": state.images, "seconds": state.seconds}
    limits = {name: state.setting(f"training.{name}") for name in budgets}
    return max((used[name] / limit for name, limit in limits.items() if limit), default=-1.0)


@torch.no_grad()
def update_ema(state: State, config: RunConfig, images_shown: int) -> None:
    """Move the average towards the network after `images_shown` pictures: weights and batch norm's statistics.

    The statistics that the network has just now are those of other weights than the averaged ones: with them
    the same average draws well at one step and badly at the next. Counters are copied. The half-life is warmed up, so
    that the first pictures are not of the untrained network (Karras 2020, App. B).
    """
    halflife = min(config.training.ema_halflife_images, 0.2 * state.images)
    weight = 1.0 if halflife <= 0 else 1.0 - 0.5 ** (images_shown / halflife)
    torch._foreach_lerp_(_averaged(state.ema), _averaged(state.drawing), weight)
    if counters := _counters(state.ema):
        torch._foreach_copy_(counters, _counters(state.drawing))


def _averaged(network: nn.Module) -> list[Tensor]:
    return [*network.parameters(), *(each for each in network.buffers() if each.is_floating_point())]


def _counters(network: nn.Module) -> list[Tensor]:
    return [each for each in network.buffers() if not each.is_floating_point()]
