"""Networks as functions of what an exported file takes: latents to pictures, pictures to latents, words to y."""

from typing import cast

from torch import Tensor, nn

from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.flow import FlowNetwork
from gan_core.models.style_gan import Generator as StyleGenerator
from gan_core.models.style_gan import StyledLayer
from gan_core.models.text_gan import Generator
from gan_core.models.vae import Vae


class Decode(nn.Module):
    """z (N, latent_dim), and y (N, condition_width) if conditional, to x (N, C, H, W) in [-1, 1]."""

    def __init__(self, net: DrawingNetwork) -> None:
        super().__init__()
        self.net = net

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.net.draw(z, y)


class DecodeStyles(nn.Module):
    """The w of every layer side by side, z (N, num_styles * W), and how much noise is added, y (N, 1), to x in [-1, 1].

    Named as what `Decode` takes, so that whatever draws latents draws styles too.
    """

    def __init__(self, net: StyleGenerator) -> None:
        super().__init__()
        self.net = net

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        synthesis = self.net.synthesis
        noise = [y[:, :, None, None] * cast(StyledLayer, layer).noise for layer in synthesis.layers]
        return synthesis(z.unflatten(1, (synthesis.num_styles, -1)), noise).clamp(-1, 1)


class Velocity(nn.Module):
    """v (N, *dims) at x (N, *dims), times t (N,), and y (N, condition_width) if conditional."""

    def __init__(self, net: FlowNetwork) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor, t: Tensor, y: Tensor | None = None) -> Tensor:
        return self.net.velocity(x, y, t)


class Embed(nn.Module):
    """Sentences as tokens int64 (N, max_words + 2), see gan_core.text.tokeniser, to y (N, condition_width)."""

    def __init__(self, net: Generator) -> None:
        super().__init__()
        self.net = net

    def forward(self, tokens: Tensor) -> Tensor:
        return self.net.text.embed(tokens)


class Encode(nn.Module):
    """x (N, C, H, W) in [-1, 1], and y if conditional, to mu and logvar (N, latent_dim)."""

    def __init__(self, net: Vae) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return self.net.encode(x, y)
