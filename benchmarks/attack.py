"""python -m benchmarks.attack: are generated digits easier to attack than real ones, and does training against it help?

Prints a line for each curve: of the digits that were read right before, the share that is fooled at each epsilon, with
its 95 % interval by Wilson; for the trainings the share of held-out digits that is still read right. Accuracies do not
depend on how busy the machine is. `--model` takes any run of 28x28 grey digits besides the shipped digits-gan.
"""

import argparse
import time
from typing import Any

import torch

from gan_core.attack.findings import Curve, Findings, compare
from gan_core.attack.settings import AttackConfig
from gan_core.attack.study import Study
from gan_core.attack.wording import accuracy_words, comparison_words, success_words

EPSILONS = (0.02, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3)
TRAININGS: dict[str, dict[str, Any]] = {
    "right step": {"train_epsilon": 0.15, "step_ratio": 1.25, "epochs": 12},
    "large epsilon, right step": {"train_epsilon": 0.3, "step_ratio": 1.25, "epochs": 15},
    "large epsilon, too large a step": {"train_epsilon": 0.3, "step_ratio": 3.0, "epochs": 15},
    "large epsilon, no random start": {"train_epsilon": 0.3, "step_ratio": 1.0, "random_start": False, "epochs": 15},
}


def found(config: AttackConfig) -> Findings:
    """All that the study of these settings finds."""
    study = Study(config)
    for _ in study.steps():
        pass
    return study.findings


def line(curve: Curve, trained: bool) -> str:
    says = accuracy_words if trained else success_words
    shares = "  ".join(f"{epsilon:g}: {says(curve, index)}" for index, epsilon in enumerate(curve.epsilons))
    return f"  {curve.network:8} {curve.pictures:10} {curve.method:9} {curve.num_right}/{curve.num_pictures}  {shares}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", nargs="*", default=["digits-gan"], help="whose digits are attacked beside real ones")
    parser.add_argument("--training", nargs="*", choices=TRAININGS, default=list(TRAININGS), help="which trainings")
    parser.add_argument("--num", type=int, default=200, help="digits a curve (default: 200)")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    shared: dict[str, Any] = {"num": chosen.num, "epsilons": EPSILONS, "seed": chosen.seed}
    for model in chosen.model:
        began = time.process_time()
        findings = found(AttackConfig(**shared, model=model))
        print(f"{model}: fooled of those read right before ({time.process_time() - began:.0f} CPU seconds)")
        print("\n".join(line(each, trained=False) for each in findings.curves))
        if (difference := compare(findings)) is not None:
            print(f"  {comparison_words(difference)}", flush=True)
    for name in chosen.training:
        began = time.process_time()
        findings = found(AttackConfig(**shared, defend=True, **TRAININGS[name]))
        print(f"{name} {TRAININGS[name]}: still read right of all ({time.process_time() - began:.0f} CPU seconds)")
        print("\n".join(line(each, trained=True) for each in findings.curves))
        for each in findings.history[:: max(1, len(findings.history) // 6)]:
            shares = ", ".join(f"{100 * count / each.num:.0f} %" for count in (each.clean, each.fgsm, each.pgd))
            print(f"  epoch {each.epoch}: clean, FGSM, PGD {shares}", flush=True)


if __name__ == "__main__":
    main()
