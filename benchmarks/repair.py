"""python -m benchmarks.repair: what two repair networks reach on held-out pictures, with and without an opponent.

Prints PSNR, SSIM, the share of classes read right and the Fréchet distance for each task, each with its 95 % interval
for other pictures; several seeds show how far another training differs. How busy the machine is changes no score.
`--ship` writes the networks of the first seed, in half precision, to where the shipped ones are.
"""

import argparse
import platform
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from gan_core.present import present
from gan_core.repair.findings import METRICS, Findings
from gan_core.repair.learning import trained
from gan_core.repair.saved import save_model
from gan_core.repair.settings import RepairConfig, load_repair_config
from gan_core.repair.study import Study
from gan_core.repair.wording import NAMES, headline, value_words
from gan_core.store.model_card import PRETRAINED

SETS: dict[str, dict[str, Any]] = {
    "shapes-repair": {"title": "Coloured shapes (repair)", "data": {"name": "shapes"}},
    "digits-repair": {"title": "Handwritten digits (repair)", "data": {"name": "mnist", "image_size": 28}},
}


def learned(config: RepairConfig) -> tuple[Study, float]:
    """The study of these settings, done, and the CPU seconds that it took."""
    began, study = time.process_time(), Study(config)
    for _ in study.steps():
        pass
    return study, time.process_time() - began


def lines(findings: Findings) -> str:
    """A line for each task and sort of picture."""
    return "\n".join(
        f"  {each.task:8} {NAMES[each.pictures]:16} "
        + "  ".join(f"{metric} {value_words(metric, each.value(metric))}" for metric in METRICS)
        for each in findings.scores
    )


def spread(found: list[Findings]) -> str:
    """By task and network the lowest and the highest score of all seeds."""
    told = []
    for each in found[0].scores:
        parts = []
        for metric in METRICS:
            values = [score.value(metric) for one in found if (score := one.score(each.task, each.pictures))]
            numbers = [value.value for value in values if value is not None]
            parts += [f"{metric} {min(numbers):.3f} to {max(numbers):.3f}"] if numbers else []
        told.append(f"  {each.task:8} {NAMES[each.pictures]:16} {'  '.join(parts)}")
    return "\n".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", nargs="*", choices=SETS, default=list(SETS), dest="names", help="which networks")
    parser.add_argument("--steps", type=int, default=RepairConfig.model_fields["num_steps"].default)
    parser.add_argument(
        "--weight", type=float, default=RepairConfig.model_fields["adversarial"].default, help="adversarial weight"
    )
    parser.add_argument("--num", type=int, default=300, help="pictures scored (default: 300)")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0])
    parser.add_argument("--data-dir", default="", help="torchvision's root with MNIST in it")
    parser.add_argument("--ship", action="store_true", help="keep the networks of the first seed as shipped ones")
    parser.add_argument("--out", type=Path, default=PRETRAINED, help="where to (default: checkpoints/pretrained)")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    for name in chosen.names:
        found = []
        for seed in chosen.seeds:
            values = {"num_steps": chosen.steps, "adversarial": chosen.weight, "num": chosen.num, "seed": seed}
            config = load_repair_config({**SETS[name], **values})
            data = config.data
            if chosen.data_dir and "root" in type(data).model_fields:
                data = data.model_copy(update={"root": chosen.data_dir})
            study, seconds = learned(config.model_copy(update={"data": data}))
            found.append(study.findings)
            print(f"{name}, seed {seed}: {chosen.steps:,} steps, {seconds:.0f} CPU seconds")
            print(lines(study.findings))
            print("\n".join(f"  {each}" for each in headline(study.findings)), flush=True)
            if chosen.ship and seed == chosen.seeds[0]:
                ship(chosen.out / name, study, config, seconds)
        if len(found) > 1:
            print(f"{name}: lowest to highest of {len(found)} seeds\n{spread(found)}", flush=True)


def ship(folder: Path, study: Study, config: RepairConfig, seconds: float) -> None:
    """Both networks in half precision, with what they reached."""
    learning = present(study.learning)
    figures = {
        "cpu_seconds": round(seconds),
        "machine": f"{platform.machine()}, one thread, Python {platform.python_version()}, torch {torch.__version__}",
        "parameters": int(np.sum([each.numel() for each in trained(learning)["mse"].parameters()])),
    }
    command = f"python -m benchmarks.repair --ship --set {folder.name} --data-dir DIR --steps {config.num_steps}"
    folder.mkdir(parents=True, exist_ok=True)
    save_model(
        folder,
        trained(learning),
        config,
        learning.step,
        study.ground,
        half=True,
        findings=asdict(study.findings),
        figures=figures,
        command=command,
    )


if __name__ == "__main__":
    main()
