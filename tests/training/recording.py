"""The CPU's double of CUDA graphs: it records a step's kernels, and replays them without Python.

It enforces the rules of a capture. The host may not wait for a number, no result may have a size that its numbers
decide, and nothing that lasts may be made: what a replay reads and writes lies where it lay.
"""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten

aten = torch.ops.aten
WAITS = {
    *(aten._local_scalar_dense, aten.nonzero, aten.masked_select, aten._unique2, aten.unique_dim),
    *(aten.unique_consecutive, aten.is_nonzero, aten.equal),
}
EMPTY = {aten.empty, aten.empty_like, aten.empty_strided, aten.new_empty, aten.new_empty_strided}


class CaptureError(AssertionError):
    """A step does what no capture can hold."""


class _Listener(TorchDispatchMode):
    """Hears every kernel, forward and backward."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, tuple, dict, Any]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        if func.overloadpacket in WAITS:
            raise CaptureError(f"the host waits for the device in {func}")
        out = func(*args, **(kwargs or {}))
        self.calls.append((func, args, kwargs or {}, out))
        return out


class DoubleRecorder:
    """Records on the CPU. `lasting` are the tensors that may not move; how often it did what is counted."""

    def __init__(self, lasting: Callable[[], Iterator[Tensor]] = lambda: iter(())) -> None:
        self.lasting = lasting
        self.num_recorded = self.num_replayed = 0

    def aside(self, work: Callable[[], Any]) -> Any:
        return work()

    def record(self, work: Callable[[], Tensor], rng: torch.Generator) -> tuple[Callable[[], None], Tensor]:
        """Recording on a GPU computes nothing: what lasts, and the generator, are put back to before it."""
        before = [(each, each.data_ptr(), each.detach().clone()) for each in self.lasting()]
        drawn = rng.get_state()
        with _Listener() as heard:
            values = work()
        after = {each.data_ptr() for each in self.lasting()}
        if after != {place for _, place, _ in before}:
            raise CaptureError("something that lasts was made while recording")
        with torch.no_grad():
            for each, _, content in before:
                each.copy_(content)
        rng.set_state(drawn)
        self.num_recorded += 1
        return lambda: self._replay(heard.calls), values

    @torch.no_grad()
    def _replay(self, calls: list[tuple[Any, tuple, dict, Any]]) -> None:
        self.num_replayed += 1
        for func, args, kwargs, out in calls:
            if func.overloadpacket in EMPTY:
                continue
            for place, new in zip(tree_flatten(out)[0], tree_flatten(func(*args, **kwargs))[0], strict=True):
                if isinstance(place, Tensor) and place.data_ptr() != new.data_ptr():
                    place.copy_(new)
