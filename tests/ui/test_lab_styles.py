"""Style mixing in the lab: what a page sends, how a reference says that styles are told, and who has none."""

import numpy as np
import pytest

from gan_core.errors import CheckpointError
from gan_core.generators import load as generator
from gan_core.latent.style_space import map_to_w
from gan_core.latent.styles import NO_STYLES
from gan_core.latent_draws import draw_z
from tests.ui.opened import page, texts
from ui.lab.generators import STYLES, model_of
from ui.lab.style_mixing import bands_of


@pytest.mark.parametrize(
    ("num_sizes", "layers", "bands"),
    [
        (4, [0, 1, 1, 1, 1, 2, 2], ["coarse", "middle", "fine"]),
        (3, [0, 1, 1, 2, 2], ["coarse", "middle", "fine"]),
        (2, [0, 1, 1], ["coarse", "fine"]),
    ],
)
def test_every_layer_has_a_band_and_every_band_a_layer(num_sizes: int, layers: list[int], bands: list[str]) -> None:
    assert bands_of(num_sizes) == (layers, bands)


def test_the_routes_draw_styles_of_the_shipped_model_as_its_latents() -> None:
    whole, told = generator.load("shapes-style"), model_of("shapes-style" + STYLES)
    z = draw_z(0, 2, whole.latent_dim)
    w = np.tile(map_to_w(whole, z, None).numpy(), (1, whole.module.synthesis.num_styles))
    assert told.decode(w, np.ones((2, 1), np.float32)) == pytest.approx(whole.decode(z), abs=1e-3)


def test_the_routes_refuse_styles_of_a_model_without() -> None:
    with pytest.raises(CheckpointError, match="each told a style"):
        model_of("shapes-gan" + STYLES)


def test_a_model_without_styles_says_so() -> None:
    assert NO_STYLES in texts(page("latent.py", model="shapes-gan", part="styles"))


@pytest.mark.parametrize("view", ["mix", "table", "ways", "directions"])
def test_every_view_of_the_shipped_model_opens(view: str) -> None:
    test = page("latent.py", model="shapes-style", part="styles", styles=view)
    assert not test.exception, test.exception
    assert not test.error


def test_one_picture_has_nothing_to_be_mixed_with() -> None:
    assert "Pick two pictures or more" in texts(page("latent.py", model="shapes-style", part="styles", keys="0.1"))
