"""What figures were measured on."""

import os
import platform
import sys
from pathlib import Path

CPUINFO = Path("/proc/cpuinfo")


def describe() -> dict[str, str]:
    """Processor, cores, GPU and versions, in words. Torch is asked only where it is loaded already."""
    found = {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    torch, runtime = sys.modules.get("torch"), sys.modules.get("onnxruntime")
    if torch is not None:
        found |= {"torch": torch.__version__, "torch threads": str(torch.get_num_threads())}
        found["gpu"] = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    if runtime is not None:
        found["onnxruntime"] = runtime.__version__
    return found


def _processor() -> str:
    try:
        lines = CPUINFO.read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
