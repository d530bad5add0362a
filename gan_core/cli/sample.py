"""python -m gan_core sample: pictures from a run, a checkpoint or a shipped model."""

import argparse
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.out_file import check_out, write_out
from gan_core.cli.progress import Bar, tell_share
from gan_core.errors import UserError
from gan_core.jobs import cluster
from gan_core.models.flow_settings import MOST_GUIDANCE, MOST_STEPS
from gan_core.store.atomic import write_bytes

if TYPE_CHECKING:
    from gan_core.generators.shards import Draw

MOST_IN_GRID, MOST_IN_FILE, MOST_IN_FOLDER = 10_000, 100_000, 10**9
MOST_PROCESSES = 256
PORTION = 512


def add_to(commands: Any) -> None:
    """Add `sample` to the parser."""
    sample = commands.add_parser("sample", help="draw pictures from a trained model")
    sample.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    sample.add_argument(
        "--num", type=int, default=64, help=f"how many: up to {MOST_IN_GRID:,} in a .png, {MOST_IN_FILE:,} in a .npz"
    )
    sample.add_argument("--seed", type=int, default=0)
    sample.add_argument("--label", metavar="NAME", help="for a conditional model: only this class, by name or number")
    sample.add_argument(
        "--out",
        type=Path,
        default=Path("grid.png"),
        help="a .png grid, or .npz with uint8 (N, H, W, C) under images; for a model of points, one picture, or "
        f"float32 (N, 2) under points; with --processes or more than {MOST_IN_FILE:,}, a folder of .npz files with a "
        "manifest.json, which the same command continues to fill if it was ended",
    )
    sample.add_argument(
        "--processes", type=int, metavar="N", help="draw into a folder with N processes; the samples are the same"
    )
    sample.add_argument(
        "--cluster",
        action="store_true",
        help="draw into a folder with the machines of the Ray cluster that this one belongs to; so does "
        "GAN_CORE_CLUSTER=auto without --processes",
    )
    sample.add_argument(
        "--shard-size",
        type=int,
        metavar="K",
        help="samples in each file of a folder, a multiple of 512 (8192)",
    )
    sample.add_argument(
        "--sampler",
        choices=("prior", "mixture", "latent_flow"),
        help="of a model that encodes, where latents come from: prior is N(0, I); the others are fitted to the codes "
        "of its training pictures, now if `sampler` has not done so before",
    )
    flow = sample.add_argument_group("of a flow, which draws in steps", "Those that are left out are the model's own.")
    flow.add_argument("--steps", type=int, help=f"solver steps: 1 to {MOST_STEPS}")
    flow.add_argument(
        "--guidance", type=float, help="how far to go beyond what the label changes: 1 is the model itself"
    )
    flow.add_argument(
        "--solver", choices=("euler", "heun"), help="heun is more exact and asks the network twice a step"
    )
    sample.set_defaults(do=do)


def sampling(chosen: argparse.Namespace) -> dict[str, Any]:
    """The settings of a flow that the arguments name. Raises UserError."""
    if chosen.steps is not None and not 1 <= chosen.steps <= MOST_STEPS:
        raise UserError(f"--steps must be 1 to {MOST_STEPS}, got {chosen.steps:,}")
    if chosen.guidance is not None and not 0 <= chosen.guidance <= MOST_GUIDANCE:
        raise UserError(f"--guidance must be 0 to {MOST_GUIDANCE}, got {chosen.guidance:g}")
    told = {"num_steps": chosen.steps, "guidance": chosen.guidance, "solver": chosen.solver}
    return {name: value for name, value in told.items() if value is not None}


def _drawn(model: Any, chosen: argparse.Namespace, label: np.ndarray | None) -> Iterator[np.ndarray]:
    """float32 (n, *dims), `--num` in all, with the share that is done on standard error where someone looks."""
    from gan_core.latent.fit_sampler import check_sampler, ensured_sampler
    from gan_core.latent_draws import draw_z
    from gan_core.samplers.sampler import drawn_from

    sampler = ensured_sampler(model, check_sampler(model.family, chosen.sampler or ""), tell_share)
    for first in range(0, chosen.num, PORTION):
        count = min(PORTION, chosen.num - first)
        asked = None if label is None else label[first : first + count]
        z = drawn_from(sampler, model, draw_z(chosen.seed, count, model.latent_dim, first=first), asked)
        yield model.decode(z, asked)
        if chosen.num > PORTION and sys.stderr.isatty():
            end = "\n" if first + count == chosen.num else ""
            print(f"\r{first + count:,} of {chosen.num:,}", end=end, file=sys.stderr, flush=True)


def _write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """A reader never sees half a file."""
    content = io.BytesIO()
    np.savez_compressed(content, **cast(dict[str, Any], arrays))
    write_bytes(path, content.getvalue())


def is_folder(chosen: argparse.Namespace) -> bool:
    """Whether so much is asked for, or in such a way, that it goes into a folder of files."""
    many = chosen.num > MOST_IN_FILE and not chosen.out.suffix
    return many or chosen.processes is not None or chosen.shard_size is not None or chosen.cluster


