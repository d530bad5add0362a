"""A run that ended is queued again: from its last checkpoint, or from the start where it has none."""

import time
from typing import Any

from gan_core.jobs import folder as folders
from gan_core.jobs.folder import RunFolder, Status
from gan_core.steps import step_folders


def queue_again(folder: RunFolder, status: Status) -> bool:
    """Let the run wait for a worker, if its record still says what `status` does."""
    saved = step_folders(folder.checkpoints)
    with folder.record() as record:
        now: dict[str, Any] = {"state": "queued", "queued": time.time(), "reason": "", "message": "", "pid": 0}
        now["resumed_from"] = status.state
        # Only as it was read: whoever presses twice must not queue what has just begun again.
        known = (*folders.ENDED, *folders.ACTIVE)
        if not saved:  # it ended before its first checkpoint, or never began: from the start
            now |= {"step": 0, "images": 0, "seconds": 0.0, "last_checkpoint": -1, "started": 0.0, "ended": 0.0}
        queued = record.swap_state(known, if_pid=status.pid, in_terminal=False, **now)
        if queued and not saved:
            folder.forget_after(-1, record)
    return queued
