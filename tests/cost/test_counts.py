"""Parameters, bytes and multiply-adds against counts by hand."""

import copy
from pathlib import Path

import numpy as np
import onnx
import onnxruntime.quantization as ort
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from gan_core.cost.counts import Counts, count
from gan_core.cost.onnx_counts import count_onnx, multiply_adds, num_parameters
from gan_core.generators.load import load
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.optimise.variant import TorchVariant
from tests.clocked import Clock, Clocked
from tests.latent.small_models import card, fresh

SHIPPED = ("digits-gan", "shapes-gan", "digits-vae", "shapes-vae")


class Through(DrawingNetwork):
    """z (N, 4) through some layers."""

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.layers = nn.Sequential(*layers)
        self.unused = nn.Linear(1000, 1000)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(z)


def counted(*layers: nn.Module) -> Counts:
    return count(TorchGenerator(card("gan", 4), Through(*layers)))


def grown(channels: int, size: int) -> list[nn.Module]:
    """z to (N, channels, size, size): 4 * channels * size^2 multiply-adds and as many parameters."""
    return [nn.Linear(4, channels * size**2, bias=False), nn.Unflatten(1, (channels, size, size))]


def graph(nodes: list, weights: dict[str, np.ndarray], input_shape: list) -> onnx.ModelProto:
    """An ONNX model from x to out."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", *input_shape])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, None)
    stored = [numpy_helper.from_array(value, name) for name, value in weights.items()]
    model = helper.make_model(
        helper.make_graph(nodes, "small", [x], [out], stored), opset_imports=[helper.make_opsetid("", 18)]
    )
    model.ir_version = 10
    return model


def random(*shape: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def test_linear_multiplies_inputs_with_outputs() -> None:
    found = counted(nn.Linear(4, 7))
    assert found.multiply_adds == 4 * 7 and found.num_parameters == 4 * 7 + 7


def test_convolution_uses_its_kernel_once_for_each_output() -> None:
    found = counted(*grown(2, 8), nn.Conv2d(2, 6, kernel_size=3, stride=2, padding=1))
    assert found.multiply_adds == 4 * 128 + 4 * 4 * 6 * 2 * 9
    assert found.num_parameters == 4 * 128 + 6 * 2 * 9 + 6


def test_transposed_convolution_uses_its_kernel_once_for_each_input() -> None:
    found = counted(*grown(3, 5), nn.ConvTranspose2d(3, 2, kernel_size=4, stride=2, padding=1))
    assert found.multiply_adds == 4 * 75 + 5 * 5 * 3 * 2 * 16


def test_grouped_convolution_costs_its_share() -> None:
    found = counted(*grown(4, 8), nn.Conv2d(4, 8, kernel_size=3, padding=1, groups=2, bias=False))
    assert found.multiply_adds == 4 * 256 + 8 * 8 * 8 * 2 * 9


def test_running_statistics_are_no_parameters_but_lie_in_the_file() -> None:
    plain, normed = counted(*grown(2, 4)), counted(*grown(2, 4), nn.BatchNorm2d(2))
    assert normed.num_parameters - plain.num_parameters == 4
    assert normed.file_bytes - plain.file_bytes > 4 * 8  # weight, bias, mean, variance, and a counter


def test_half_precision_halves_the_file() -> None:
    model = TorchGenerator(card("gan", 4), Through(nn.Linear(4, 4000, bias=False)))
    half = TorchVariant(model.card, copy.deepcopy(model.module).half(), "cpu")
    assert count(half).file_bytes == pytest.approx(count(model).file_bytes / 2, rel=0.01)


def test_masked_weights_cost_what_they_cost_before() -> None:
    model = fresh("dcgan", g_channels=[8, 4], d_channels=[4, 8])
    before = count(model)
    for each in model.module.parameters():
        each.data[torch.rand_like(each) < 0.9] = 0
    assert count(model) == before


@pytest.mark.filterwarnings("default")  # torch's compiler warns of its own insides
def test_compiled_network_counts_as_what_it_was_made_of() -> None:
    model = TorchGenerator(card("gan", 4), Through(*grown(2, 4), nn.Conv2d(2, 2, kernel_size=3)))
    before = count(model)
    model.module = torch.compile(model.module)
    assert count(model) == before


def test_unseen_network_is_none_and_not_zero() -> None:
    found = count(Clocked(Clock(), lambda n: 0.0))
    assert (found.num_parameters, found.file_bytes, found.multiply_adds) == (None, None, None)


@pytest.mark.parametrize("name", SHIPPED)
def test_torch_and_onnx_agree(name: str) -> None:
    in_torch, in_onnx = count(load(name)), count(load(name, backend="onnx"))
    assert in_torch.multiply_adds == in_onnx.multiply_adds
    assert in_torch.num_parameters == in_onnx.num_parameters
    assert in_onnx.file_bytes == pytest.approx(in_torch.file_bytes, rel=0.01)


def test_digits_gan_is_counted_by_hand() -> None:
    by_hand = 26 * 3136 + 7 * 7 * 64 * 32 * 16 + 14 * 14 * 32 * 1 * 16
    assert count(load("digits-gan")).multiply_adds == by_hand


@pytest.mark.parametrize("name", ["digits-gan", "shapes-gan"])
def test_size_is_that_of_the_saved_file(name: str) -> None:
    model = load(name)
    assert count(model).file_bytes == (model.card.path / "generator.safetensors").stat().st_size


def test_encoder_of_a_vae_is_not_counted() -> None:
    model = load("shapes-vae")
    decoder = [model.module.project, model.module.decoder]
    assert count(model).num_parameters == sum(p.numel() for part in decoder for p in part.parameters())
    assert count(model).file_bytes < 0.6 * (model.card.path / "generator.safetensors").stat().st_size


def test_onnx_convolutions_with_groups() -> None:
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["h"], group=2, pads=[1, 1, 1, 1]),
        helper.make_node("ConvTranspose", ["h", "w2"], ["out"], group=2, strides=[2, 2]),
    ]
    model = graph(nodes, {"w1": random(6, 2, 3, 3), "w2": random(6, 5, 2, 2)}, [4, 8, 8])
    assert multiply_adds(model) == 8 * 8 * 6 * 2 * 9 + 8 * 8 * 6 * 5 * 4
    assert num_parameters(model) == 6 * 2 * 9 + 6 * 5 * 4


def test_onnx_products_of_matrices() -> None:
    nodes = [
        helper.make_node("Gemm", ["x", "w1", "b"], ["h"], transB=1),
        helper.make_node("MatMul", ["h", "w2"], ["out"]),
    ]
    model = graph(nodes, {"w1": random(5, 3), "b": random(5), "w2": random(5, 7)}, [3])
    assert count_onnx(model.SerializeToString()) == (15 + 5 + 35, len(model.SerializeToString()), 3 * 5 + 5 * 7)


def test_shapes_that_are_computed_are_followed() -> None:
    nodes = [
        helper.make_node("Shape", ["x"], ["n"], start=0, end=1),
        helper.make_node("Constant", [], ["rest"], value=numpy_helper.from_array(np.array([3, 4, 4]))),
        helper.make_node("Concat", ["n", "rest"], ["shape"], axis=0),
        helper.make_node("Reshape", ["x", "shape"], ["h"]),
        helper.make_node("Conv", ["h", "w"], ["out"]),
    ]
    model = graph(nodes, {"w": random(2, 3, 3, 3)}, [48])
    assert multiply_adds(model) == 2 * 2 * 2 * 27
    assert num_parameters(model) == 54


@pytest.mark.parametrize("form", [ort.QuantFormat.QDQ, ort.QuantFormat.QOperator])
def test_int8_computes_as_much_with_fewer_bytes(form: ort.QuantFormat, tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Conv", ["x", "w1"], ["h"]),
        helper.make_node("Flatten", ["h"], ["flat"]),
        helper.make_node("Gemm", ["flat", "w2"], ["out"]),
    ]
    model = graph(nodes, {"w1": random(16, 8, 3, 3), "w2": random(16 * 36, 64)}, [8, 8, 8])
    whole, path = tmp_path / "whole.onnx", tmp_path / "int8.onnx"
    onnx.save(model, whole)

    class Feeds(ort.CalibrationDataReader):
        rest = iter([{"x": random(4, 8, 8, 8)}])

        def get_next(self) -> dict | None:
            return next(self.rest, None)

    ort.quantize_static(str(whole), str(path), Feeds(), quant_format=form, weight_type=ort.QuantType.QInt8)
    found = count_onnx(path.read_bytes())
    assert found[2] == multiply_adds(model) == 36 * 16 * 72 + 16 * 36 * 64
    assert found[0] == num_parameters(model)
    assert found[1] < 0.4 * len(model.SerializeToString())