def _draw_folder(chosen: argparse.Namespace) -> int:
    """Fill a folder with samples; 0."""
    from gan_core.generators import load as generator
    from gan_core.generators import shards
    from gan_core.latent.fit_sampler import check_sampler, ensured_sampler
    from gan_core.latent.latent_key import MOST_SEED
    from gan_core.samplers.files import sampler_mark
    from gan_core.store.fingerprint import fingerprint
    from gan_core.store.model_ref import find_model

    processes = 1 if chosen.processes is None else chosen.processes
    if chosen.cluster and chosen.processes is not None:
        raise UserError("--processes is of this machine alone: leave it out with --cluster.")
    if chosen.out.suffix or (chosen.out.exists() and not chosen.out.is_dir()):
        raise UserError(f"--out must be a folder for this many, or with --processes, got {chosen.out.name}")
    if not 1 <= chosen.num <= MOST_IN_FOLDER:
        raise UserError(f"--num must be 1 to {MOST_IN_FOLDER:,} in a folder, got {chosen.num:,}")
    if not 0 <= chosen.seed <= MOST_SEED:
        raise UserError(f"--seed must be 0 to {MOST_SEED}, got {chosen.seed}")
    if not 1 <= processes <= MOST_PROCESSES:
        raise UserError(f"--processes must be 1 to {MOST_PROCESSES}, got {processes}")
    folder = find_model(chosen.model)
    loaded = generator.load(folder)
    label = None if chosen.label is None else loaded.label_named(chosen.label)
    sampler = check_sampler(loaded.family, chosen.sampler or "")
    ensured_sampler(loaded, sampler, tell_share)
    sampler_weights = sampler_mark(loaded.card, sampler)
    size = shards.SHARD_SIZE if chosen.shard_size is None else chosen.shard_size
    drawing = shards.Drawing(
        str(folder),
        fingerprint(folder),
        chosen.seed,
        chosen.num,
        size,
        label,
        sampler=sampler,
        sampler_weights=sampler_weights,
    )
    if sampler_weights and chosen.cluster:
        raise UserError("A fitted sampler is on this machine alone: leave out --cluster, or draw without --sampler.")
    in_cluster = chosen.cluster or (chosen.processes is None and cluster.asked_for() and not sampler_weights)
    elsewhere = _in_cluster() if in_cluster else None
    bar = Bar(total=chosen.num, unit=" samples", unit_scale=True, desc=chosen.out.name[:28], mininterval=0.2)
    try:
        before = shards.draw(drawing, chosen.out, processes=processes, tell=bar.at, elsewhere=elsewhere)
    finally:
        bar.close()
    if before:
        print(f"{before:,} of {chosen.num:,} were there already", file=sys.stderr)
    print(chosen.out)
    return 0


def _in_cluster() -> "Draw":
    """Draws by the machines of the cluster that this one belongs to. Raises UserError where there is none."""
    from gan_core.generators.cluster_shards import draw_with

    os.environ.setdefault(cluster.CLUSTER, "auto")
    ray = cluster.connect()
    takes = cluster.demand_of({"runtime": {"device": "cpu"}}, gpus_there=False)
    return draw_with(ray, cpus=takes.cpus, slots=sum(each.slots(takes) for each in cluster.nodes(ray)))


def do(chosen: argparse.Namespace) -> int:
    """Write the pictures; 0."""
    from gan_core.generators import load as generator
    from gan_core.generators.generator import to_bytes
    from gan_core.grid import write_grid
    from gan_core.latent.latent_key import MOST_SEED
    from gan_core.points_picture import draw, window_around

    if is_folder(chosen):
        return _draw_folder(chosen)
    check_out(chosen.out, ".png", ".npz")
    most = MOST_IN_GRID if chosen.out.suffix.lower() == ".png" else MOST_IN_FILE
    if not 1 <= chosen.num <= most:
        raise UserError(f"--num must be 1 to {most:,} in a {chosen.out.suffix.lower()}, got {chosen.num:,}")
    if not 0 <= chosen.seed <= MOST_SEED:
        raise UserError(f"--seed must be 0 to {MOST_SEED}, got {chosen.seed}")
    loaded = generator.load(chosen.model, sampling=sampling(chosen))
    label = loaded.labels_for(chosen.num, None if chosen.label is None else loaded.label_named(chosen.label))
    points = loaded.card.shape.kind == "points"
    made = np.concatenate([part if points else to_bytes(part) for part in _drawn(loaded, chosen, label)])
    if chosen.out.suffix.lower() == ".png":
        images = draw(window_around(made), real=made[:0], made=made) if points else made
        write_out(chosen.out, lambda path: write_grid(images, path))
    else:
        kept = {"points": made} if points else {"images": made.transpose(0, 2, 3, 1)}
        write_out(chosen.out, lambda path: _write_npz(path, kept))
    print(chosen.out)
    return 0
