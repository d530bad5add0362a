"""Energy meters: the GPU's counter, the processor's, or an assumed power that is marked as such.

A figure without its source is worth nothing: meters have been wrong by a factor of 60 and have read 0 where there was
no counter (codecarbon issues 117 and 1316). So every figure names its source, and what cannot be read is None with the
reason, never 0.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import psutil

from gan_core.errors import UserError
from gan_core.message import Message
from gan_core.present import present

POWERCAP = Path("/sys/class/powercap")
COUNTED_ZONES = ("package", "dram")
"""A package holds core and uncore; psys holds everything, and would count the package twice."""
WATTS_PER_CORE = 10.0
"""Assumed for one busy core: laptops and servers lie between 3 and 20."""
JOULES_PER_KWH = 3.6e6
PATIENCE_BLOCKS = 10
"""A counter that has not moved for so many of its source's blocks stands still; before that it has not ticked yet."""


class EnergyCode(StrEnum):
    """Codes of the messages that say where a figure of energy comes from, or why there is none; with their values."""

    RAPL = "rapl"
    """`zones`."""
    NVML = "nvml"
    ASSUMED = "assumed"
    """`watts` for each busy core, and `why` nothing counts."""
    MISSING = "missing"
    """`why`."""
    FORKED = "forked"
    SEVERAL = "several"
    """`sources`, the newest first."""
    STANDS_STILL = "stands_still"
    """`counter`."""
    CANNOT_READ = "cannot_read"
    """`counter`, and the system's `error`."""


class NoCounter(StrEnum):
    """Why there is no counter."""

    NO_RAPL = "no_rapl"
    RAPL_FOR_ROOT = "rapl_for_root"
    """`folder`."""
    RAPL_UNREADABLE = "rapl_unreadable"
    """`error`."""
    NO_NVML = "no_nvml"
    NVML_UNREADABLE = "nvml_unreadable"
    """`error`."""
    OTHER_DEVICE = "other_device"
    """`device`."""
    NOT_BEGUN = "not_begun"


class Source(Protocol):
    """Something that counts joules upwards. `measured` is False where it only assumes a power."""

    message: Message
    measured: bool
    block_seconds: float
    """The shortest time over which its counter says something."""

    def joules(self) -> float: ...


@dataclass(frozen=True)
class Energy:
    """What a Meter found: `joules` is None where there is no figure, and `source` then says why.

    `no_tick` where the only reason is that the counter has not moved: what was used will be in its next tick.
    """

    joules: float | None
    seconds: float
    source: Message
    measured: bool

    @property
    def no_tick(self) -> bool:
        """Whether there is no figure because the counter has not moved."""
        return self.source.code == EnergyCode.STANDS_STILL


class Meter:
    """`with Meter(source) as meter: ...`, then `meter.so_far()`, which may also be asked in between.

    Ask at least once a minute of long work: a counter that has come round twice cannot be told from one that has not.
    """

    def __init__(self, source: Source, clock: Callable[[], float] = time.perf_counter) -> None:
        self.source, self._clock = source, clock
        self._end: Energy | None = None
        self._problem: Message | None = None

    def __enter__(self) -> Meter:
        self._end, self._started, self._problem = None, self._clock(), None
        self._joules = self._read()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end = self.so_far()

    def so_far(self) -> Energy:
        """Joules and seconds since the start, or of the whole once it has ended."""
        if self._end is not None:
            return self._end
        used, seconds = self._read() - self._joules, self._clock() - self._started
        if self._problem:
            return Energy(None, seconds, self._problem, False)
        if used <= 0:
            stands = Message(EnergyCode.STANDS_STILL, {"counter": self.source.message})
            return Energy(None, seconds, stands, False)
        return Energy(used, seconds, self.source.message, self.source.measured)

    def _read(self) -> float:
        try:
            return self.source.joules()
        except (OSError, ValueError) as error:
            counter = self.source.message
            missing = counter.code == EnergyCode.MISSING
            known = {"counter": counter, "error": str(error)}
            self._problem = counter if missing else Message(EnergyCode.CANNOT_READ, known)
            return 0.0


class Rapl:
    """The processor's own counters, of Intel and AMD: the whole package, other programs and idling included.

    docs.kernel.org/power/powercap/powercap.html; `max_energy_range_uj` is where a counter starts again at 0. Raises
    OSError when a counter cannot be read.
    """

    measured = True
    block_seconds = 0.1

    def __init__(self, zones: Iterable[Path]) -> None:
        self._zones = tuple(zones)
        self._ranges = {zone: _microjoules(zone / "max_energy_range_uj") for zone in self._zones}
        self._last = {zone: _microjoules(zone / "energy_uj") for zone in self._zones}
        self._total = 0
        self.message = Message(EnergyCode.RAPL, {"zones": sorted(_name(zone) for zone in self._zones)})

    def joules(self) -> float:
        """Since this source was made."""
        for zone in self._zones:
            now = _microjoules(zone / "energy_uj")
            used = now - self._last[zone]
            self._total += used if used >= 0 else used + self._ranges[zone]
            self._last[zone] = now
        return self._total / 1e6


