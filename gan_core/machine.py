"""What this machine and its Python provide, found without importing torch."""

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

WSL = Path("/usr/lib/wsl/lib")
"""What Windows lends to Linux beside it: there is no /dev/nvidia0 and no /proc/driver/nvidia there."""


def has_gpu() -> bool:
    """Whether there is an NVIDIA GPU with its driver."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1"):
        return False
    return any(Path("/dev").glob("nvidia[0-9]*")) or nvidia_smi() is not None or (WSL / "libcuda.so.1").exists()


def nvidia_smi() -> str | None:
    """Where NVIDIA's tool is; on WSL2 it lies outside of the usual places."""
    return shutil.which("nvidia-smi") or shutil.which("nvidia-smi", path=str(WSL))


def has_compiler() -> bool:
    """Whether there is a C++ compiler that torch.compile would find."""
    names = (os.environ.get("CXX"), "g++", "c++", "clang++", *(("cl",) if sys.platform == "win32" else ()))
    return any(shutil.which(name) for name in names if name)


def lacks(module: str, package: str) -> str:
    """A sentence with the command that installs `package` where `module` cannot be imported; or ""."""
    try:
        found = importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        found = False
    return "" if found else f"{package} is not installed here: pip install {package}"


NO_GPU = "This needs an NVIDIA GPU, and this machine has none."
NO_COMPILER = "torch.compile writes C++ and needs a compiler: install g++ or clang (on Debian: apt install g++)."

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
