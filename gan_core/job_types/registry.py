"""The kinds of job a worker can do, and the questions a standby answers."""

from gan_core.generators.onnx_graph.graphs import make_graphs
from gan_core.job_types.evaluate import EvaluateJob
from gan_core.job_types.learning import explain
from gan_core.job_types.measure import MeasureJob
from gan_core.job_types.race import RaceJob
from gan_core.job_types.recover import recover_job
from gan_core.job_types.train import TrainJob
from gan_core.jobs.job import Explain, JobTypes
from gan_core.jobs.standby import Answers
from gan_core.measure.export import make
from gan_core.training.estimate import estimate
from gan_core.training.warm import warm
from gan_core.variants.width_onnx import make_width_graphs

JOB_TYPES: JobTypes = {
    "train": TrainJob,
    "recover": recover_job,
    "measure": MeasureJob,
    "race": RaceJob,
    "evaluate": EvaluateJob,
}
ANSWERS: Answers = {"estimate": estimate, "graphs": make_graphs, "width_graphs": make_width_graphs, "take_away": make}
EXPLAIN: Explain = explain

WARM_UP = warm

__all__ = ["ANSWERS", "EXPLAIN", "JOB_TYPES", "WARM_UP"]
