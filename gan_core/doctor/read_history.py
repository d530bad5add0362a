"""A run folder as the doctor's History."""

from collections import defaultdict

import numpy as np

from gan_core.config import RunConfig, load_config
from gan_core.doctor.history import Curve, History
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder


def read_history(folder: RunFolder) -> History:
    """All that the record of a training run tells. Raises RunError for a run of another type."""
    status = folder.status()
    if status.job_type != RunConfig.job_type:
        raise RunError(f"The doctor reads training runs, and {folder.name} is a job of the type {status.job_type!r}.")
    with folder.record() as record:
        rows = record.rows()
    points: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for _, step, _, _, values in rows:
        for name, value in values.items():
            if np.isfinite(value):
                points[name].append((step, value))
    curves = {name: Curve(*np.array(each, dtype=np.float64).T) for name, each in points.items()}
    return History(load_config(folder.config()), curves, status.state, status.reason, status.live or {}, status.fault)
