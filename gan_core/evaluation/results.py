"""What an evaluation has written so far, read back from its folder."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.errors import RunError, UserError
from gan_core.evaluation import evaluation
from gan_core.evaluation.evaluation import Evaluation, from_json
from gan_core.evaluation.settings import EvaluateConfig, load_evaluate_config
from gan_core.jobs.folder import RunFolder
from gan_core.store.own_files import read_own

EVALUATION = "evaluation.json"
DAMAGED = f"{EVALUATION} is damaged: evaluate again."


@dataclass(frozen=True)
class EvaluationResult:
    """Settings, and what was found until now: empty before the first score."""

    config: EvaluateConfig
    evaluation: Evaluation


def to_json(found: EvaluationResult) -> str:
    """Scores, curves, reference and copying test, whole."""
    return evaluation.to_json(found.evaluation)


def to_csv(found: EvaluationResult) -> str:
    """A line for each score."""
    return evaluation.to_csv(found.evaluation)


def read_result(folder: RunFolder) -> EvaluationResult:
    """Raises UserError with a sentence where a file is damaged."""
    config = load_evaluate_config(folder.config())
    try:
        text = read_own(folder.path, EVALUATION)
    except FileNotFoundError:
        return EvaluationResult(config, Evaluation())
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(DAMAGED) from error
    try:
        return EvaluationResult(config, from_json(text))
    except UserError as error:
        raise RunError(DAMAGED) from error
