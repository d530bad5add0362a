"""The failure mode in which units give the same output for every input and so never learn again."""

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding
from gan_core.doctor.history import History
from gan_core.doctor.lasting import lasting
from gan_core.doctor.rates import change_rates
from gan_core.message import Message

LIMIT = 0.6
"""Some units of every ReLU network rest for any given 64 inputs: up to half of a sound plain VAE's, and hardly any
where a norm stands before them. Where only two in five are left, the network is another one than was chosen."""


def look(history: History) -> Finding | None:
    """A large share of the hidden units of a network is silent."""
    for network, about in history.config.family.networks.items():
        spell = lasting(history.curve(f"{network}/dead"), lambda each: each > LIMIT, least_points=4)
        if spell:
            return Finding(
                FAILURE_MODE.name,
                "serious",
                spell.from_step,
                Message("units_silent", {"steps": spell.steps, "share": spell.median, "network": network}),
                (Evidence(f"{network}/dead", spell.from_step, spell.to_step, spell.median, LIMIT),),
                change_rates(history, {about.rate: 0.1}),
            )
    return None


FAILURE_MODE = FailureMode(
    name="dead_units",
    title="Dead units",
    about="A ReLU that is below zero for every input outputs zero and gets no gradient: it is lost for good. One "
    "overly large step can kill many at once.",
    shows="The share of inactive units jumps and never falls; the loss settles at a poor value.",
    helps=(
        "Start again with a learning rate ten times lower: dead units do not recover.",
        "Leaky ReLU, or a normalisation before the ReLU.",
        "Warm-up, or clipping the gradients.",
    ),
    paper="Lu, Shin, Su and Karniadakis 2020, Dying ReLU and Initialization: Theory and Numerical Examples",
    link="https://arxiv.org/abs/1903.06733",
    curves=("G/dead", "D/dead", "VAE/dead", "AE/dead", "VQ/dead"),
    start=FailureStart("vae-bottleneck", {"optimiser.lr": 0.05}, 500),
    look=look,
    icon="bedtime",
)
