"""The parser: each subcommand's file adds its own part. Only what a command needs is imported when it runs."""

import argparse
import io
import sys
from collections.abc import Sequence

from gan_core.cli import (
    attack,
    caption,
    compare,
    diagnose,
    directions,
    drag,
    draw,
    evaluate,
    export,
    fork,
    interactive_export,
    interpolate,
    invert,
    job,
    lists,
    measure,
    optimise,
    plane,
    race,
    repair,
    runs,
    sample,
    sampler,
    tensorboard,
    train,
)
from gan_core.errors import UserError, system_words


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="python -m gan_core", description="Train small GANs and VAEs, and use them.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for part in (
        train,
        sample,
        sampler,
        draw,
        caption,
        interpolate,
        directions,
        invert,
        drag,
        measure,
        evaluate,
        attack,
        repair,
        plane,
        interactive_export,
        export,
        optimise,
        diagnose,
        race,
        job,
        runs,
        fork,
        compare,
        tensorboard,
        lists,
    ):
        part.add_to(commands)
    worker = commands.add_parser("worker", help="wait for work on standard input (what the app starts)")
    worker.add_argument("--run", metavar="DIR", help="work on this queued run at once")
    worker.add_argument("--ticket", default="", metavar="TEXT", help="what whoever launched the run wrote into it")
    worker.set_defaults(do=_worker)
    link = commands.add_parser("cluster", help="hand runs to a Ray cluster (what the app starts)")
    link.set_defaults(do=_cluster)
    rank = commands.add_parser("rank", help="be one of the processes of a run (what a run's worker starts)")
    rank.add_argument("rank", type=int, metavar="RANK")
    rank.add_argument("--of", type=int, required=True, metavar="N", help="how many there are")
    rank.add_argument("--store", required=True, metavar="FILE", help="where they meet")
    rank.set_defaults(do=_rank)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 1 when it failed, 2 for a wrong call, 130 when interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file's name need not be UTF-8, and is printed as it is
        sys.stdout.reconfigure(errors="surrogateescape")
    chosen = parser().parse_args(arguments)
    try:
        return chosen.do(chosen)
    except UserError as error:
        # Where something lies is for the terminal; a page shows the words alone.
        print(f"gan_core: {error}", *(f"({note})" for note in getattr(error, "__notes__", ())), file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader has seen enough: `... | head`
        sys.stderr.close()
        return 1
    except OSError as error:  # a full disk, a folder that cannot be written to
        where = f" ({error.filename})" if error.filename else ""
        print(f"gan_core: {system_words(error)}{where}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _worker(chosen: argparse.Namespace) -> int:
    from pathlib import Path

    from gan_core.job_types.registry import EXPLAIN, JOB_TYPES
    from gan_core.jobs import standby

    if chosen.run:
        return standby.run(Path(chosen.run), JOB_TYPES, EXPLAIN, chosen.ticket)
    from gan_core.job_types.standby_answers import ANSWERS, warm_up

    warm_up()
    return standby.serve(JOB_TYPES, EXPLAIN, ANSWERS)


def _cluster(chosen: argparse.Namespace) -> int:
    from gan_core.job_types.registry import work_through
    from gan_core.jobs import cluster_link

    return cluster_link.serve(work_through)


def _rank(chosen: argparse.Namespace) -> int:
    from gan_core.job_types.ranks import serve

    return serve(chosen.rank, chosen.of, chosen.store)
