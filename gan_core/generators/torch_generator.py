"""A trained model in torch: for gradients, features or a GPU."""

from pathlib import Path

import numpy as np
import torch
from torch import nn

from gan_core.generators.generator import LoadedModel
from gan_core.generators.sampling import Sampling, sampled_with
from gan_core.models.build import build
from gan_core.models.full_precision import use_full_fp32
from gan_core.store.model_card import WEIGHTS, ModelCard, read_card
from gan_core.store.weights import load_weights


class TorchGenerator(LoadedModel):
    """A model in torch, on the CPU unless told otherwise. `module` is there for what needs gradients or features."""

    def __init__(self, card: ModelCard, module: nn.Module, device: str = "cpu") -> None:
        super().__init__(card)
        use_full_fp32()
        self.device = device
        self.module = module.to(device).requires_grad_(False).eval()

    @torch.no_grad()
    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        latent, label = self._tensor(z), None if y is None else self._tensor(y)
        return self.module.draw(latent, label).float().cpu().numpy()

    @torch.no_grad()
    def example_conditions(self, count: int) -> np.ndarray | None:
        """What the network itself keeps to be asked for: embeddings of captions, where it learned from such."""
        told = self.module.example_conditions(self.card.shape, count)
        return None if told is None else told.float().cpu().numpy()

    @torch.no_grad()
    def _encode(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        mu, logvar = self.module.encode(self._tensor(x), None if y is None else self._tensor(y))
        return mu.cpu().numpy(), logvar.cpu().numpy()

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(values).to(self.device)


def load(folder: Path, device: str = "cpu", sampling: Sampling | None = None) -> TorchGenerator:
    """The model in the folder of a checkpoint. Raises CheckpointError with a sentence."""
    card = sampled_with(read_card(folder), sampling)
    # Built with weights that are then replaced: the "meta" device, which has none, imports 900 modules in a second.
    with torch.random.fork_rng(devices=[]):
        network = build(card.config.model, card.shape)
    return TorchGenerator(card, load_weights(network, folder / WEIGHTS), device)


def use_one_thread() -> None:
    """Let this process compute on one thread: the networks are small, and the other cores are others'."""
    torch.set_num_threads(1)
