"""What every rank but the first does: the steps that rank 0 tells it to make, on its own rows."""

from gan_core.config import RunConfig
from gan_core.training.batches import Batches
from gan_core.training.growing import grow
from gan_core.training.ranks import Group
from gan_core.training.state import State, set_rates
from gan_core.training.trainers import trainer_of


def follow(ranks: Group, state: State, data: Batches, config: RunConfig) -> None:
    """Make the steps that rank 0 makes, as long as it is there. Raises RankLostError once it has ended.

    Nothing is averaged, measured, drawn or saved: rank 0 does that.
    """
    trainer = trainer_of(config)
    while True:
        order = ranks.hear()
        if order["do"] == "check":
            ranks.compare(state.networks)
            continue
        state.live = order["live"]
        set_rates(state, config)
        grow(state, config)
        if order["do"] == "step":
            trainer.step(state, data, config, watch=order["watch"])
            state.step += 1
            state.images += trainer.images_per_step(data, config)
        else:
            trainer.half_steps[order["do"]].step(state, data, config, watch=order["watch"])
            state.half_steps += 1
