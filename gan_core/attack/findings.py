"""What an attack on many pictures has found, as JSON and as a table. Torch is not imported."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

from gan_core.attack.settings import AttackConfig, load_attack_config
from gan_core.errors import RunError, UserError
from gan_core.jobs.folder import RunFolder
from gan_core.quality.proportion import newcombe, wilson
from gan_core.store.own_files import read_own

FINDINGS = "attack.json"
NETWORK = "reader.safetensors"
"""The network that was trained."""
DAMAGED = f"{FINDINGS} is damaged: attack again."
SHIPPED, TRAINED = "shipped", "trained"
REAL, GENERATED = "real", "generated"
Method = Literal["fgsm", "pgd", "transfer"]


@dataclass(frozen=True)
class Curve:
    """Of `num_pictures`, `num_right` were read right before; of these `fooled[i]` are read wrongly at `epsilons[i]`.

    `network` reads them; `method` is what changed them: "transfer" is FGSM on another network than the one that reads.
    """

    network: str
    pictures: str
    method: Method
    num_pictures: int
    num_right: int
    epsilons: tuple[float, ...] = ()
    fooled: tuple[int, ...] = ()

    def success(self, index: int) -> float:
        """The share of those read right before that is fooled, 0 to 1; 0 where none was read right."""
        return self.fooled[index] / self.num_right if self.num_right else 0.0

    def success_interval(self, index: int) -> tuple[float, float]:
        """95 % by Wilson: where the share would lie for other pictures of the same source."""
        return wilson(self.fooled[index], self.num_right)

    def num_still_right(self, index: int) -> int:
        return self.num_right - self.fooled[index]

    def accuracy(self, index: int) -> float:
        """The share of all pictures that is still read right."""
        return self.num_still_right(index) / self.num_pictures if self.num_pictures else 0.0

    def accuracy_interval(self, index: int) -> tuple[float, float]:
        """95 % by Wilson."""
        return wilson(self.num_still_right(index), self.num_pictures)


@dataclass(frozen=True)
class Epoch:
    """After one epoch of training: of `num` held-out digits, how many are read right as they are, after FGSM and after
    PGD at the training's epsilon.
    """

    epoch: int
    num: int
    clean: int
    fgsm: int
    pgd: int


@dataclass(frozen=True)
class Findings:
    """Curves in the order in which they were found, and the training's epochs.

    `asked` says that the model was asked for classes; `too_few` are digits of which it drew fewer than were wanted.
    """

    curves: tuple[Curve, ...] = ()
    history: tuple[Epoch, ...] = ()
    model_title: str = ""
    model_data: str = ""
    asked: bool = False
    too_few: tuple[int, ...] = ()

    def curve(self, network: str, pictures: str, method: Method) -> Curve | None:
        """That one; None before it is found."""
        wanted = (network, pictures, method)
        return next((each for each in self.curves if (each.network, each.pictures, each.method) == wanted), None)


@dataclass(frozen=True)
class Comparison:
    """Generated against real pictures at one epsilon: the difference of the shares that are fooled, with its interval.

    `code` is "easier", "harder" or "equal": whether the interval lies above 0, below it, or holds it.
    """

    epsilon: float
    real: float
    generated: float
    low: float
    high: float

    @property
    def code(self) -> Literal["easier", "harder", "equal"]:
        return "easier" if self.low > 0 else "harder" if self.high < 0 else "equal"


def compare(findings: Findings) -> Comparison | None:
    """By PGD on the shipped network, where it fools about half of the real pictures: there a difference shows best."""
    real, generated = (findings.curve(SHIPPED, pictures, "pgd") for pictures in (REAL, GENERATED))
    if real is None or generated is None or not real.num_right or not generated.num_right:
        return None
    index = min(range(len(real.epsilons)), key=lambda each: abs(real.success(each) - 0.5))
    low, high = newcombe((generated.fooled[index], generated.num_right), (real.fooled[index], real.num_right))
    return Comparison(real.epsilons[index], real.success(index), generated.success(index), low, high)


COLLAPSED_BELOW, BUT_ABOVE = 0.1, 0.5


def has_collapsed(findings: Findings) -> bool:
    """Whether the trained network reads most digits right after FGSM and hardly any after PGD, at the end."""
    if not findings.history:
        return False
    last = findings.history[-1]
    return last.fgsm > BUT_ABOVE * last.num and last.pgd < COLLAPSED_BELOW * last.num


@dataclass(frozen=True)
class AttackResult:
    """Settings, and what was found until now."""

    config: AttackConfig
    findings: Findings


def findings_to_json(findings: Findings) -> str:
    return json.dumps(asdict(findings), indent=1, ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Findings:
    """What `findings_to_json` wrote. Raises RunError for anything else."""
    try:
        values = json.loads(text)
        curves = tuple(
            Curve(**{**each, "epsilons": tuple(each["epsilons"]), "fooled": tuple(each["fooled"])})
            for each in values.pop("curves")
        )
        history = tuple(Epoch(**each) for each in values.pop("history"))
        found = Findings(curves, history, **{**values, "too_few": tuple(values["too_few"])})
        for each in curves:
            if len(each.epsilons) != len(each.fooled) or any(not 0 <= n <= each.num_right for n in each.fooled):
                raise ValueError("counts that cannot be")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RunError(DAMAGED) from error
    return found


def to_json(found: AttackResult) -> str:
    """Curves and epochs, whole."""
    return findings_to_json(found.findings)


def to_csv(found: AttackResult) -> str:
    """A line for each curve and epsilon. Raises UserError where there is none."""
    lines: list[dict[str, Any]] = []
    for each in found.findings.curves:
        for index, epsilon in enumerate(each.epsilons):
            low, high = each.success_interval(index)
            lines.append(
                {
                    "network": each.network,
                    "pictures": each.pictures,
                    "method": each.method,
                    "epsilon": epsilon,
                    "num_pictures": each.num_pictures,
                    "num_right": each.num_right,
                    "fooled": each.fooled[index],
                    "success": each.success(index),
                    "low": low,
                    "high": high,
                    "accuracy": each.accuracy(index),
                }
            )
    if not lines:
        raise UserError("Nothing has been attacked yet.")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


def read_result(folder: RunFolder) -> AttackResult:
    """Raises UserError with a sentence where a file is damaged."""
    config = load_attack_config(folder.config())
    try:
        return AttackResult(config, from_json(read_own(folder.path, FINDINGS)))
    except FileNotFoundError:
        return AttackResult(config, Findings())
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(DAMAGED) from error
