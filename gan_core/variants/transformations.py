"""TRANSFORMATIONS: every transformation of a trained generator, by name. Torch is not imported."""

from gan_core.optimise.channels_last import ChannelsLast
from gan_core.optimise.compile import Compile
from gan_core.optimise.cuda_graphs import CudaGraphs
from gan_core.optimise.int8_dynamic import Int8Dynamic
from gan_core.optimise.int8_pt2e import Int8Pt2e
from gan_core.optimise.int8_static import Int8Static
from gan_core.optimise.mask import Mask
from gan_core.optimise.onnx_runtime import OnnxRuntime
from gan_core.optimise.openvino_runtime import OpenVino
from gan_core.optimise.precision import Precision
from gan_core.optimise.prune import Prune
from gan_core.optimise.solver_steps import SolverSteps
from gan_core.optimise.tf32 import Tf32
from gan_core.optimise.transformation import Transformation
from gan_core.variants.another import Another
from gan_core.variants.student import Recovered
from gan_core.variants.width import Width

TRANSFORMATIONS: dict[str, type[Transformation]] = {
    "another": Another,
    "recovered": Recovered,
    "width": Width,
    "solver": SolverSteps,
    "mask": Mask,
    "prune": Prune,
    "precision": Precision,
    "channels_last": ChannelsLast,
    "tf32": Tf32,
    "onnx": OnnxRuntime,
    "int8_static": Int8Static,
    "int8_dynamic": Int8Dynamic,
    "int8_pt2e": Int8Pt2e,
    "compile": Compile,
    "cuda_graphs": CudaGraphs,
    "openvino": OpenVino,
}
