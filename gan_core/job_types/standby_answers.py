"""What a standby imports in advance, and the questions that it answers."""

from gan_core.generators.onnx_graph.graphs import make_graphs
from gan_core.job_types.registry import JOB_TYPES
from gan_core.jobs.standby import Answers
from gan_core.latent.fit_sampler import fit_for
from gan_core.measure.export import make
from gan_core.training.estimate import estimate
from gan_core.training.warm import warm
from gan_core.variants.width_onnx import make_width_graphs

ANSWERS: Answers = {
    "estimate": estimate,
    "graphs": make_graphs,
    "width_graphs": make_width_graphs,
    "take_away": make,
    "sampler": fit_for,
}


def warm_up() -> None:
    """Import whatever a job needs, and compute a little: the first run then starts at once."""
    for job_type in JOB_TYPES.values():
        job_type.make()
    warm()
