"""What a text model shows while it learns: samples with their captions, and sentences of its language model."""

from __future__ import annotations

from typing import cast

import torch

from gan_core.config import RunConfig
from gan_core.events import Facts, Samples
from gan_core.models.text_gan import Generator
from gan_core.training.batches import Batches
from gan_core.training.captioned_batches import CaptionedBatches
from gan_core.training.preview import PREVIEW_SEED, decode, fixed_latents, to_bytes
from gan_core.training.state import State

WRITTEN = 3
"""Sentences that the language model makes by itself at every preview."""


def previews(state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples | Facts]:
    """Samples from fixed latents under fixed captions, which Facts name, and sentences of the language model."""
    captioned, count = cast(CaptionedBatches, data), config.recording.num_samples
    z, y = fixed_latents(count, state, data)
    shown: list[Samples | Facts] = [Samples(state.step, "samples", decode(state.ema, z, y, state.execution))]
    if real:
        shown.insert(0, Samples(state.step, "real", to_bytes(data.first(count)[0])))
    written = sentences(state)
    captions = captioned.captions(data.first_rows(count))
    facts = {"text": {"captions": captions, "step": state.step, "sentences": written}}
    if written and is_kept(state.step, state.setting("recording.sample_interval")):
        facts[f"text/{state.step}"] = {"sentences": written}
    return [*shown, Facts(state.step, facts)]


def is_kept(step: int, interval: int) -> bool:
    """Whether what is written at this step is kept: at 0, 1, 2, 4, ..., and at the first preview past each of these."""
    if step == 0 or step % interval:
        return step & (step - 1) == 0
    return step.bit_length() > (step - interval).bit_length()


def sentences(state: State, count: int = WRITTEN) -> list[str]:
    """What the averaged language model writes by itself, always by the same random numbers; none by a bag of words."""
    text = cast(Generator, state.ema).text
    if not text.predicts:
        return []
    rng = torch.Generator(device=state.execution.device).manual_seed(PREVIEW_SEED)
    tokeniser = text.tokeniser
    return [tokeniser.decode(row[1:]) for row in text.write(count, rng).cpu().numpy()]
