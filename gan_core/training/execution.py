"""Where and how a run computes: device, precision, memory layout, threads. The loop does not depend on it."""

import copy
import json
import os
import platform
import time
from contextlib import nullcontext, suppress
from dataclasses import asdict, dataclass
from functools import cache
from typing import TypeVar

import torch
from torch import nn

from gan_core.errors import SettingsError
from gan_core.machine import NO_COMPILER, has_compiler
from gan_core.models.full_precision import use_full_fp32
from gan_core.places import cache_folder
from gan_core.run_settings import RuntimeConfig
from gan_core.store import atomic

CLEAR_MARGIN = 0.9
PROBE_SECONDS = 7 * 24 * 3600.0
PROBED = {"cpu": (32, 32, 16, 16), "cuda": (256, 32, 32, 32)}
"""The batch that bf16 is tried on, by device."""
COMPILER = "inductor"
DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16}


Net = TypeVar("Net", bound=nn.Module)


@dataclass(frozen=True)
class Execution:
    """A decision: nothing in it is "auto" any more. Kept in the checkpoint, so that a resumed run computes alike."""

    device: str
    precision: str
    channels_last: bool
    num_threads: int
    compiled: bool = False
    graphed: bool = False

    def autocast(self, enabled: bool = True) -> torch.autocast:
        """The context of forward passes; it does nothing for fp32."""
        use = enabled and self.precision in DTYPES
        return torch.autocast(self.device, dtype=DTYPES.get(self.precision, torch.bfloat16), enabled=use)

    def scaler(self) -> torch.amp.GradScaler:
        """Gradient scaling for fp16, nothing for the others. Micikevicius et al. 2018, arxiv.org/abs/1710.03740"""
        return torch.amp.GradScaler(
            self.device, enabled=self.precision == "fp16", init_scale=2.0**12, growth_interval=500
        )

    def place(self, module: Net) -> Net:
        """The module on the device, in the chosen memory layout."""
        layout = torch.channels_last if self.channels_last else torch.contiguous_format
        return module.to(device=self.device).to(memory_format=layout)

    def place_batch(self, images: torch.Tensor) -> torch.Tensor:
        """A batch in the chosen memory layout."""
        if self.channels_last and images.dim() == 4:
            return images.contiguous(memory_format=torch.channels_last)
        return images

    def compile(self, module: Net, methods: tuple[str, ...] = ()) -> Net:
        """The same module whose calls, and those of its `methods`, run as compiled programs, if that was chosen.

        Its weights keep their names. A program is written at the first call with inputs of a new kind, for
        as many threads as torch is set to then.
        """
        if not self.compiled:
            return module
        for name in methods:
            setattr(module, name, torch.compile(getattr(module, name), dynamic=False, backend=COMPILER))
        module.compile(dynamic=False, backend=COMPILER)
        return module

    def apply_threads(self) -> None:
        torch.set_num_threads(self.num_threads)

    @property
    def words(self) -> str:
        """ "cpu, bf16, channels last, compiled during the first steps"; of a GPU also that its fp32 is no TF32."""
        full = " without TF32" if (self.device, self.precision) == ("cuda", "fp32") else ""
        layout = ", channels last" if self.channels_last else ""
        return (
            f"{self.device}, {self.precision}{full}{layout}"
            + (", compiled during the first steps" if self.compiled else "")
            + (", whole steps as CUDA graphs" if self.graphed else "")
        )

    def to_json(self) -> dict:
        return asdict(self)


def plain_copy(module: Net) -> Net:
    """A copy that shares nothing with `module` and is not compiled, so that hooks on its layers are heard."""
    made = copy.deepcopy(module)  # which leaves torch's own compiled call behind
    for name in [name for name in vars(made) if callable(getattr(type(made), name, None))]:
        del vars(made)[name]  # a compiled method, which stands before the class's own
    return made


