"""Styles of a style-based generator mixed: some of its layers are told the style of another picture.

Karras, Laine and Aila 2019, A Style-Based Generator Architecture, arxiv.org/abs/1812.04948, figure 3; truncation as in
its appendix B.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import torch

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.torch_generator import TorchGenerator

if TYPE_CHECKING:
    from gan_core.models.style_gan import Generator

Band = Literal["coarse", "middle", "fine"]
BANDS: tuple[Band, ...] = ("coarse", "middle", "fine")
NO_STYLES = (
    "This model has no styles: only the layers of a style-based GAN are each told what to draw. Choose “Coloured "
    "shapes in styles”, train one with the preset “Shapes in styles”, or choose its model under Customise."
)


def has_styles(module: Any) -> bool:
    """Whether a network draws styles, one for each layer."""
    return hasattr(module, "synthesise")


def layers_of(band: Band, num_sizes: int) -> slice:
    """Which layers of the synthesis a band is: thirds of its sizes, of which all but the first have two layers.

    Coarse layers are those of the smallest maps. The later bands have the sizes that no third divides.
    """
    index = BANDS.index(band)
    first, end = (round(num_sizes * third / 3) for third in (index, index + 1))
    return slice(max(0, 2 * first - 1), max(0, 2 * end - 1))


@torch.no_grad()
def mixed(
    generator: TorchGenerator,
    rows: np.ndarray,
    columns: np.ndarray,
    band: Band,
    *,
    psi: float = 1.0,
    noise: bool = True,
    row_labels: np.ndarray | None = None,
    column_labels: np.ndarray | None = None,
) -> np.ndarray:
    """uint8 (R, C, channels, H, W): the picture of each row, of which the layers of `band` are told a column's style.

    rows (R, latent_dim) and columns (C, latent_dim) are latents; `psi` draws all styles towards the average one, from
    1, not at all, to 0, all the way. Raises UserError for a model without styles.
    """
    if not has_styles(generator.module):
        raise UserError(NO_STYLES)
    module = cast("Generator", generator.module)
    own, other = (
        module.truncated(module.map(_tensor(z, module), _tensor(y, module)), psi)
        for z, y in ((rows, row_labels), (columns, column_labels))
    )
    synthesis = module.synthesis
    styles = own[:, None, None].repeat(1, len(other), synthesis.num_styles, 1)  # (R, C, layers, W)
    told = layers_of(band, len(synthesis.to_rgb))
    styles[:, :, told] = other[None, :, None]
    pictures = module.synthesise(styles.flatten(0, 1), noise=noise).clamp(-1, 1)
    return to_bytes(pictures.cpu().numpy()).reshape(len(own), len(other), *pictures.shape[1:])


def _tensor(numbers: np.ndarray | None, module: Generator) -> Any:
    return None if numbers is None else torch.from_numpy(np.asarray(numbers, np.float32)).to(module.average.device)
