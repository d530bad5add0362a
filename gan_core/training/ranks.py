"""Several processes that train one network together, by torch.distributed.

Every process, or rank, holds all networks and draws the noise and the order of the data of the whole batch, as one
process alone would; it runs the networks on its own rows. What the networks say of them is gathered, so that a loss is
computed of the whole batch everywhere, and the gradients of all are summed at once before an update.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import torch
from torch import Tensor, nn

from gan_core.errors import RunError
from gan_core.present import present
from gan_core.share import Share

if TYPE_CHECKING:
    from torch.distributed import ProcessGroup, Store

ORDER_BYTES = 1024
"""What one message to the other processes holds; a longer one is followed by the rest."""
LENGTH_BYTES = 8
PATIENCE = timedelta(days=365)
"""A paused run keeps its ranks waiting. One that ends is noticed at once: its connections close."""
STEP_TIMEOUT = timedelta(minutes=5)
"""NCCL does not notice. It ends the process after this long, and the run is lost."""
ALIKE = 1e-5
"""How far norms of the same weights may be apart, relatively: on unlike GPUs the last digits differ."""


class RankLostError(RunError):
    """Another process of the run has ended."""


class Ranks(Share):
    """The only process of a run: there is nobody to gather from, to add up with, or to tell."""

    def gathered(self, own: Tensor) -> Tensor:
        """The rows of all processes, in the order of the whole batch, from this one's.

        The gradient is that of a loss which every process computes alike, of gathered values alone.
        """
        return own

    def mean(self, value: Tensor) -> Tensor:
        """The mean over all processes of a scalar that is itself a mean over as many rows in each."""
        return value

    def add_up(self, parameters: Sequence[nn.Parameter]) -> None:
        """Give each parameter the gradient of the whole batch in place of that of this process's rows."""

    def tell(self, order: dict[str, Any]) -> None:
        """Let the other processes know what this one does next."""

    def check_alike(self, networks: dict[str, nn.Module]) -> None:
        """Raises RunError unless all processes hold the same weights."""

    def close(self) -> None:
        """Let the other processes end."""


ALONE = Ranks()


