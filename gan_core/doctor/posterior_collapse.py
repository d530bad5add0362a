"""The failure mode in which the decoder of a VAE ignores z."""

from typing import cast

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import History
from gan_core.doctor.lasting import lasting
from gan_core.message import Message
from gan_core.models import VaeSettings
from gan_core.objectives import Elbo

ACTIVE = 0.1
"""A VAE gives up dimensions that it does not need, and that is no failure. Nine in ten is."""
KL_A_DIM = 0.01
"""Nats. At N(mu, 1) against N(0, 1) this is a mean square mu of 0.02, about Burda's line for an active unit (0.01)."""


def look(history: History) -> Finding | None:
    """Next to no latent dimension carries anything, after the KL's weight has reached its full height."""
    if not history.config.family.has_bound:
        return None
    dims = cast(VaeSettings, history.config.model).latent_dim
    begin = cast(Elbo, history.config.objective).kl_warmup_steps
    units = history.curve("VAE/active_units").after(begin - 1)
    spell, name, limit = lasting(units, lambda each: each <= ACTIVE * dims, least_points=4), "VAE/active_units", ACTIVE
    if not spell:
        kl = history.curve("VAE/kl").after(begin - 1)
        spell, name, limit = lasting(kl, lambda each: each < KL_A_DIM * dims), "VAE/kl", KL_A_DIM
    if not spell:
        return None
    kl = history.curve("VAE/kl").values[-1]
    active = spell.median if name == "VAE/active_units" else None
    return Finding(
        FAILURE_MODE.name,
        "serious",
        spell.from_step,
        Message("code_says_nothing", {"steps": spell.steps, "active": active, "dims": dims, "kl": float(kl)}),
        (Evidence(name, spell.from_step, spell.to_step, spell.median, limit * dims),),
        _remedies(history),
    )


def _remedies(history: History) -> tuple[Remedy, ...]:
    game, found = cast(Elbo, history.config.objective), []
    if game.beta > 1:
        found.append(Remedy(Message("beta_one"), {"objective.beta": 1.0}))
    if not game.kl_warmup_steps:
        found.append(Remedy(Message("kl_warmup"), {"objective.kl_warmup_steps": 1000}))
    if not game.free_bits:
        found.append(Remedy(Message("free_bits"), {"objective.free_bits": 0.25}))
    return tuple(found)


FAILURE_MODE = FailureMode(
    name="posterior_collapse",
    title="Posterior collapse",
    about="Encoding costs KL. If the cost is too high, the cheapest code says nothing: the encoder outputs N(0, 1) "
    "for every picture, and the decoder draws the average, whatever z is.",
    shows="The KL falls to nearly zero and stays there; all reconstructions look alike.",
    helps=(
        "A smaller beta; KL warm-up, so that the decoder learns to use the code first.",
        "Free bits: some information at no cost.",
        "A weaker decoder, which needs the code.",
    ),
    paper="Bowman et al. 2016, Generating Sentences from a Continuous Space; active units: Burda et al. 2016",
    link="https://arxiv.org/abs/1511.06349",
    curves=("VAE/kl", "VAE/active_units"),
    start=FailureStart("shapes-vae", {"objective.beta": 100.0}, 600),
    look=look,
    icon="filter_none",
)
