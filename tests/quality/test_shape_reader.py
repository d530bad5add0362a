"""The shipped shape reader, on shapes that it never saw and on what is none."""

import json

import numpy as np
import pytest
import torch

from gan_core.data.shapes import NAMES, ShapesSettings
from gan_core.quality.shape_reader import FOLDER, ShapeReader, read, read_shapes
from gan_core.quality.train_shape_reader import RUINS, blurred, drawn, no_shapes, uncertain, warped


def shapes(num: int = 300, size: int = 32, seed: int = 77):
    return ShapesSettings(num_images=num, image_size=size, seed=seed).load()


def test_all_five_properties_are_read() -> None:
    data = shapes()
    found = read(data.images)
    for kind, each in data.attributes.items():
        assert (found.properties[kind] == each.values).mean() > 0.98, kind
    assert found.sure.mean() > 0.9


@pytest.mark.parametrize("size", [24, 64])
def test_shapes_of_other_sizes_are_read(size: int) -> None:
    data = shapes(size=size)
    assert (read(data.images).properties["shape"] == data.labels).mean() > 0.95


def test_noise_and_empty_paper_are_no_shapes() -> None:
    rng = np.random.default_rng(0)
    assert read_shapes(rng.integers(0, 256, (200, 3, 32, 32), dtype=np.uint8)).readable < 0.02
    for level in (0, 128, 255):
        assert read_shapes(np.full((10, 3, 32, 32), level, np.uint8)).readable == 0


def test_ruined_shapes_are_rarely_taken_for_shapes() -> None:
    x, truth = drawn(88, 320)
    ruined = no_shapes(x, truth["shape"], torch.Generator().manual_seed(0))
    images = ((ruined + 1) * 127.5).round().to(torch.uint8).numpy()
    assert len(images) == 160 and read_shapes(images).readable < 0.1


def test_report_counts_readable_pictures_by_property() -> None:
    data = shapes()
    report, sure = read_shapes(data.images), read(data.images).sure
    assert report.num_images == 300 and report.readable == pytest.approx(sure.mean())
    assert {kind: tuple(each) for kind, each in report.counts.items()} == NAMES
    assert all(sum(each.values()) == sure.sum() for each in report.counts.values())


def test_report_names_what_is_missing() -> None:
    data = shapes()
    stars = data.images[(data.labels != NAMES["shape"].index("heart")) & (data.attributes["colour"].values > 0)]
    report = read_shapes(stars)
    assert report.missing["shape"] == ("heart",)
    assert report.missing["colour"] == ("red",)


def test_reader_is_small_and_its_card_holds_its_figures() -> None:
    assert sum(each.numel() for each in ShapeReader().parameters()) < 300_000
    assert (FOLDER / "reader.safetensors").stat().st_size < 1.2e6
    figures = json.loads((FOLDER / "meta.json").read_text())["figures"]
    assert figures["accuracy_shape"] > 0.98 and figures["readable_held_out"] > 0.9
    assert all(figures[f"readable_{ruin.__name__}"] < 0.1 for ruin in RUINS)


def test_uncertainty_is_least_where_all_shapes_are_as_likely() -> None:
    assert uncertain(torch.zeros(4, 6)).item() == pytest.approx(np.log(6))
    assert uncertain(torch.eye(6)).item() > np.log(6)


def test_blur_keeps_what_is_flat_and_spreads_what_is_not() -> None:
    assert blurred(torch.full((1, 3, 32, 32), 0.5), 3.0).numpy() == pytest.approx(np.full((1, 3, 32, 32), 0.5))
    point = torch.zeros(1, 3, 32, 32)
    point[..., 16, 16] = 1
    assert blurred(point, 1.0)[0, 0, 16, 16].item() == pytest.approx(1 / (2 * np.pi), rel=0.02)


def test_bending_by_nothing_changes_nothing() -> None:
    x, _ = drawn(5, 100)
    assert warped(x, 0.0, 6, torch.Generator()).numpy() == pytest.approx(x.numpy(), abs=1e-4)
