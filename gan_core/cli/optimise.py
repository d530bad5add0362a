"""python -m gan_core optimise: makes a smaller model of a model: pruned or narrower, fine-tuned, and in int8."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.models import MODEL_HELP
from gan_core.cli.progress import Bar
from gan_core.errors import RunError, SettingsError, UserError
from gan_core.events import Event, Losses, Note, Progress
from gan_core.settings import read_value
from gan_core.store.model_card import META, WEIGHTS

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator
    from gan_core.generators.torch_generator import TorchGenerator
    from gan_core.recovery.settings import RecoverConfig
    from gan_core.store.model_card import ModelCard

SCORED_ON = {"num": 256, "seed": 1}
"""Latents of the printed PSNR; int8 is calibrated on those of seed 0."""
INT8_FILE = "generator-int8.onnx"


def add_to(commands: Any) -> None:
    """Add `optimise` to the parser."""
    command = commands.add_parser("optimise", help="make a model smaller, fine-tune it, and save it as a model")
    command.add_argument("model", metavar="RUN_OR_MODEL", help=MODEL_HELP)
    smaller = command.add_mutually_exclusive_group()
    smaller.add_argument("--prune", type=float, metavar="SHARE", help="remove this share of all channels, 0.1 to 0.9")
    smaller.add_argument(
        "--student", type=float, metavar="SHARE", help="instead, train a new network with this share of the channels"
    )
    command.add_argument(
        "--importance", choices=("taylor", "magnitude", "random"), help="which channels are removed first"
    )
    command.add_argument(
        "--recover-steps",
        type=int,
        default=500,
        metavar="N",
        help="steps of fine-tuning or distillation (default: 500); 0 for none",
    )
    command.add_argument("--method", choices=("distil", "fine_tune"), default="distil", help="how the student learns")
    command.add_argument("--int8", action="store_true", help=f"also quantise the result and write {INT8_FILE}")
    command.add_argument("--seed", type=int, default=0)
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="changes", help="optimiser.lr=0.001"
    )
    command.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder of the new model")
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Build, recover, write and tell; 0."""
    if chosen.prune is None and chosen.student is None and not chosen.int8:
        raise UserError("Choose what to do: --prune SHARE, --student SHARE, or --int8.")
    if chosen.recover_steps < 0 or (chosen.student is not None and not chosen.recover_steps):
        raise UserError("--recover-steps must be at least 0, and more than 0 with --student, which starts untrained.")
    if chosen.out.exists() and any(chosen.out.iterdir()) and not (chosen.out / META).exists():
        raise RunError(f"{chosen.out} holds other files: choose a new folder.")

    from gan_core.generators.load import load
    from gan_core.optimise.files import save_variant
    from gan_core.store.model_ref import find_model

    source = find_model(chosen.model)
    original = load(source)
    told: dict[str, Any] = {"model": str(chosen.model), "out": str(chosen.out), "parameters": [_weights(original)]}
    variant, recipe = _smaller(chosen, source, original, told)
    save_variant(variant, chosen.out, recipe.model_dump(mode="json"))
    told["parameters"].append(_weights(variant))
    if chosen.int8:
        _write_int8(chosen.out, variant, original, told)
    _tell(chosen, told)
    return 0


def _smaller(chosen: argparse.Namespace, source: Path, original: TorchGenerator, told: dict[str, Any]) -> tuple:
    """The fp32 variant and its recipe; PSNR before and after fine-tuning or distillation go into `told`."""
    from gan_core.recovery.settings import load_recover_config
    from gan_core.recovery.student import make_student
    from gan_core.store.model_ref import PLACES
    from gan_core.variants.recipe import build, load_recipe

    name = source.parent.parent.name if source.parent.name in PLACES else source.name
    prune = {"name": "prune", "ratio": chosen.prune, "importance": chosen.importance or "taylor", "seed": chosen.seed}
    steps = [] if chosen.prune is None else [prune]
    recipe = load_recipe({"model": name, "steps": steps})
    if not chosen.recover_steps or (not steps and chosen.student is None):
        variant = build(recipe, base=original)
        if steps:
            told["psnr_db"] = {"pruned": _psnr(original, variant)}
        return variant, recipe
    config = load_recover_config(_settings(chosen, original.card, name, steps))
    before = make_student(config, original, lambda text, share: None)
    told["psnr_db"] = {"pruned" if steps else "fresh": _psnr(original, before)}
    variant = _recovered(config, source, chosen.json, told)
    told["psnr_db"]["recovered"] = _psnr(original, variant)
    return variant, recipe


