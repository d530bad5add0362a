"""The ONNX graph of a flow's drawing: the velocity's graph once for each time that the solver asks it.

All copies share one set of weights. The graph is plain: what reads, counts, folds or quantises graphs knows no loop.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from gan_core.models import FlowSettings
from gan_core.shape import SampleShape


def unrolled(velocity: bytes, model: FlowSettings, shape: SampleShape, part: str = "decode") -> bytes:
    """z (N, latent_dim), and y where conditional, -> x (N, *dims), of the ONNX file that gives v of x, t and y.

    As `gan_core.models.flow` draws: with the steps, the guidance and the solver of `model`. The part "path" gives x at
    every step, (N, num_steps + 1, *dims), with nothing cut off.
    """
    made = _Unrolling(onnx.load_from_string(velocity), model, shape)
    return (made.path() if part == "path" else made.decode()).SerializeToString()


class _Unrolling:
    """The nodes so far; each method adds some and gives the name of what comes out."""

    def __init__(self, velocity: onnx.ModelProto, model: FlowSettings, shape: SampleShape) -> None:
        self.velocity, self.settings, self.shape = velocity, model, shape
        self.conditional = model.condition_width(shape) > 0
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.changing: list[onnx.NodeProto] = []
        self.asked = 0
        fixed = {"", *(each.name for each in velocity.graph.initializer)}
        for node in velocity.graph.node:
            if fixed.issuperset(node.input):  # weights and constants alone: once is enough
                fixed.update(node.output)
                self.nodes.append(node)
            else:
                self.changing.append(node)

    def decode(self) -> onnx.ModelProto:
        x = self.states()[-1]
        if self.shape.kind == "image":
            x = self.add("Clip", x, self.constant("least", -1.0), self.constant("most", 1.0))
        self.nodes.append(helper.make_node("Identity", [x], ["x"]))
        return self.packed(*self.shape.dims)

    def path(self) -> onnx.ModelProto:
        axis = self.constant("axis", np.array([1], np.int64))
        states = [self.add("Unsqueeze", x, axis) for x in self.states()]
        self.nodes.append(helper.make_node("Concat", states, ["x"], axis=1))
        return self.packed(len(states), *self.shape.dims)

    def states(self) -> list[str]:
        x = self.add("Reshape", "z", self.constant("dims", np.array([-1, *self.shape.dims], np.int64)))
        self.row_zeros()
        num_steps, states = self.settings.num_steps, [x]
        for step in range(num_steps):
            first = self.guided(x, step / num_steps)
            if self.settings.solver == "euler":
                x = self.moved(x, first, 1 / num_steps)
            else:
                second = self.guided(self.moved(x, first, 1 / num_steps), step / num_steps + 1 / num_steps)
                x = self.moved(x, self.add("Add", first, second), 1 / (2 * num_steps))
            states.append(x)
        return states

    def row_zeros(self) -> None:
        """zeros (N,), which become times, and the condition of two halves: with the label, and without."""
        ones = self.constant("axis", np.array([1], np.int64))
        rows = self.add("ReduceSum", self.add("Mul", "z", self.constant("nothing", 0.0)), ones, keepdims=0)
        self.zeros = rows
        if self.conditional:
            self.nothing = self.add("Mul", "y", self.constant("no_label", 0.0))
            self.both = self.add("Concat", "y", self.nothing, axis=0)
            self.twice = self.add("Concat", rows, rows, axis=0)

    def guided(self, x: str, t: float) -> str:
        """v_uncond + g (v_cond - v_uncond), as `FlowNetwork.guided`."""
        guidance = self.settings.guidance
        if not self.conditional:
            return self.ask(x, "", self.zeros, t)
        if guidance in (0, 1):
            return self.ask(x, "y" if guidance == 1 else self.nothing, self.zeros, t)
        v = self.ask(self.add("Concat", x, x, axis=0), self.both, self.twice, t)
        conditional, unconditional = self.add_two("Split", v, axis=0, num_outputs=2)
        apart = self.add("Sub", conditional, unconditional)
        return self.add("Add", unconditional, self.add("Mul", apart, self.constant("guidance", guidance)))

    def moved(self, x: str, v: str, dt: float) -> str:
        return self.add("Add", x, self.add("Mul", v, self.constant(f"dt_{dt:g}", dt)))

    def ask(self, x: str, y: str, zeros: str, t: float) -> str:
        """The velocity at x and the time t: one more copy of its nodes."""
        prefix, graph = f"v{self.asked}.", self.velocity.graph
        self.asked += 1
        names = {"x": x, "t": self.add("Add", zeros, self.constant(f"t_{t:g}", t)), "y": y}
        for node in self.changing:
            names |= {name: prefix + name for name in node.output}
            self.nodes.append(_renamed(node, names, prefix))
        return prefix + graph.output[0].name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        out = f"solver.{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [out], name=out, **attributes))
        return out

    def add_two(self, kind: str, *inputs: str, **attributes: Any) -> Iterator[str]:
        outs = [f"solver.{len(self.nodes)}.{index}" for index in range(2)]
        self.nodes.append(helper.make_node(kind, inputs, outs, name=outs[0], **attributes))
        return iter(outs)

    def constant(self, name: str, value: float | np.ndarray) -> str:
        name = f"solver.{name}"
        if all(each.name != name for each in self.constants):
            array = value if isinstance(value, np.ndarray) else np.array(value, np.float32)
            self.constants.append(numpy_helper.from_array(array, name))
        return name

    def packed(self, *dims: int) -> onnx.ModelProto:
        """The velocity's file with these nodes for its own, and other inputs and outputs."""
        made = onnx.ModelProto()
        made.CopyFrom(self.velocity)
        graph = made.graph
        for field in ("node", "input", "output", "value_info"):
            graph.ClearField(field)
        graph.node.extend(self.nodes)
        graph.initializer.extend(self.constants)
        widths = {"z": self.shape.num_values, "y": self.settings.condition_width(self.shape)}
        graph.input.extend(_tensor(name, "batch", width) for name, width in widths.items() if width)
        graph.output.append(_tensor("x", "batch", *dims))
        return made


def _renamed(node: onnx.NodeProto, names: Mapping[str, str], prefix: str) -> onnx.NodeProto:
    copy = onnx.NodeProto()
    copy.CopyFrom(node)
    copy.name = prefix + node.name
    copy.input[:] = [names.get(name, name) for name in node.input]
    copy.output[:] = [names[name] for name in node.output]
    return copy


def _tensor(name: str, *dims: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, dims)
