"""What is said of a run that several processes train."""

from pathlib import Path

from torch.nn.modules.batchnorm import _BatchNorm

from gan_core.config import RunConfig
from gan_core.errors import DataError
from gan_core.training import checkpoint
from gan_core.training.batches import Batches
from gan_core.training.ranks import Group
from gan_core.training.state import State


def other_processes(path: Path, state: State, config: RunConfig) -> list[str]:
    """What changes because the checkpoint at `path` was left by another number of processes; empty where none is."""
    before, now = checkpoint.saved_processes(path), config.training.processes
    if before == now:
        return []
    words = f"Resumed in {_processes(now)}, not {before}: the batches and the noise stay the same"
    if not (seeing := seeing_batches(state)):
        return [f"{words}, but sums are rounded otherwise, so not bit by bit as before."]
    size = config.training.batch_size
    return [
        f"{words}, but {seeing} now sees {size // now} samples at a time, not {size // before}: the run takes "
        "another course from here."
    ]


def together(ranks: Group, state: State, config: RunConfig) -> str:
    """How many processes there are, what carries their values, and what of it is other than in one process."""
    words = f"{_processes(ranks.processes)} together, by {ranks.backend}"
    if seeing := seeing_batches(state):
        count = config.training.batch_size // ranks.processes
        words += f"; {seeing} sees the {count} samples of one process at a time"
    return words


def check_divides(data: Batches, processes: int) -> None:
    """Raises DataError where there are so few samples that a batch of them cannot be split."""
    if data.batch_size % processes or data.batch_size < 2 * processes:
        raise DataError(
            f"A batch of all {data.batch_size} samples cannot be split into {processes} equal parts of two or more: "
            "set training.processes to 1, or bring more pictures."
        )


def seeing_batches(state: State) -> str:
    """What of the networks takes statistics of a batch, in words: "batch norm"; "" for nothing."""
    layers = [each for network in state.networks.values() for each in network.modules()]
    names = {getattr(each, "sees_batch", "batch norm" if isinstance(each, _BatchNorm) else "") for each in layers}
    return " and ".join(sorted(names - {""}))


def _processes(count: int) -> str:
    return "one process" if count == 1 else f"{count} processes"
