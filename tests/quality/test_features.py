"""Extractors: what they give, where they fit, and what they say when they cannot."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.data.digits import DigitsSettings
from gan_core.errors import UserError
from gan_core.places import PROJECT
from gan_core.quality import features, inception_weights, readers
from gan_core.quality.feature_cache import MOST_FILES, cached_features
from gan_core.quality.feature_distance import feature_distance, title
from gan_core.quality.features import EXTRACTORS, Extractor, default_for, pixels
from gan_core.quality.random_network import RandomNetwork, clouds
from gan_core.shape import SampleShape
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model

PRESENT = [name for name in EXTRACTORS if name != "inception"]
LAYERED = [name for name in PRESENT if EXTRACTORS[name].has_layers]


def pictures(num: int = 6, channels: int = 3, size: int = 32, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (num, channels, size, size), dtype=np.uint8)


@pytest.mark.parametrize("name", PRESENT)
@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 32), (3, 16), (1, 64)])
def test_every_extractor_takes_every_picture(name: str, channels: int, size: int) -> None:
    digits = DigitsSettings(image_size=size).load().images[:6].repeat(channels, axis=1)
    found = EXTRACTORS[name].features(digits)
    assert found.shape == (6, EXTRACTORS[name].dim) and found.dtype == np.float32
    assert np.isfinite(found).all() and found.std(axis=0).max() > 0


@pytest.mark.parametrize("name", PRESENT)
def test_grey_is_colour_with_equal_channels(name: str) -> None:
    grey = pictures(channels=1)
    assert EXTRACTORS[name].features(grey.repeat(3, axis=1)) == pytest.approx(
        EXTRACTORS[name].features(grey), rel=1e-4, abs=1e-4
    )


@pytest.mark.parametrize("name", PRESENT)
def test_features_of_a_picture_do_not_depend_on_its_company(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    together = EXTRACTORS[name].features(pictures(7))
    monkeypatch.setattr(features, "BATCH", 2)
    assert EXTRACTORS[name].features(pictures(7)) == pytest.approx(together, rel=1e-4, abs=1e-4)
    assert EXTRACTORS[name].features(pictures(0)).shape == (0, EXTRACTORS[name].dim)


def test_floats_are_not_taken_for_bytes() -> None:
    with pytest.raises(ValueError, match="must be uint8"):
        EXTRACTORS["pixels"].features(np.zeros((1, 3, 8, 8), np.float32))


def test_pixels_are_means_of_squares() -> None:
    image = np.kron(np.arange(64).reshape(8, 8), np.ones((2, 2)))[None, None].astype(np.uint8)
    assert pixels(image)[0, :64] == pytest.approx(np.arange(64) / 255)


def test_pixels_of_a_size_that_does_not_divide_keep_the_mean() -> None:
    image = pictures(1, 1, 28)
    assert pixels(image).mean() == pytest.approx(image.mean() / 255, rel=1e-5)


def test_random_network_is_standard_on_clouds_and_the_same_whenever_it_is_made() -> None:
    torch.manual_seed(5)
    first = RandomNetwork().eval()
    torch.manual_seed(6)
    second = RandomNetwork()
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))
    with torch.no_grad():
        found = first(clouds(np.random.Generator(np.random.PCG64(1)), 500))
    assert found.mean(dim=0).abs().max() < 0.5
    assert found.std(dim=0).numpy() == pytest.approx(np.ones(64), abs=0.35)


@pytest.mark.parametrize(
    ("model", "name"),
    [("digits-gan", "digits"), ("digits-vae", "digits"), ("shapes-gan", "shapes"), ("shapes-vae", "shapes")],
)
def test_shipped_models_are_measured_by_what_was_made_for_them(model: str, name: str) -> None:
    card = read_card(find_model(model))
    assert default_for(card) == name
    assert EXTRACTORS[name].fits(card.shape, card.config.data.name) == ""


def test_other_data_are_measured_by_random_features() -> None:
    assert default_for("cifar10") == "random"
    assert EXTRACTORS["random"].fits(SampleShape(3, 32), "cifar10") == ""


def test_digits_and_shapes_readers_do_not_fit_other_data() -> None:
    assert "knows mnist and digits only" in EXTRACTORS["digits"].fits(SampleShape(1, 28), "fashion_mnist")
    assert "knows shapes only" in EXTRACTORS["shapes"].fits(SampleShape(3, 32), "cifar10")


def test_points_fit_nothing() -> None:
    assert all("no pictures" in each.fits(SampleShape(2, 1, kind="points"), "ring") for each in EXTRACTORS.values())


def test_absent_inception_is_a_sentence_and_never_another_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    extractor = EXTRACTORS["inception"]
    assert "download them with" in extractor.absent()
    for use in (lambda: extractor.features(pictures()), extractor.version, extractor.reader):
        with pytest.raises(UserError, match="not on this machine"):
            use()


def test_inception_weights_of_unknown_origin_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    inception_weights.file().parent.mkdir(parents=True)
    inception_weights.file().write_bytes(b"something else")
    assert EXTRACTORS["inception"].absent() == ""
    with pytest.raises(UserError, match="not the file that torchvision published"):
        inception_weights.load()


def test_inception_weights_are_looked_for_where_torchvision_puts_them() -> None:
    from torchvision.models import Inception_V3_Weights

    assert Path(Inception_V3_Weights.IMAGENET1K_V1.url).name == inception_weights.NAME
    assert inception_weights.file().parent == Path(torch.hub.get_dir()) / "checkpoints"


def test_lost_weights_are_a_sentence(tmp_path: Path) -> None:
    lost = replace(EXTRACTORS["shapes"], weights=lambda: tmp_path / "reader.safetensors")
    with pytest.raises(UserError, match="shape reader is missing"):
        lost.features(pictures())


def test_version_changes_with_the_weights(tmp_path: Path) -> None:
    file = tmp_path / "reader.safetensors"
    extractor = replace(EXTRACTORS["shapes"], weights=lambda: file)
    file.write_bytes(b"first")
    before = extractor.version()
    file.write_bytes(b"second")
    assert len(before) == 8 and extractor.version() != before


def test_list_of_extractors_does_not_import_torch() -> None:
    code = "import sys, gan_core.quality.features; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, timeout=60).returncode == 0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "features"


def test_cached_features_are_read_and_not_computed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_features("pixels", pictures(), place)
    monkeypatch.setattr(Extractor, "features", lambda *_: pytest.fail("computed again"))
    assert np.array_equal(cached_features("pixels", pictures(), place), first)


def test_cache_knows_other_pictures_and_other_extractors(place: Path) -> None:
    cached_features("pixels", pictures(), place)
    other = pictures(seed=1)
    assert np.array_equal(cached_features("pixels", other, place), pixels(other))
    assert cached_features("random", pictures(), place).shape == (6, 64)


def test_damaged_cache_file_is_computed_anew(place: Path) -> None:
    cached_features("pixels", pictures(), place)
    next(place.iterdir()).write_bytes(b"damaged")
    assert np.array_equal(cached_features("pixels", pictures(), place), pixels(pictures()))


def test_cache_keeps_the_newest_files_only(place: Path) -> None:
    for seed in range(MOST_FILES + 3):
        cached_features("pixels", pictures(1, seed=seed), place)
    assert len(list(place.iterdir())) == MOST_FILES


@pytest.mark.parametrize("name", LAYERED)
def test_equal_pictures_are_at_no_feature_distance(name: str) -> None:
    assert feature_distance(pictures(), pictures(), name) == pytest.approx(np.zeros(6), abs=1e-6)


@pytest.mark.parametrize("name", LAYERED)
def test_feature_distance_grows_with_what_is_changed(name: str) -> None:
    x, rng = pictures().astype(np.float32) / 127.5 - 1, np.random.default_rng(1)
    noise = rng.standard_normal(x.shape).astype(np.float32)
    little, much = (feature_distance(x, x + size * noise, name) for size in (0.01, 0.3))
    assert (little > 0).all() and (much > little).all()


def test_feature_distance_is_between_directions_and_not_lengths(monkeypatch: pytest.MonkeyPatch) -> None:
    class Channels(readers.Reader):
        def layers(self, x: torch.Tensor) -> list[torch.Tensor]:
            return [x, x]

    monkeypatch.setattr(Extractor, "reader", lambda _: Channels())
    right = np.tile(np.array([1.0, 0, 0], np.float32)[None, :, None, None], (2, 1, 4, 4))
    up = right[:, [1, 0, 2]]
    assert feature_distance(right, 0.1 * right, "random") == pytest.approx([0, 0], abs=1e-6)
    assert feature_distance(right, up, "random") == pytest.approx([4, 4])  # |(1, 0) - (0, 1)|^2, in two layers


def test_feature_distance_is_called_by_its_network() -> None:
    assert title("shapes") == "Feature distance (Shape reader)"


def test_pixels_have_no_layers_to_compare_by() -> None:
    with pytest.raises(UserError, match="no layers"):
        feature_distance(pictures(), pictures(), "pixels")
