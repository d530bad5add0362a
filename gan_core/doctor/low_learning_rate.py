"""The failure mode in which the weights have hardly moved from their initial values."""

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding
from gan_core.doctor.history import History
from gan_core.doctor.lasting import LEAST_STEPS
from gan_core.doctor.rates import change_rates, largest_step, own_rates, way_gone
from gan_core.message import Message

LIMIT = 0.01
"""Half of 0.02, the spread of DCGAN's first weights (Radford et al. 2015); those of He et al. are larger still. A
weight that cannot have moved by half of what it drew at random is still mostly chance."""
GOOD_RATE = 1e-3


def look(history: History) -> Finding | None:
    """All steps so far, each as large as Adam can take it, are less than the first weights' own spread."""
    network = history.config.family.drawing
    rates = history.curve(f"{network}/lr")
    if not len(rates) or history.step < 2 * LEAST_STEPS:
        return None
    if history.step <= history.config.optimiser.warmup_steps:
        return None
    gone = way_gone(history, network)
    if gone >= LIMIT:
        return None
    now, last = float(rates.values[-1]), int(rates.steps[-1])
    own = {name: history.setting(name) for name in own_rates(history)}
    needed = LIMIT / (now * largest_step(history)) if now > 0 else None
    return Finding(
        FAILURE_MODE.name,
        "mild",
        int(rates.steps[0]),
        Message("weights_hardly_move", {"steps": last, "rate": now, "moved": gone, "needed": needed}),
        (Evidence(f"{network}/lr", int(rates.steps[0]), last, now),),
        change_rates(history, {name: GOOD_RATE / rate for name, rate in own.items() if rate < GOOD_RATE}),
    )


FAILURE_MODE = FailureMode(
    name="low_learning_rate",
    title="The learning rate is too low",
    about="Each step of Adam moves a weight by about the learning rate, whatever the gradient, and by a few times "
    "that at most. At 0.000001, changing a weight of 0.02 takes thousands of steps: nothing is wrong with the run, "
    "but it never gets anywhere.",
    shows="Curves with an even, gentle slope, and samples that stay noise.",
    helps=(
        "A learning rate ten to a thousand times higher; 0.001 is a good start for networks this small.",
        "If the curves jump, the rate is too high: halve it.",
    ),
    paper="Kingma and Ba 2015, Adam, section 2.1: the size of a step is bounded by the learning rate",
    link="https://arxiv.org/abs/1412.6980",
    curves=("G/loss", "D/loss", "VAE/loss", "AE/loss", "VQ/loss"),
    start=FailureStart("digits-unlabelled", {"optimiser.lr": 1e-6, "optimiser.d_lr": 1e-6}, 500),
    look=look,
    icon="hourglass_empty",
)
