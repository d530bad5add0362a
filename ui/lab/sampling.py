"""How a flow draws in the lab: sliders for steps and guidance, kept in the address and in the routes' references.

A reference that ends in "!20,1.5,heun" is the model with 20 steps, guidance 1.5 and Heun's method.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.generators import load as generator
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.generators.sampling import sampling_of
from gan_core.models import FlowSettings
from gan_core.store.model_card import ModelCard
from ui.address import follow, put

MARK, SEPARATOR = "!", ","
PARAMS = {"num_steps": "steps", "guidance": "guidance", "solver": "solver"}
STEPS = (1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 50)
GUIDANCE = tuple(each / 2 for each in range(13))
SOLVERS = {"euler": "Euler", "heun": "Heun"}
KEPT = 24


def choose(card: ModelCard) -> dict[str, Any]:
    """Sliders for a flow, with what its model was saved with to begin with; returns what is chosen."""
    usual = sampling_of(card)
    steps, guidance, solver = st.columns([3, 3, 2], vertical_alignment="center")
    with steps:
        chosen = {"num_steps": _slider("Solver steps", "num_steps", (*STEPS, usual["num_steps"]), usual)}
    with guidance:
        if card.shape.condition_width:
            chosen["guidance"] = _slider("Guidance scale", "guidance", (*GUIDANCE, usual["guidance"]), usual)
        else:
            st.caption("Without labels there is nothing to guide to: this model draws whatever its noise leads to.")
    with solver:
        names = list(SOLVERS)
        wanted = follow(PARAMS["solver"], "lab-solver", names, usual["solver"])
        picked = st.segmented_control(
            "Solver",
            names,
            default=wanted,
            format_func=SOLVERS.__getitem__,
            key="lab-solver",
            help=_about("solver"),
        )
        chosen["solver"] = picked or usual["solver"]
        put(PARAMS["solver"], "lab-solver", chosen["solver"], usual["solver"])
    return {**usual, **chosen}


def _slider(title: str, name: str, options: tuple[Any, ...], usual: dict[str, Any]) -> Any:
    key, listed = f"lab-{name}", sorted(set(options))
    wanted = follow(PARAMS[name], key, listed, usual[name])
    chosen = st.select_slider(title, listed, wanted, key=key, help=_about(name))
    put(PARAMS[name], key, chosen, usual[name])
    return chosen


def _about(name: str) -> str:
    return FlowSettings.model_fields[name].description or ""


def referred(model: str, card: ModelCard) -> str:
    """How the routes name the model `model` as it draws now."""
    sampling = sampling_of(card)
    return f"{model}{MARK}{SEPARATOR.join(f'{sampling[name]}' for name in PARAMS)}" if sampling else model


def parted(reference: str) -> tuple[str, tuple[Any, ...]]:
    """The model's own reference, and its steps, guidance and solver, () where none are named.

    Raises CheckpointError.
    """
    name, mark, text = reference.partition(MARK)
    if not mark:
        return name, ()
    try:
        steps, guidance, solver = text.split(SEPARATOR)
        return name, (int(steps), float(guidance), solver)
    except ValueError as error:
        raise CheckpointError(f"Behind {MARK} stand a flow's steps, guidance and solver.") from error


@lru_cache(maxsize=KEPT)
def drawing_with(folder: Path, mark: str, sampling: tuple[Any, ...]) -> OnnxGenerator:
    """The model in `folder`, whose weights have the fingerprint `mark`, drawing with these steps, guidance and solver.

    Raises CheckpointError, and UserError for what no flow draws with.
    """
    return generator.load(folder, backend="onnx", sampling=dict(zip(PARAMS, sampling, strict=True)))
