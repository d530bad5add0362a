"""Where and how a run computes: device, precision, memory layout, threads. The loop does not depend on it."""

import copy
from dataclasses import asdict, dataclass
from typing import TypeVar

import torch
from torch import nn

from gan_core.errors import SettingsError
from gan_core.machine import NO_COMPILER, has_compiler
from gan_core.models.full_precision import use_full_fp32
from gan_core.run_settings import RuntimeConfig

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
        threads = f", {self.num_threads} threads" if self.num_threads > 1 else ""
        return (
            f"{self.device}, {self.precision}{full}{layout}{threads}"
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


def decide(runtime: RuntimeConfig) -> Execution:
    """Where a run computes, and what it was told of how: "auto" is full precision in the plain layout on one thread.

    What suits its network is found by gan_core.training.probe. Raises SettingsError for a device that is not there.
    """
    use_full_fp32()
    device = _device(runtime.device)
    precision = "fp32" if runtime.precision == "auto" else runtime.precision
    if precision == "fp16" and device == "mps":
        raise SettingsError("runtime.precision fp16 does not train reliably on mps: choose fp32 or bf16")
    if runtime.compile and device == "cpu" and not has_compiler():
        raise SettingsError(f"runtime.compile cannot be on here: {NO_COMPILER}")
    return Execution(
        device,
        precision,
        channels_last=runtime.channels_last == "on",
        num_threads=runtime.num_threads or 1,
        compiled=runtime.compile,
        graphed=runtime.cuda_graphs and device == "cuda",
    )


def _device(wanted: str) -> str:
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if wanted == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if there[name])
    if not there[wanted]:
        usable = ", ".join(name for name, here in there.items() if here)
        raise SettingsError(f"runtime.device {wanted!r} is not on this machine: choose auto or {usable}")
    return wanted
