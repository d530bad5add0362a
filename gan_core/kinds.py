"""The kinds of job a worker can do, and the questions a standby answers."""

from gan_core.evaluation.job import EvaluateJob
from gan_core.export.onnx_model import make_graphs
from gan_core.export.width_onnx import make_width_graphs
from gan_core.jobs.job import Explain, Kinds
from gan_core.jobs.standby import Answers
from gan_core.ledger.job import MeasureJob
from gan_core.ledger.take_away import make
from gan_core.race.job import RaceJob
from gan_core.recovery.job import RecoverJob
from gan_core.training.estimate import estimate
from gan_core.training.job import TrainJob, explain
from gan_core.training.warm import warm

KINDS: Kinds = {
    "train": TrainJob,
    "recover": RecoverJob,
    "measure": MeasureJob,
    "race": RaceJob,
    "evaluate": EvaluateJob,
}
ANSWERS: Answers = {"estimate": estimate, "graphs": make_graphs, "width_graphs": make_width_graphs, "take_away": make}
EXPLAIN: Explain = explain

WARM_UP = warm

__all__ = ["ANSWERS", "EXPLAIN", "KINDS", "WARM_UP"]
