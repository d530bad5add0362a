"""What a figure was measured on."""

import os
import platform
import statistics
from collections.abc import Sequence

import torch


def machine() -> str:
    """Processor, cores, GPU and versions, in one line."""
    gpu = f", {torch.cuda.get_device_name()}" if torch.cuda.is_available() else ", no GPU"
    return f"{processor()}, {os.cpu_count()} cores{gpu}, Python {platform.python_version()}, torch {torch.__version__}"


def processor() -> str:
    """The processor's name as the system knows it."""
    try:
        with open("/proc/cpuinfo") as file:
            names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
        return names[0] if names else platform.processor()
    except OSError:
        return platform.processor() or platform.machine()


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Median and range of repeated measurements: "1.23 (1.10 to 1.40, n = 5)"."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f}, n = {len(values)})"