class Group(Ranks):
    """One rank among several. Rank 0 leads: it writes the record, and tells the others what comes next.

    `orders` carries messages between the processes, by Gloo. `tensors` carries values and gradients: the same, unless
    every rank has a GPU of its own.
    """

    def __init__(self, rank: int, processes: int, orders: ProcessGroup) -> None:
        super().__init__(rank, processes)
        self.orders: ProcessGroup | None = orders
        self.tensors: ProcessGroup | None = orders
        self.backend = "Gloo"

    def use_gpu(self, number: int) -> None:
        """Let this rank compute on the GPU of that number and exchange values by NCCL. All ranks do so at once."""
        from torch.distributed import new_group

        torch.cuda.set_device(number)
        group = new_group(backend="nccl", timeout=STEP_TIMEOUT)
        self.tensors, self.backend = cast("ProcessGroup", group), "NCCL"  # all ranks are in it

    def gathered(self, own: Tensor) -> Tensor:
        return _Gathered.apply(own, self)

    def mean(self, value: Tensor) -> Tensor:
        return self.gathered(value[None]).mean()

    def add_up(self, parameters: Sequence[nn.Parameter]) -> None:
        """One flat sum, whatever the networks are and however their penalties are differentiated.

        A loss is a mean over the whole batch of which each process gave its rows N times their weight, see `gathered`.
        """
        from torch.distributed import all_reduce

        gradients = [each.grad for each in parameters if each.grad is not None]
        flat = torch.cat([each.reshape(-1) for each in gradients])
        self._together(lambda: all_reduce(flat, group=self.tensors))
        flat /= self.processes
        parts = flat.split([each.numel() for each in gradients])
        torch._foreach_copy_(gradients, [part.view(each.shape) for part, each in zip(parts, gradients, strict=True)])

    def all_rows(self, own: Tensor) -> Tensor:
        """`own` of every rank one below the other, without a gradient."""
        from torch.distributed import all_gather

        sent = own.detach().contiguous()
        rows = [torch.empty_like(sent) for _ in range(self.processes)]
        # As bytes: not every backend knows every number.
        self._together(lambda: all_gather([_bytes(each) for each in rows], _bytes(sent), group=self.tensors))
        return torch.cat(rows)

    def spread(self, networks: dict[str, nn.Module]) -> None:
        """Give every rank the weights and buffers of rank 0."""
        from torch.distributed import broadcast

        for network in networks.values():
            for tensor in network.state_dict().values():
                sent = tensor.detach().contiguous()
                self._together(lambda sent=sent: broadcast(_bytes(sent), 0, group=self.tensors))
                tensor.copy_(sent)

    def check_alike(self, networks: dict[str, nn.Module]) -> None:
        self.tell({"do": "check"})
        self.compare(networks)

    def compare(self, networks: dict[str, nn.Module]) -> None:
        """What every rank does when rank 0 has told to check."""
        names = list(networks)
        norms = [torch.stack(torch._foreach_norm([*each.parameters()])).double() for each in networks.values()]
        rows = self.all_rows(torch.stack([each.norm().detach() for each in norms])[None])
        for index, name in enumerate(names):
            found = rows[:, index].tolist()
            if not all(math.isclose(each, found[0], rel_tol=ALIKE) for each in found):
                raise RunError(
                    f"The {self.processes} processes no longer hold the same weights of {name}, so what they learn is "
                    "no longer one network. Resume from the last checkpoint."
                )

    def tell(self, order: dict[str, Any]) -> None:
        self._message(json.dumps(order).encode())

    def hear(self) -> dict[str, Any]:
        """What rank 0 tells, once it does."""
        heard = json.loads(self._message(b""))
        return heard if isinstance(heard, dict) else {}

    def _message(self, content: bytes) -> bytes:
        """The same on all ranks: what rank 0 sends, as JSON."""
        from torch.distributed import broadcast

        first = torch.zeros(ORDER_BYTES, dtype=torch.uint8)
        if self.rank == 0:
            head = (len(content).to_bytes(LENGTH_BYTES, "big") + content)[:ORDER_BYTES]
            first[: len(head)] = torch.frombuffer(bytearray(head), dtype=torch.uint8)
        self._together(lambda: broadcast(first, 0, group=self.orders))
        head = bytes(first.tolist())
        length, begun = int.from_bytes(head[:LENGTH_BYTES], "big"), head[LENGTH_BYTES:]
        if length <= len(begun):
            return begun[:length]
        rest = torch.zeros(length - len(begun), dtype=torch.uint8)
        if self.rank == 0:
            rest = torch.frombuffer(bytearray(content[len(begun) :]), dtype=torch.uint8)
        self._together(lambda: broadcast(rest, 0, group=self.orders))
        return begun + bytes(rest.tolist())

    def _together(self, work: Any) -> None:
        """Do what takes all ranks. Raises RankLostError where one of them is gone."""
        try:
            work()
        except RuntimeError as error:
            raise RankLostError(self.lost()) from error

    def lost(self) -> str:
        """Words for another process that has ended."""
        return (
            f"One of the {self.processes} processes of this run ended, so the others cannot continue. Resume the run: "
            "it continues from its last checkpoint."
        )

    def close(self) -> None:
        from torch.distributed import destroy_process_group

        if self.orders is not None:
            self.tensors = self.orders = None  # what was computed with them may outlive them
            destroy_process_group()


AnyGroup = TypeVar("AnyGroup", bound=Group)


def meet(make: type[AnyGroup], rank: int, processes: int, where: Store | None = None) -> AnyGroup:
    """The group of all ranks, once each of them has called this; without `where`, as torchrun's environment says."""
    from torch.distributed import group, init_process_group

    if where is None:
        init_process_group("gloo", timeout=PATIENCE)
    else:
        init_process_group("gloo", store=where, rank=rank, world_size=processes, timeout=PATIENCE)
    return make(rank, processes, present(group.WORLD))


def leave() -> NoReturn:
    """End this process of a group at once: it has nothing to save, and its connections close with it.

    Threads of Gloo may still be at work, and an interpreter that takes itself apart beside them aborts now and then.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


class _Gathered(torch.autograd.Function):
    """Rows of all ranks from this one's; see Ranks.gathered."""

    @staticmethod
    def forward(ctx: Any, own: Tensor, group: Group) -> Tensor:
        ctx.group = group
        return group.all_rows(own)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        # Each rank computed the same loss, and `add_up` makes a mean of what they all send back.
        return ctx.group.own(gradient) * ctx.group.processes, None


def _bytes(tensor: Tensor) -> Tensor:
    return tensor.reshape(-1).view(torch.uint8)
