"""Fits a sampler to a model: encodes what the model learned from, and learns how the codes lie."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.errors import UserError
from gan_core.latent.posterior import labels_at, no_posterior, posterior
from gan_core.present import present
from gan_core.samplers.files import keep_sampler, load_sampler, sampler_path
from gan_core.samplers.latent_flow import fit_flow
from gan_core.samplers.mixture import fit_mixture
from gan_core.samplers.sampler import PRIOR, SAMPLERS, Sampler

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.families import Family
    from gan_core.generators.generator import Generator

MOST_CODES = 20_000
AFTERWARDS = "mixture"
"""What models without a prior draw from, unless told."""
COMPONENTS, MOST_COMPONENTS = 100, 1000
STEPS, MOST_STEPS = 5000, 100_000
Tell = Callable[[str, float | None], None]


def quiet(text: str, share: float | None) -> None:
    """Says nothing."""


def default_sampler(family: Family) -> str:
    """What samples of such models are drawn from where nobody says: N(0, I)."""
    return PRIOR if family.has_prior else AFTERWARDS


def samplers_of(family: Family) -> tuple[str, ...]:
    """The samplers that samples of such models can be drawn from, the usual one first."""
    if no_sampler(family):
        return (PRIOR,)
    return (PRIOR, *SAMPLERS) if family.has_prior else tuple(SAMPLERS)


def check_sampler(family: Family, name: str) -> str:
    """The sampler `name`, or the usual one of such models for an empty name. Raises UserError where they have none."""
    name = name or default_sampler(family)
    if name == PRIOR and not family.has_prior:
        raise UserError(
            f"A {family.title} has no prior to draw from: choose {' or '.join(samplers_of(family))}, which are fitted "
            "to its codes."
        )
    if name != PRIOR and (why := no_sampler(family)):
        raise UserError(why)
    return name


def fit_sampler(
    generator: Generator,
    data: ImageData | None,
    name: str,
    *,
    components: int = COMPONENTS,
    steps: int = STEPS,
    seed: int = 0,
    tell: Tell = quiet,
) -> Sampler:
    """The sampler `name` for this model, fitted to one draw of q(z | x) for each of at most 20,000 training samples.

    Draws, not means: together they lie as the decoder saw codes in training. Raises UserError that says why it cannot
    be fitted.
    """
    if why := no_sampler(generator.family) or no_posterior(generator, data):
        raise UserError(why)
    pictures, begun = present(data), time.perf_counter()
    tell("Encoding the training pictures", None)
    codes = posterior(generator, pictures, seed, MOST_CODES)
    active = codes.active()
    if not len(active):
        raise UserError("No latent dimension of this model carries anything: there is no code to fit a sampler to.")
    told = labels_at(generator, pictures, codes.rows)
    drawn = codes.draw(seed)
    tell(f"Fitting: {SAMPLERS[name].title}", 0.0)
    sampler: Sampler
    if name == "mixture":
        labels = told if generator.num_classes else None
        sampler = fit_mixture(drawn, active, components=components, seed=seed, labels=labels)
    else:
        sampler = fit_flow(
            drawn,
            active,
            steps=steps,
            seed=seed,
            conditions=generator.conditions(told, len(drawn)),
            tell=lambda share: tell(f"Fitting: {SAMPLERS[name].title}", share),
        )
    sampler.facts.update(num_codes=len(drawn), seed=seed, seconds=round(time.perf_counter() - begun, 1))
    return sampler


def ensured_sampler(generator: Generator, name: str, tell: Tell = quiet) -> Sampler | None:
    """The sampler `name` of this model, fitted now with the usual settings where it was not; None for the prior.

    The usual one stands in for the prior of a model that has none. Raises UserError where it cannot be had.
    """
    from gan_core.data import load_data

    if name == PRIOR:
        name = default_sampler(generator.family)
    if name == PRIOR:
        return None
    if why := no_sampler(generator.family):
        raise UserError(why)
    if sampler_path(generator.card, name) is None:
        sampler = fit_sampler(generator, load_data(generator.card.config.data, tell), name, tell=tell)
        keep_sampler(sampler, generator.card, name)
    return load_sampler(generator.card, name)


def no_sampler(family: Family) -> str:
    """Why there is none besides N(0, I) for models of such a family, in a sentence; or ""."""
    if family.discrete:
        return (
            f"A {family.title} learns a prior over its codes as it trains, and N(0, I) draws from that: there is "
            "nothing to fit afterwards."
        )
    if family.encodes:
        return ""
    return (
        f"A {family.title} has no encoder, so there are no codes of real pictures to fit a sampler to: it "
        "draws from N(0, I)."
    )


def fit_for(asked: dict[str, Any]) -> dict[str, Any]:
    """Fit the sampler `name` for the model in `folder` and keep it; returns its facts. For the standby."""
    from gan_core.generators.torch_generator import load, use_one_thread

    use_one_thread()
    sampler = ensured_sampler(load(Path(asked["folder"])), asked["name"])
    return {} if sampler is None else sampler.facts
