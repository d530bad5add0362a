"""The NVIDIA GPUs that runs may use, asked without torch: by what names, and how many runs fit on each.

None of this was tried on a GPU yet: how much memory a run takes there is an estimate.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gan_core.machine import nvidia_smi

VISIBLE = "CUDA_VISIBLE_DEVICES"
ALL_GPUS = "GAN_CORE_GPUS"
"""Names to a worker, which sees one GPU of them, all that runs may use: a run of several processes takes more."""
RUN_MIB = 2048
"""What a run takes of a GPU's memory: its context and libraries, some 600 MiB, and a small network in training."""
QUERY_SECONDS = 10.0
PROC, DEV = Path("/proc/driver/nvidia/gpus"), Path("/dev")


@dataclass(frozen=True)
class Gpu:
    """One GPU, by the name that CUDA_VISIBLE_DEVICES has for it; `free_mib` None where nobody tells."""

    name: str
    free_mib: int | None = None

    @property
    def runs(self) -> int:
        """How many runs fit beside each other, one at least."""
        return max(1, (self.free_mib or 0) // RUN_MIB)


def visible_gpus() -> list[Gpu]:
    """Those that this process may use, in CUDA's order: what it was given by CUDA_VISIBLE_DEVICES, else all."""
    known = _all_gpus()
    given = os.environ.get(VISIBLE)
    if given is None:
        return [Gpu(str(number), free) for number, (_, free) in enumerate(known)]
    found = []
    for name in (each.strip() for each in given.split(",")):
        if not name or name.startswith("-"):  # CUDA looks no further than the first that is none
            break
        free = next((free for number, (uuid, free) in enumerate(known) if name in (str(number), uuid)), None)
        found.append(Gpu(name, free))
    return found


def _all_gpus() -> list[tuple[str, int | None]]:
    """UUID and free MiB of each; without nvidia-smi only how many there are."""
    if tool := nvidia_smi():
        asked = [tool, "--query-gpu=uuid,memory.free", "--format=csv,noheader,nounits"]
        try:
            told = subprocess.run(asked, capture_output=True, text=True, timeout=QUERY_SECONDS, check=True).stdout
            return [_row(line) for line in told.splitlines() if line.strip()]
        except (OSError, subprocess.SubprocessError):
            pass
    count = len(list(PROC.glob("*"))) if PROC.is_dir() else len(list(DEV.glob("nvidia[0-9]*")))
    return [("", None)] * count


def _row(line: str) -> tuple[str, int | None]:
    uuid, _, free = (each.strip() for each in line.partition(","))
    return uuid, int(free) if free.isdecimal() else None
