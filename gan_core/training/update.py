"""One optimiser step, with scaling, clipping and the norm of the gradient."""

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.present import present
from gan_core.training.state import State


def apply_gradients(state: State, config: RunConfig, name: str, loss: Tensor, watch: bool) -> dict[str, Tensor]:
    """Change the network `name` along the gradient of `loss`; returns its gradient norm where it was inspected."""
    optimiser, scaler, limit = state.optimisers[name], state.scaler, config.optimiser.clip_grad_norm
    optimiser.zero_grad(set_to_none=True)
    scaler.scale(loss).backward()
    state.ranks.add_up([*state.networks[name].parameters()])
    values = {}
    if watch or limit:
        scaler.unscale_(optimiser)
        parameters = [each for each in state.networks[name].parameters() if each.grad is not None]
        norm = torch.nn.utils.get_total_norm([present(each.grad) for each in parameters])
        values[f"{name}/grad_norm"] = norm
        if limit:
            torch.nn.utils.clip_grads_with_norm_(parameters, limit, norm)
    scaler.step(optimiser)
    scaler.update()
    return values
