"""A process that has imported everything and waits for work on standard input, one JSON object per line.

{"ask": NAME, "value": ...} is answered with one JSON line. {"run": FOLDER, "ticket": ...} makes it that run's worker
for good.
End of input ends it while it is idle, and never a run.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gan_core.errors import UserError, system_words
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import Explain, JobTypes
from gan_core.jobs.worker import Worker
from gan_core.store.own_files import NOFOLLOW

Answers = dict[str, Callable[[Any], Any]]


def serve(job_types: JobTypes, explain: Explain, answers: Answers) -> int:
    """Answer questions until a run comes or the input ends; returns the exit status."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    sys.stdout = sys.stderr
    print(json.dumps({"ready": True}), file=out)
    for line in sys.stdin:
        request = json.loads(line)
        if "run" in request:
            out.close()
            return run(Path(request["run"]), job_types, explain, request.get("ticket", ""))
        print(json.dumps(_answer(request, answers)), file=out)
    return 0


def run(path: Path, job_types: JobTypes, explain: Explain, ticket: str = "") -> int:
    """Be the worker of the run at `path`, with all that is printed going to its worker.log."""
    log = os.open(path / "worker.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND | NOFOLLOW, 0o644)
    for stream in (1, 2):
        os.dup2(log, stream)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    try:
        state = Worker(RunFolder(path), job_types, explain, ticket=ticket).run()
    except UserError as error:  # taken by another process, or deleted: nothing of ours to write into it
        print(error, file=sys.stderr)
        return 1
    return 0 if state in ("done", "stopped") else 1


def _answer(request: dict[str, Any], answers: Answers) -> dict[str, Any]:
    try:
        return {"answer": answers[request["ask"]](request["value"])}
    except UserError as error:
        return {"error": str(error)}
    except OSError as error:
        return {"error": system_words(error)}
    except Exception as error:  # an idle helper must outlive any question; the asker is told
        return {"error": f"{type(error).__name__}: {error}"}