def decide(runtime: RuntimeConfig, kind: str = "image") -> Execution:
    """Replace every "auto" by what this machine does best for samples of this kind, image or points.

    Of points bf16 would keep less than three digits: a narrow mode of them needs fp32. Raises SettingsError for a
    device that is not there.
    """
    use_full_fp32()
    device = _device(runtime.device)
    # Two threads on two cores brought nothing when the machine was idle and cost half when the page was busy.
    threads = runtime.num_threads or 1
    precision = runtime.precision
    if precision == "auto":
        precision = "bf16" if kind == "image" and bf16_is_faster(device, threads) else "fp32"
    if precision == "fp16" and device == "mps":
        raise SettingsError("runtime.precision fp16 does not train reliably on mps: choose fp32 or bf16")
    layout = runtime.channels_last
    channels_last = precision != "fp32" if layout == "auto" else layout == "on"
    if runtime.compile and device == "cpu" and not has_compiler():
        raise SettingsError(f"runtime.compile cannot be on here: {NO_COMPILER}")
    return Execution(
        device, precision, channels_last, threads, runtime.compile, runtime.cuda_graphs and device == "cuda"
    )


def _device(wanted: str) -> str:
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there[wanted]:
        usable = ", ".join(name for name, here in there.items() if here)
        raise SettingsError(f"runtime.device {wanted!r} is not on this machine: choose auto or {usable}")
    return wanted


@cache
def bf16_is_faster(device: str, threads: int) -> bool:
    """Whether bf16 is clearly faster here. Measured once and remembered for a week: the same seed should give the same
    run, and a measurement on a busy machine should not decide for good. A resumed run keeps what it began with.
    """
    if device == "mps":
        return False
    name = torch.cuda.get_device_name() if device == "cuda" else platform.processor() or platform.machine()
    where = f"{device}, {name}, {os.cpu_count()} cores, {threads} threads, torch {torch.__version__}"
    key = f"bf16 faster than full fp32: {where}"
    place = cache_folder() / "probes.json"
    try:
        known = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError):
        known = {}
    known = known if isinstance(known, dict) else {}
    before = known.get(key)
    if not (isinstance(before, dict) and 0 <= time.time() - before.get("measured", 0.0) < PROBE_SECONDS):
        before = known[key] = {"faster": probe_bf16(device, threads), "measured": time.time()}
        with suppress(OSError):  # a read-only home only means that it is measured again
            place.parent.mkdir(parents=True, exist_ok=True)
            atomic.write_json(place, known)
    return bool(before.get("faster"))


def probe_bf16(device: str, threads: int) -> bool:
    """Times two convolutions forward and back, both ways in turn, and compares the medians (0.1 to 0.2 s on a CPU).

    On a GPU the batch is as large as it takes for arithmetic to weigh more than the launching of it.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with torch.random.fork_rng(devices=[]):
            convolutions = nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.Conv2d(64, 64, 3, padding=1)
            layer = nn.Sequential(convolutions[0], nn.LeakyReLU(0.2), convolutions[1]).to(device)
            x = torch.randn(*PROBED.get(device, PROBED["cpu"]), device=device)
        times: dict[bool, list[float]] = {False: [], True: []}
        for _ in range(7):
            for half in (False, True):
                times[half].append(_seconds(layer, x, device, half))
        median = {half: sorted(each)[len(each) // 2] for half, each in times.items()}
        return median[True] < CLEAR_MARGIN * median[False]
    finally:
        torch.set_num_threads(before)


def _seconds(layer: nn.Module, x: torch.Tensor, device: str, half: bool) -> float:
    layout = torch.channels_last if half else torch.contiguous_format
    layer, x = layer.to(memory_format=layout), x.contiguous(memory_format=layout)
    wait = torch.cuda.synchronize if device == "cuda" else nullcontext
    wait()
    started = time.perf_counter()
    with torch.autocast(device, dtype=torch.bfloat16, enabled=half):
        loss = layer(x).square().mean()
    loss.backward()
    wait()
    return time.perf_counter() - started
