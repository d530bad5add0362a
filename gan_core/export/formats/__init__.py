"""Every file format in which a model can be exported, by name. Importing this does not import torch."""

from gan_core.export.formats.format import Format
from gan_core.export.formats.onnx_file import ONNX
from gan_core.export.formats.onnx_int8 import ONNX_INT8
from gan_core.export.formats.safetensors_file import SAFETENSORS
from gan_core.export.formats.torch_export import TORCH_EXPORT

FORMATS: dict[str, Format] = {
    "safetensors": SAFETENSORS,
    "onnx": ONNX,
    "onnx_int8": ONNX_INT8,
    "torch_export": TORCH_EXPORT,
}

__all__ = ["FORMATS", "Format"]
