"""python -m gan_core sampler: fits where a model's latents come from to the codes of its training pictures."""

import argparse
import json
from pathlib import Path
from typing import Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.progress import tell_share
from gan_core.errors import UserError
from gan_core.latent.fit_sampler import COMPONENTS, MOST_COMPONENTS, MOST_STEPS, STEPS
from gan_core.samplers.sampler import SAMPLERS


def add_to(commands: Any) -> None:
    """Add `sampler` to the parser."""
    command = commands.add_parser("sampler", help="fit where a VAE's latents come from: a mixture, or a latent flow")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    command.add_argument(
        "--kind",
        choices=tuple(SAMPLERS),
        default="mixture",
        help="; ".join(f"{name}: {kind.about.rstrip('.')}" for name, kind in SAMPLERS.items()),
    )
    command.add_argument(
        "--components", type=int, metavar="K", help=f"of a mixture: how many Gaussians (default: {COMPONENTS})"
    )
    command.add_argument("--steps", type=int, metavar="N", help=f"of a flow: training steps (default: {STEPS:,})")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--out", type=Path, metavar="FOLDER", help="keep it there and not in the user's cache")
    command.add_argument("--json", action="store_true", help="print how it was fitted as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Fit and keep it; 0."""
    from gan_core.data import load_data
    from gan_core.generators.load import load
    from gan_core.latent.fit_sampler import fit_sampler, no_sampler
    from gan_core.samplers.files import keep_sampler

    components, steps = (
        _number(chosen, "components", "mixture", MOST_COMPONENTS),
        _number(chosen, "steps", "latent_flow", MOST_STEPS),
    )
    if not 0 <= chosen.seed < 2**31:
        raise UserError(f"--seed must be 0 to {2**31 - 1}, got {chosen.seed}")
    model = load(chosen.model)
    if why := no_sampler(model.family):
        raise UserError(why)
    sampler = fit_sampler(
        model,
        load_data(model.card.config.data),
        chosen.kind,
        components=COMPONENTS if components is None else components,
        steps=STEPS if steps is None else steps,
        seed=chosen.seed,
        tell=tell_share,
    )
    tell_share("Fitted", 1.0)
    path = keep_sampler(sampler, model.card, chosen.kind, chosen.out)
    print(json.dumps(sampler.facts) if chosen.json else path)
    return 0


def _number(chosen: argparse.Namespace, name: str, kind: str, most: int) -> int | None:
    """The value of an option that only one kind has. Raises UserError."""
    value = getattr(chosen, name)
    if value is not None and chosen.kind != kind:
        raise UserError(f"--{name} is for --kind {kind}, got --kind {chosen.kind}")
    if value is not None and not 1 <= value <= most:
        raise UserError(f"--{name} must be 1 to {most:,}, got {value:,}")
    return value
