"""python -m benchmarks.text_to_image [--seconds 120] [--seeds 3]: what "Draw what I say" draws of what it is told.

Trains the preset for so many seconds of processor time with each seed, which on one quiet core are as many of a clock.
Then 1,000 captions, each with a latent of its own, are drawn and read by the shape reader, attribute by attribute, and
400 of combinations that were held out; the language model's loss stands beside the entropy of its grammar, and the
spread is that of pixels within one caption. Last the processor time of a step, beside that of an unconditional GAN with
the same feature maps, and what a step costs less without each term.
"""

import argparse
import statistics
import time
from collections.abc import Sequence

import numpy as np
import torch

from benchmarks.machine import machine, spread
from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.evaluation.attributes import attribute_shares
from gan_core.events import Progress
from gan_core.monitors.attributes import Attributes, drawn
from gan_core.monitors.language import Language
from gan_core.presets import find_preset
from gan_core.text.grammar import KINDS
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.probe import execution_for
from gan_core.training.trainers import trainer_of

PRESET = "draw-what-i-say"
STEPS = 20
TERMS: dict[str, dict[str, object]] = {
    "mismatched captions": {"objective.mismatched": False},
    "contrastive term": {"objective.contrastive": 0},
    "captioning term": {"objective.captioning": 0},
    "penalties": {"objective.r1_gamma": 0, "objective.sentence_r1_gamma": 0},
    "language model (a bag of words in its place)": {"model.text_network": "bag_of_words"},
    "all learning of the text network": {"objective.text_path": "frozen"},
}


def config_of(changes: dict[str, object]) -> RunConfig:
    """The preset without a budget and without previews."""
    quietly = {"training.seconds": 0, "recording.sample_interval": 10**6, "recording.watch_budget": 0}
    return find_preset(PRESET).config.with_changes({**quietly, **changes})


def learn(seconds: float, seed: int) -> dict[str, float]:
    """One run of `seconds` of processor time; returns what it reached."""
    config = config_of({"seed": seed})
    execution = execution_for(config)
    execution.apply_threads()
    state, data, _ = prepare(config, execution, quiet)
    began = time.process_time()
    for event in train(state, data, config):
        if isinstance(event, Progress) and time.process_time() - began >= seconds:
            break

    def draw(sentences: Sequence[str], first: int) -> np.ndarray:
        return drawn(state, list(sentences), 1000 * seed + first)

    found = attribute_shares(draw, seed=seed, unseen=True)
    language = Language(state, data, config)
    facts = language.prepare()
    with torch.no_grad():
        found |= language.look(state) | {"spread": Attributes(state, data, config).look(state)["text/spread"]}
    return found | {"floor": facts["floor"], "steps": float(state.step)}


def step_seconds(config: RunConfig) -> float:
    """Processor time of a step: the median of STEPS after as many to warm up, penalties spread over their interval."""
    execution = execution_for(config)
    execution.apply_threads()
    state, data, _ = prepare(config, execution, quiet)
    trainer, took = trainer_of(config), []
    for _ in range(2 * STEPS):
        began = time.process_time()
        trainer.step(state, data, config)
        took.append(time.process_time() - began)
    every = took[STEPS:]
    rest = statistics.median(every)
    return rest + max(0.0, max(every) - rest) / getattr(config.objective, "penalty_interval", 1)


def unconditional(config: RunConfig) -> RunConfig:
    """A GAN of the same feature maps that is told nothing: relativistic, with the same rare penalties."""
    changes = {
        "model.name": "dcgan",
        "model.upsample": "resize",
        "model.d_norm": "none",
        "model.latent_dim": config.model.latent_dim,
        "model.g_channels": [96, 64, 32],
        "model.d_channels": [32, 64, 128],
        "objective.name": "relativistic",
        "objective.penalty_interval": 16,
    }
    return config.with_changes(changes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0, help="of processor time, each seed")
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    print(machine())
    runs = [learn(chosen.seconds, seed) for seed in range(chosen.seeds)] if chosen.seconds else []
    if runs:
        print(f"{PRESET}, {chosen.seconds:g} s of processor time, {spread([each['steps'] for each in runs], 0)} steps")
        for prefix, words in (("", "seen"), ("unseen/", "unseen")):
            for kind in (*KINDS, "all"):
                shares = [100 * each[f"{prefix}{kind}"] for each in runs]
                print(f"  {words:7}{kind:12}{spread(shares, 1)} %")
        nats = spread([each["T/held_out"] for each in runs], 3)
        print(f"  language model {nats} nats a word, entropy of the grammar {runs[0]['floor']:.3f}")
        print(f"  spread of pixels within one caption {spread([each['spread'] for each in runs], 3)}")
    config = config_of({})
    whole, plain = step_seconds(config), step_seconds(unconditional(config))
    print(f"A step: {1000 * whole:.1f} ms of processor time; unconditional {1000 * plain:.1f} ms, {whole / plain:.2f}x")
    for name, changes in TERMS.items():
        without = step_seconds(config.with_changes(changes))
        print(f"  {name:46}{100 * (1 - without / whole):5.1f} %")
    parameters = sum(each.numel() for each in _generator(config).parameters())
    print(f"  the generator's file: {parameters / 1e6:.2f} M parameters, {2 * parameters / 1e6:.1f} MB in fp16")


def _generator(config: RunConfig) -> torch.nn.Module:
    return config.family.build_drawing(config.model, config.shape())


if __name__ == "__main__":
    main()
