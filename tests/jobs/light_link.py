"""`python -m tests.jobs.light_link`: a link whose runs do nothing but write a row. It needs no torch."""

import sys

from gan_core.jobs import cluster_link, process
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.sink import Sink


def write_a_row(folder: RunFolder, sink: Sink, ticket: str) -> str:
    """The state it ended in."""
    sink.claim(process.identity(), ticket)
    sink.add_row(1, 8, 0.1, {"G/loss": 1.0})
    (folder.path / "result.json").write_text('{"done": true}', "utf-8")
    sink.keep_files()
    sink.finish(state="done", step=1, images=8)
    return "done"


if __name__ == "__main__":
    from tests.jobs.light_link import write_a_row as by_name  # so that a worker elsewhere finds it

    sys.exit(cluster_link.serve(by_name))
