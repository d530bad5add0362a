"""From a torch network to the ONNX graph of its architecture, without weights."""

import logging
import warnings
from typing import cast

import onnx
import torch
from torch import Tensor, nn

from gan_core.errors import CheckpointError
from gan_core.families import family_of
from gan_core.generators.generator import no_encoder
from gan_core.generators.onnx_graph.fill import PREFIX
from gan_core.generators.onnx_graph.parts import parts_of
from gan_core.models import ModelSettings
from gan_core.models.build import build
from gan_core.models.decode import Decode, DecodeStyles, Embed, Encode, Velocity
from gan_core.models.flow import FlowNetwork
from gan_core.models.style_gan import Generator as StyleGenerator
from gan_core.models.style_gan_settings import StyleGanSettings
from gan_core.models.text_gan import Generator
from gan_core.models.vae import Vae
from gan_core.present import present
from gan_core.shape import SampleShape
from gan_core.text.tokeniser import END

OPSET = 18


def trace(model: ModelSettings, shape: SampleShape, part: str) -> bytes:
    """The ONNX graph of this architecture, its weights left out. Raises CheckpointError when there is no such part."""
    family = family_of(model)
    if part not in (*parts_of(model), *(() if family.one_pass else ("velocity",))):
        raise CheckpointError(no_encoder(family))
    net = build(model, shape).requires_grad_(False)
    if part == "velocity":
        return _without_weights(_velocity(cast(FlowNetwork, net), shape))
    if part == "styles":
        width = model.num_styles * cast(StyleGanSettings, model).style_width
        styled = DecodeStyles(cast(StyleGenerator, net)).eval()
        return _without_weights(_export(styled, (torch.zeros(2, width), torch.ones(2, 1)), ["z", "y"], ["x"]))
    if part == "embed":
        text = cast(Generator, net)
        tokens = torch.full((2, text.text.max_words + 2), END)
        return _without_weights(_export(Embed(text).eval(), (tokens,), ["tokens"], ["y"]))
    module = (Decode(net) if part == "decode" else Encode(cast(Vae, net))).eval()
    first = (family.latent_width(model, shape),) if part == "decode" else shape.dims
    arguments = [torch.zeros(2, *first)]
    if shape.condition_width:
        arguments.append(torch.zeros(2, shape.condition_width))
    names = ["z" if part == "decode" else "x", "y"][: len(arguments)]
    outputs = ["x"] if part == "decode" else ["mu", "logvar"]
    return _without_weights(_export(module, tuple(arguments), names, outputs))


def _velocity(net: FlowNetwork, shape: SampleShape) -> onnx.ModelProto:
    """v (N, *dims) of x (N, *dims), t (N,), and y where conditional."""
    given = {"x": torch.zeros(2, *shape.dims), "t": torch.zeros(2)}
    if net.condition_width:
        given["y"] = torch.zeros(2, net.condition_width)
    return _export(Velocity(net).eval(), tuple(given.values()), list(given), ["v"])


def _export(module: nn.Module, arguments: tuple[Tensor, ...], names: list[str], outputs: list[str]) -> onnx.ModelProto:
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own insides
        program = torch.onnx.export(
            module,
            arguments,
            dynamo=True,
            opset_version=OPSET,
            dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=4096)},) * len(arguments),
            input_names=names,
            output_names=outputs,
            optimize=False,  # keeps the weights under their own names; ONNX Runtime optimises when it loads
            verbose=False,
        )
    return present(program).model_proto


def _without_weights(model: onnx.ModelProto) -> bytes:
    """Constants stay; so do the weights' names, types and shapes."""
    for slot in model.graph.initializer:
        if slot.name.startswith(PREFIX):
            slot.ClearField("raw_data")
    for node in model.graph.node:
        node.ClearField("doc_string")
        del node.metadata_props[:]
    del model.graph.value_info[:]
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    return model.SerializeToString()
