"""The path of a latent of a flow, from noise to the sample, in ONNX Runtime and without torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gan_core.generators.generator import LoadedModel
from gan_core.generators.onnx_generator import session
from gan_core.generators.onnx_graph.graphs import onnx_bytes


def path_of(model: LoadedModel, z: np.ndarray, condition: np.ndarray | None = None) -> np.ndarray:
    """float32 (N, num_steps + 1, *dims): x at each of the solver's times, of z (N, latent_dim) and a condition.

    Noise is not cut off to what a screen can show. `model` is a flow's, whose folder must still be there.
    """
    file = onnx_bytes(Path(model.card.path), "path", model.card)
    y = model.conditions(condition, len(z))
    given = {"z": np.ascontiguousarray(z, np.float32)} | ({} if y is None else {"y": y})
    return session(file).run(None, given)[0]
