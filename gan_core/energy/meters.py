"""Energy of what a process does: from the GPU's counter, from the processor's, or by an assumed power that says so.

A figure without its source is worth nothing: meters have been wrong by a factor of 60 and have read 0 where there was
no counter (codecarbon issues 117 and 1316). So every figure names its source, and what cannot be read is None with the
reason, never 0.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

from gan_core.errors import UserError

POWERCAP = Path("/sys/class/powercap")
COUNTED_ZONES = ("package", "dram")
"""A package holds core and uncore; psys holds everything, and would count the package twice."""
WATTS_PER_CORE = 10.0
"""Assumed for one busy core: laptops and servers lie between 3 and 20."""
JOULES_PER_KWH = 3.6e6
PATIENCE_BLOCKS = 10
"""A counter that has not moved for so many of its source's blocks stands still; before that it has not ticked yet."""


class Source(Protocol):
    """Something that counts joules upwards. `measured` is False where it only assumes a power."""

    name: str
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
    source: str
    measured: bool
    no_tick: bool = False


class Meter:
    """`with Meter(source) as meter: ...`, then `meter.so_far()`, which may also be asked in between.

    Ask at least once a minute of long work: a counter that has come round twice cannot be told from one that has not.
    """

    def __init__(self, source: Source, clock: Callable[[], float] = time.perf_counter) -> None:
        self.source, self._clock = source, clock
        self._end: Energy | None = None

    def __enter__(self) -> Meter:
        self._end, self._started, self._problem = None, self._clock(), ""
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
            return Energy(None, seconds, f"unavailable: {self._problem}", False)
        if used <= 0:
            words = f"unavailable: the counter of {self.source.name} stands still"
            return Energy(None, seconds, words, False, no_tick=True)
        return Energy(used, seconds, self.source.name, self.source.measured)

    def _read(self) -> float:
        try:
            return self.source.joules()
        except (OSError, ValueError) as error:
            self._problem = f"{self.source.name}: {error}"
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
        self.name = f"RAPL ({', '.join(sorted(_name(zone) for zone in self._zones))}: all that runs on the processor)"

    def joules(self) -> float:
        """Since this source was made."""
        for zone in self._zones:
            now = _microjoules(zone / "energy_uj")
            used = now - self._last[zone]
            self._total += used if used >= 0 else used + self._ranges[zone]
            self._last[zone] = now
        return self._total / 1e6


def rapl(root: Path = POWERCAP) -> tuple[Rapl | None, str]:
    """The processor's counters, or None and a sentence why not."""
    zones = [zone for zone in sorted(root.glob("intel-rapl:*")) if _name(zone).startswith(COUNTED_ZONES)]
    if not zones:
        return None, "this machine shows no RAPL counters (virtual machines, macOS and Windows do not)"
    try:
        return Rapl(zones), ""
    except PermissionError:
        return None, f"the RAPL counters may be read by root only: sudo chmod -R a+r {root}"
    except (OSError, ValueError) as error:
        return None, f"the RAPL counters cannot be read: {error}"


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

    def __init__(self, library: object, handle: object) -> None:
        self._library, self._handle = library, handle
        self.name = "NVML (the whole GPU, without the computer around it)"
        self.joules()

    def joules(self) -> float:
        """Since the driver was loaded."""
        try:
            return self._library.nvmlDeviceGetTotalEnergyConsumption(self._handle) / 1e3
        except self._library.NVMLError as error:
            raise OSError(str(error)) from error


def nvml(index: int = 0) -> tuple[Nvml | None, str]:
    """The counter of the GPU that torch calls `index`, or None and a sentence why not."""
    try:
        import pynvml
    except ImportError:
        return None, "nvidia-ml-py is not installed: pip install nvidia-ml-py"
    try:
        pynvml.nvmlInit()
        return Nvml(pynvml, _handle(pynvml, index)), ""
    except (pynvml.NVMLError, OSError) as error:
        return None, f"the GPU's counter cannot be read: {error}"


def _handle(library: object, index: int) -> object:
    """By what names the board for good: CUDA_VISIBLE_DEVICES gives torch other numbers than NVML's."""
    import torch

    uuid = getattr(torch.cuda.get_device_properties(index), "uuid", None)
    if uuid is None:
        return library.nvmlDeviceGetHandleByIndex(index)
    return library.nvmlDeviceGetHandleByUUID(f"GPU-{uuid}")


class Assumed:
    """A power for each busy core, times the seconds of processor time of this process: time in other units."""

    measured = False
    block_seconds = 0.1

    def __init__(
        self, watts_per_core: float = WATTS_PER_CORE, why: str = "", clock: Callable[[], float] = time.process_time
    ) -> None:
        if not 0 < watts_per_core < 1000:
            raise UserError(f"The assumed power must be more than 0 and below 1,000 watts, got {watts_per_core}.")
        self._watts, self._clock = watts_per_core, clock
        reason = f" ({why})" if why else ""
        self.name = f"assumed {watts_per_core:g} W for each busy core: time in other units{reason}"

    def joules(self) -> float:
        """Since the process began."""
        return self._watts * self._clock()


class Missing:
    """No source at all, and why."""

    measured = False
    block_seconds = 0.1

    def __init__(self, why: str) -> None:
        self.name, self._why = "no energy counter", why

    def joules(self) -> float:
        """Raises OSError with the reason."""
        raise OSError(self._why)


def find_source(device: str = "cpu", *, watts_per_core: float = WATTS_PER_CORE, root: Path = POWERCAP) -> Source:
    """The best source for what computes on `device`: NVML for a GPU, RAPL for the processor, else an assumed power.

    A processor's power says nothing of a GPU: without NVML there is no figure for one. Raises UserError for a power
    that cannot be.
    """
    if device.startswith("cuda"):
        found, why = nvml(int(device.partition(":")[2] or 0))
        return found or Missing(why)
    if device != "cpu":
        return Missing(f"nothing here counts the energy of {device}")
    counters, why = rapl(root)
    return counters or Assumed(watts_per_core, why)
