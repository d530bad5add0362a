"""The work of an attack on many pictures: train against it where that is asked for, then a curve after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from gan_core.attack.adversarial_training import train
from gan_core.attack.findings import GENERATED, REAL, SHIPPED, TRAINED, Curve, Epoch, Findings
from gan_core.attack.losses import Network, lead
from gan_core.attack.perturb import pgd
from gan_core.attack.pictures import NUM_CLASSES, Digits, built_in_digits, generated_digits
from gan_core.attack.settings import AttackConfig
from gan_core.attack.sweep import fooled_by_fgsm, read, sweep
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.quality.digit_classifier import DigitClassifier, shipped_classifier
from gan_core.store.model_ref import REF, find_model, resolve

TRAINING_SHARE = 0.5
NUM_WATCHED = 100
"""Held-out digits on which FGSM and PGD are tried after each epoch."""
WATCHING_STEPS = 10
NUM_SHOWN = 10


@dataclass(frozen=True)
class Step:
    """How far it is, in words and as a share, and what was found until now; pictures uint8 by name, if there are new
    ones.
    """

    text: str
    share: float
    findings: Findings
    pictures: dict[str, np.ndarray] = field(default_factory=dict)


class Study:
    """One attack. `network` is the one that was trained, once it is."""

    def __init__(self, config: AttackConfig) -> None:
        self.config = config
        self.network: DigitClassifier | None = None
        self.findings = Findings()

    def steps(self) -> Iterator[Step]:
        """Work, with something to say after each portion. Raises UserError for a model that draws no such digits."""
        config = self.config
        yield self._step("Reading digits", 0.0)
        learned, held = built_in_digits()
        chosen = {REAL: Digits(held.images[: config.num], held.labels[: config.num])}
        if config.model:
            chosen[GENERATED] = self._generated(chosen[REAL])
        networks: dict[str, Network] = {SHIPPED: shipped_classifier()}
        if config.defend:
            yield from self._train(learned, held)
            assert self.network is not None
            networks[TRAINED] = self.network
        begin = TRAINING_SHARE if config.defend else 0.0
        tasks = [(name, source) for source in chosen for name in networks]
        for number, (name, source) in enumerate(tasks):
            other = networks[SHIPPED] if name == TRAINED else networks.get(TRAINED)
            for text, share in self._curves(name, networks[name], other, source, chosen[source]):
                yield self._step(text, begin + (1 - begin) * (number + share) / len(tasks))
        shown = {
            f"{name}-{source}": self._sheet(network, chosen[source])
            for source in chosen
            for name, network in networks.items()
        }
        yield self._step("Done", 1.0, shown)

    def _step(self, text: str, share: float, pictures: dict[str, np.ndarray] | None = None) -> Step:
        return Step(text, share, self.findings, pictures or {})

    def _generated(self, real: Digits) -> Digits:
        """As many of each class as real ones are read right."""
        where = self.config.model
        generator = load(resolve(where) if REF.fullmatch(where) else find_model(where))
        x, y = real.tensors()
        right = real.labels[(read(shipped_classifier(), x) == y).numpy()]
        wanted = np.bincount(right, minlength=NUM_CLASSES)
        found = generated_digits(generator, wanted, self.config.seed)
        drawn = np.bincount(found.labels, minlength=NUM_CLASSES)
        self.findings = replace(
            self.findings,
            model_title=generator.card.title,
            model_data=generator.card.config.data.title,
            asked=bool(generator.num_classes),
            too_few=tuple(int(digit) for digit in np.flatnonzero(drawn < wanted)),
        )
        return found

    def _train(self, learned: Digits, held: Digits) -> Iterator[Step]:
        config = self.config
        x, y = learned.tensors()
        watched, labels = Digits(held.images[-NUM_WATCHED:], held.labels[-NUM_WATCHED:]).tensors()
        for state in train(
            x,
            y,
            epsilon=config.train_epsilon,
            step_ratio=config.step_ratio,
            from_random=config.random_start,
            epochs=config.epochs,
            seed=config.seed,
        ):
            self.network = state.network
            rng = torch.Generator().manual_seed(config.seed)
            right = read(state.network, watched) == labels
            one = fooled_by_fgsm(state.network, watched, labels, config.train_epsilon)
            steps = min(config.pgd_steps, WATCHING_STEPS)
            many = pgd(lead(state.network, labels), watched, config.train_epsilon, rng, num_steps=steps)
            now = Epoch(
                epoch=state.epoch,
                num=len(watched),
                clean=int(right.sum()),
                fgsm=int((right & ~one).sum()),
                pgd=int((right & (read(state.network, many) == labels)).sum()),
            )
            self.findings = replace(self.findings, history=(*self.findings.history, now))
            text = f"Adversarial training, epoch {state.epoch} of {config.epochs}"
            yield self._step(text, TRAINING_SHARE * state.epoch / config.epochs)

    def _curves(
        self, name: str, network: Network, other: Network | None, source: str, digits: Digits
    ) -> Iterator[tuple[str, float]]:
        """FGSM's, the other network's if there is one, then PGD's as it comes; a text and a share of these."""
        config, (x, y) = self.config, digits.tensors()
        right = read(network, x) == y
        x, y = x[right], y[right]
        curve = Curve(name, source, "fgsm", len(right), len(y), config.epsilons)
        fooled = [int(fooled_by_fgsm(network, x, y, each).sum()) for each in config.epsilons]
        self._keep(replace(curve, fooled=tuple(fooled)))
        yield "FGSM", 0.05
        if other is not None:
            fooled = [int(fooled_by_fgsm(other, x, y, each, reader=network).sum()) for each in config.epsilons]
            self._keep(replace(curve, method="transfer", fooled=tuple(fooled)))
            yield "Transfer", 0.1
        counts = [0] * len(config.epsilons)
        for index, now in sweep(network, x, y, config.epsilons, config.seed, num_steps=config.pgd_steps):
            counts[index] = int(now.sum())
            yield f"PGD at ε = {config.epsilons[index]:g}", 0.1 + 0.9 * (index + 0.5) / len(config.epsilons)
        self._keep(replace(curve, method="pgd", fooled=tuple(counts)))

    def _keep(self, curve: Curve) -> None:
        self.findings = replace(self.findings, curves=(*self.findings.curves, curve))

    def _sheet(self, network: Network, digits: Digits) -> np.ndarray:
        """uint8 (2 NUM_SHOWN, 1, 28, 28): digits as they were, and after PGD at the middle epsilon."""
        epsilon = self.config.epsilons[len(self.config.epsilons) // 2]
        x, y = Digits(digits.images[:NUM_SHOWN], digits.labels[:NUM_SHOWN]).tensors()
        after = pgd(lead(network, y), x, epsilon, torch.Generator().manual_seed(self.config.seed))
        return np.concatenate([digits.images[:NUM_SHOWN], to_bytes(after.numpy())])