def _settings(chosen: argparse.Namespace, card: ModelCard, teacher: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """The settings of the fine-tuning or distillation as JSON, with what --set changes."""
    from gan_core.recovery.settings import defaults

    values = defaults(card, chosen.method, chosen.recover_steps) | {"teacher": teacher, "steps": steps}
    values |= {"seed": chosen.seed, "student_ratio": chosen.student or 0.0}
    for text in chosen.changes:
        name, sign, value = text.partition("=")
        *groups, last = name.strip().split(".")
        place: Any = values
        for group in groups:
            place = place.get(group) if isinstance(place, dict) else None
        if not sign or not isinstance(place, dict):
            raise SettingsError(f"--set wants NAME=VALUE with a setting of the distillation, got {text!r}")
        place[last] = read_value(value.strip())
    return values


def _recovered(config: RecoverConfig, source: Path, quiet: bool, told: dict[str, Any]) -> Generator:
    """The student after a fine-tuning or distillation in this process, with the run folder that the app shows too."""
    from gan_core.cli.in_terminal import begin, work
    from gan_core.generators.load import load
    from gan_core.job_types.recover import keep_teacher
    from gan_core.optimise.variant import TorchVariant

    folder = begin(config, config.full_title)
    keep_teacher(folder, source)
    line = None if quiet else _RecoveryBar(config.training.num_steps)
    state = work(folder, line)
    if line:
        line.close()
    status = folder.status()
    if state != "done":
        what = status.reason or f"Continue with: python -m gan_core resume {folder.name}"
        raise RunError(f"Training {state} at step {status.step}. {what}")
    told |= {"run": str(folder.path), "steps": status.step, "seconds": round(status.seconds, 1)}
    loaded = load(folder.path)
    note = f"{config.words}: {status.step} steps, {config.method.replace('_', '-')}, from {config.teacher}."
    return TorchVariant(loaded.card, loaded.module, "cpu", (note,))


def _write_int8(out: Path, variant: Generator, original: Generator, told: dict[str, Any]) -> None:
    """The quantised decoder beside the model."""
    from gan_core.optimise.files import file_bytes
    from gan_core.optimise.int8_static import Int8Static
    from gan_core.store.atomic import write_bytes

    if problem := Int8Static().unfit(variant.card):
        raise SettingsError(f"{Int8Static.title}: {problem}")
    quantised = Int8Static().apply(variant)
    content = file_bytes(quantised)
    write_bytes(out / INT8_FILE, content)
    told["int8"] = {
        "bytes": len(content),
        "psnr_db_to_variant": _psnr(variant, quantised),
        "psnr_db": _psnr(original, quantised),
        "notes": list(quantised.notes),
    }


def _psnr(original: Generator, variant: Generator) -> float:
    from gan_core.optimise.parity import difference

    return round(difference(original, variant, **SCORED_ON).psnr_db, 2)


def _weights(generator: TorchGenerator) -> int:
    return sum(each.numel() for each in generator.module.parameters())


def _tell(chosen: argparse.Namespace, told: dict[str, Any]) -> None:
    size = (chosen.out / WEIGHTS).stat().st_size
    if chosen.json:
        print(json.dumps(told | {"bytes": size}))
        return
    before, after = told["parameters"]
    print(f"{chosen.out}: {after:,} of {before:,} parameters, {size:,} bytes")
    for name, decibels in told.get("psnr_db", {}).items():
        print(f"  {name}: PSNR to the baseline {decibels:.1f} dB")
    if "run" in told:
        print(f"  {told['steps']} steps in {told['seconds']:.0f} s: {told['run']}")
    if "int8" in told:
        found = told["int8"]
        print(
            f"  {INT8_FILE}: {found['bytes']:,} bytes, PSNR to the baseline {found['psnr_db']:.1f} dB, "
            f"to the fp32 variant {found['psnr_db_to_variant']:.1f} dB"
        )
        for note in found["notes"]:
            print(f"  {note}")


class _RecoveryBar(Bar):
    """Steps, and how near the student is."""

    def __init__(self, num_steps: int) -> None:
        super().__init__(total=num_steps or None, unit=" steps", desc="Training", mininterval=0.2)

    def __call__(self, event: Event) -> None:
        match event:
            case Progress():
                self.at(event.step)
            case Losses() if "distil/psnr" in event.values:
                self.bar.set_postfix(psnr_db=f"{event.values['distil/psnr']:.1f}", refresh=False)
            case Note():
                self.note(f"step {event.step}: {event.text}")
