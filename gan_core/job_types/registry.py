"""Every type of long work: one record each, by its name. Torch is not imported until a job is made."""

from collections.abc import Mapping
from typing import Any

from gan_core.attack.settings import AttackConfig, load_attack_config
from gan_core.config import RunConfig, load_config
from gan_core.energy.meters import find_source
from gan_core.energy.work_meter import WorkMeter
from gan_core.errors import RunError
from gan_core.evaluation.settings import EvaluateConfig, load_evaluate_config
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.job import Explain, JobType, MakeJob, Meter, ResultReader
from gan_core.jobs.sink import Sink
from gan_core.jobs.worker import Worker
from gan_core.measure.settings import MeasureConfig, load_measure_config
from gan_core.race.settings import RaceConfig, load_race_config
from gan_core.recovery.settings import RecoverConfig, load_recover_config
from gan_core.repair.settings import RepairConfig, load_repair_config


def _train() -> MakeJob:
    from gan_core.job_types.train import TrainJob

    return TrainJob


def _recover() -> MakeJob:
    from gan_core.job_types.recover import recover_job

    return recover_job


def _measure() -> MakeJob:
    from gan_core.job_types.measure import MeasureJob

    return MeasureJob


def _race() -> MakeJob:
    from gan_core.job_types.race import RaceJob

    return RaceJob


def _evaluate() -> MakeJob:
    from gan_core.job_types.evaluate import EvaluateJob

    return EvaluateJob


def _attack() -> MakeJob:
    from gan_core.job_types.attack import AttackJob

    return AttackJob


def _repair() -> MakeJob:
    from gan_core.job_types.repair import RepairJob

    return RepairJob


def _measurements() -> ResultReader:
    from gan_core.measure import results

    return results


def _races() -> ResultReader:
    from gan_core.race import results

    return results


def _evaluations() -> ResultReader:
    from gan_core.evaluation import results

    return results


def _attacks() -> ResultReader:
    from gan_core.attack import findings

    return findings


def _repairs() -> ResultReader:
    from gan_core.repair import findings

    return findings


def _meter(device: str, before: Mapping[str, Any] | None) -> Meter:
    return WorkMeter(find_source(device), before)


TRAIN = JobType(
    settings=RunConfig,
    load_settings=load_config,
    make=_train,
    title="Training run",
    icon="model_training",
    about="Trains a GAN or a VAE.",
    page="train",
    param="run",
    learns=True,
    meter=_meter,
)
RECOVER = JobType(
    settings=RecoverConfig,
    load_settings=load_recover_config,
    make=_recover,
    title="Training run",
    icon="school",
    about="Fine-tunes a pruned model, or distils a student.",
    page="train",
    param="run",
    learns=True,
    meter=_meter,
)
MEASURE = JobType(
    settings=MeasureConfig,
    load_settings=load_measure_config,
    make=_measure,
    title="Measurement",
    icon="speed",
    about="Measures the cost and quality of a model's variants.",
    page="optimise",
    param="ledger",
    results=_measurements,
    meter=_meter,
)
RACE = JobType(
    settings=RaceConfig,
    load_settings=load_race_config,
    make=_race,
    title="Race",
    icon="sports_score",
    about="Trains two to four settings in turns.",
    page="race",
    param="race",
    results=_races,
    meter=_meter,
)
EVALUATE = JobType(
    settings=EvaluateConfig,
    load_settings=load_evaluate_config,
    make=_evaluate,
    title="Evaluation",
    article="an",
    icon="star_rate",
    about="Scores models and pictures against real pictures.",
    page="evaluate",
    param="evaluation",
    results=_evaluations,
    meter=_meter,
)
ATTACK = JobType(
    settings=AttackConfig,
    load_settings=load_attack_config,
    make=_attack,
    title="Attack",
    article="an",
    icon="shield",
    about="Attacks a digit classifier by FGSM and PGD; trains one against it.",
    page="attack",
    param="attack",
    results=_attacks,
    meter=_meter,
)
REPAIR = JobType(
    settings=RepairConfig,
    load_settings=load_repair_config,
    make=_repair,
    title="Repair training",
    icon="healing",
    about="Trains two small U-Nets to repair pictures, with and without a discriminator.",
    page="latent",
    param="repair",
    results=_repairs,
    meter=_meter,
)

JOB_TYPES: dict[str, JobType] = {each.name: each for each in (TRAIN, RECOVER, MEASURE, RACE, EVALUATE, ATTACK, REPAIR)}


def explain(error: BaseException) -> str | None:
    """Words for what torch raises when the machine gives out; None for anything else."""
    import torch

    text = str(error)
    if isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in text or "out of memory" in text.lower():
        return "Out of memory. Choose a smaller batch, a smaller network or smaller pictures, or stop other runs."
    if type(error).__module__.startswith(("torch._dynamo", "torch._inductor")):
        return f"torch.compile cannot compile these networks here ({text.splitlines()[0]}). Switch runtime.compile off."
    if "CUDA error" in text or "CUDNN" in text:
        first = text.splitlines()[0]
        return (
            f"The GPU stopped answering ({first}). Resume from the last checkpoint; restart the machine if it recurs."
        )
    return None


EXPLAIN: Explain = explain


def find_job_type(name: str) -> JobType:
    """The record of that name. Raises RunError for one that this version does not know."""
    if name not in JOB_TYPES:
        raise RunError(f"This version does not know the job type {name!r}: update it, or delete the run.")
    return JOB_TYPES[name]


def learns(status: Status) -> bool:
    """Whether a run has curves and checkpoints, can be followed live and be resumed."""
    return status.job_type in JOB_TYPES and JOB_TYPES[status.job_type].learns


def load_settings(job_type: str, values: dict[str, Any]) -> RunConfig | RecoverConfig:
    """The settings in `values`. Raises RunError for a type of job that does not learn, SettingsError for bad values."""
    if not find_job_type(job_type).learns:
        raise RunError("This is not a training run: it cannot be opened here.")
    return JOB_TYPES[job_type].load_settings(values)


def work_through(folder: RunFolder, sink: Sink, ticket: str) -> str:
    """Do the job of `folder`, of whatever type, through `sink`; returns the state it ended in."""
    return Worker(folder, JOB_TYPES, EXPLAIN, sink=sink, ticket=ticket).run()