def rapl(root: Path = POWERCAP) -> tuple[Rapl | None, Message | None]:
    """The processor's counters, or None and why not."""
    zones = [zone for zone in sorted(root.glob("intel-rapl:*")) if _name(zone).startswith(COUNTED_ZONES)]
    if not zones:
        return None, Message(NoCounter.NO_RAPL)
    try:
        return Rapl(zones), None
    except PermissionError:
        return None, Message(NoCounter.RAPL_FOR_ROOT, {"folder": str(root)})
    except (OSError, ValueError) as error:
        return None, Message(NoCounter.RAPL_UNREADABLE, {"error": str(error)})


def _name(zone: Path) -> str:
    """package-0, dram, psys, ...; "" where it has none."""
    with suppress(OSError):
        return (zone / "name").read_text("utf-8").strip()
    return ""


def _microjoules(file: Path) -> int:
    return int(file.read_text("utf-8"))


class Nvml:
    """A GPU's own counter (Volta and later): the whole board, without the computer around it. Not tried by the tests.

    docs.nvidia.com/deploy/nvml-api: nvmlDeviceGetTotalEnergyConsumption, in millijoules. Raises OSError.
    """

    measured = True
    block_seconds = 0.5

    def __init__(self, library: Any, handle: object) -> None:
        self._library, self._handle = library, handle
        self.message = Message(EnergyCode.NVML)
        self.joules()

    def joules(self) -> float:
        """Since the driver was loaded."""
        try:
            return self._library.nvmlDeviceGetTotalEnergyConsumption(self._handle) / 1e3
        except self._library.NVMLError as error:
            raise OSError(str(error)) from error


def nvml(index: int = 0) -> tuple[Nvml | None, Message | None]:
    """The counter of the GPU that torch calls `index`, or None and why not."""
    try:
        import pynvml
    except ImportError:
        return None, Message(NoCounter.NO_NVML)
    try:
        pynvml.nvmlInit()
        return Nvml(pynvml, _handle(pynvml, index)), None
    except (pynvml.NVMLError, OSError) as error:
        return None, Message(NoCounter.NVML_UNREADABLE, {"error": str(error)})


def _handle(library: Any, index: int) -> object:
    """By what names the board for good: CUDA_VISIBLE_DEVICES gives torch other numbers than NVML's."""
    import torch

    uuid = getattr(torch.cuda.get_device_properties(index), "uuid", None)
    if uuid is None:
        return library.nvmlDeviceGetHandleByIndex(index)
    return library.nvmlDeviceGetHandleByUUID(f"GPU-{uuid}")


class Assumed:
    """A power for each busy core, times the seconds of processor time of this process and those counted with it."""

    measured = False
    block_seconds = 0.1

    def __init__(
        self,
        watts_per_core: float = WATTS_PER_CORE,
        why: Message | None = None,
        clock: Callable[[], float] = lambda: busy_seconds(),
    ) -> None:
        if not 0 < watts_per_core < 1000:
            raise UserError(f"The assumed power must be more than 0 and below 1,000 watts, got {watts_per_core}.")
        self._watts, self._clock = watts_per_core, clock
        self.message = Message(EnergyCode.ASSUMED, {"watts": watts_per_core, "why": why})

    def joules(self) -> float:
        """Since the process began."""
        return self._watts * self._clock()


HELPERS: dict[int, float] = {}
"""Processor seconds of processes that work for this one, as last seen, by their ids."""


def count_too(pids: Iterable[int]) -> None:
    """Let processor time of these processes, which this one started, count as its own."""
    HELPERS.update(dict.fromkeys(pids, 0.0))


def busy_seconds() -> float:
    """Processor time of this process and of its helpers; of one that has ended what was seen of it last."""
    for pid in HELPERS:
        with suppress(psutil.Error):
            used = psutil.Process(pid).cpu_times()
            HELPERS[pid] = max(HELPERS[pid], used.user + used.system)
    return time.process_time() + sum(HELPERS.values())


class Missing:
    """No source at all, and why."""

    measured = False
    block_seconds = 0.1

    def __init__(self, why: Message) -> None:
        self.message = Message(EnergyCode.MISSING, {"why": why})

    def joules(self) -> float:
        """Raises OSError."""
        raise OSError(self.message.values["why"].code)


def find_source(device: str = "cpu", *, watts_per_core: float = WATTS_PER_CORE, root: Path = POWERCAP) -> Source:
    """The best source for work on `device`: NVML for a GPU, RAPL for the processor, else an assumed power.

    A processor's power says nothing of a GPU: without NVML there is no figure for one. Raises UserError for a power
    that cannot be.
    """
    if device.startswith("cuda"):
        board, absent = nvml(int(device.partition(":")[2] or 0))
        return board or Missing(present(absent))
    if device != "cpu":
        return Missing(Message(NoCounter.OTHER_DEVICE, {"device": device}))
    counters, why = rapl(root)
    return counters or Assumed(watts_per_core, why)
