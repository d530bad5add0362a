"""A torch network written out as plain torch.nn source code, with the same names for its weights."""

from __future__ import annotations

from torch import nn

from gan_core.errors import UserError
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.flow import FlowNetwork
from gan_core.models.resnet_gan import UpBlock
from gan_core.models.vae import Vae
from gan_core.models.vq import VqVae

SUM = '''class Sum(nn.Module):
    """Two ways, added."""

    def __init__(self, residual, skip):
        super().__init__()
        self.residual, self.skip = residual, skip

    def forward(self, x):
        return self.residual(x) + self.skip(x)


'''
NETWORK = """class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.project = {project}
        self.{name} = {layers}

    def forward(self, {inputs}):
        return {picture}"""


def written_network(network: DrawingNetwork) -> str:
    """Source of a class `Network` that maps z, and y where there are labels, to pictures in [-1, 1].

    It needs `torch` and `nn`; its state is the drawing part of the network's. Raises UserError for a network with a
    part that plain torch does not know.
    """
    if isinstance(network, FlowNetwork):
        raise UserError("A flow is asked once for every step, which no plain network does: export this model as ONNX.")
    if isinstance(network, VqVae):
        raise UserError("A VQ-VAE chooses one code after another, which no plain network does: export this as ONNX.")
    parts = network.drawing_layers
    name = next(name for name, part in network.named_children() if part is parts)
    drawn = f"self.{name}(self.project({'torch.cat([z, y], dim=1)' if network.condition_width else 'z'}))"
    source = NETWORK.format(
        project=_written(network.project),
        name=name,
        layers=_written(parts, "        "),
        inputs="z, y" if network.condition_width else "z",
        picture=_picture(network, drawn) if isinstance(network, Vae) else drawn,
    )
    return (SUM if any(isinstance(each, UpBlock) for each in parts.modules()) else "") + source


def _written(module: nn.Module, indent: str = "") -> str:
    """The expression that makes a module like this one."""
    inner = f"{indent}    "
    match module:
        case nn.Sequential():
            lines = "".join(f"{inner}{_written(each, inner)},\n" for each in module)
            return f"nn.Sequential(\n{lines}{indent})"
        case UpBlock():
            ways = "".join(f"{inner}{_written(each, inner)},\n" for each in (module.residual, module.skip))
            return f"Sum(\n{ways}{indent})"
        case _ if getattr(nn, type(module).__name__, None) is type(module) and not list(module.children()):
            # Norms of an older torch have no such argument.
            return f"nn.{type(module).__name__}({module.extra_repr().replace(', bias=True', '')})"
    raise UserError(f"{type(module).__name__} cannot be written in plain torch: export this model as ONNX.")


def _picture(network: Vae, raw: str) -> str:
    """The same as Vae.picture, of what the expression `raw` gives."""
    if network.likelihood == "bernoulli":
        return f"torch.tanh({raw} / 2)"
    return raw if network.kind == "points" else f"{raw}.clamp(-1, 1)"
