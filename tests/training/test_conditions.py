"""Networks that are told 64 numbers of each sample which are no class: from the batch to the exported file."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pytest
import torch

from gan_core.conditions import in_turn
from gan_core.config import RunConfig
from gan_core.data import DATASETS, ImageData, Report, quiet, take_fraction
from gan_core.data.settings import PictureSettings
from gan_core.errors import UserError
from gan_core.export.checked import export
from gan_core.generators.generator import NO_CLASSES
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.latent.latent_key import from_token, of_numbers, of_seed
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from gan_core.optimise.int8_static import Int8Static
from gan_core.shape import SampleShape
from gan_core.store.model_card import read_card
from gan_core.training.batches import Batches
from gan_core.training.estimate import estimate
from tests.conftest import tiny
from tests.running import work

WIDTH = 64
FORMATS = ("safetensors", "onnx", "onnx_int8", "torch_export")


class ToldSettings(PictureSettings):
    """Flat pictures whose colour is the first three of the 64 numbers that stand for each."""

    title: ClassVar[str] = "Told"
    channels: ClassVar[int | None] = 3
    condition_width: ClassVar[int] = WIDTH
    name: Literal["told"] = "told"

    def load(self, report: Report = quiet) -> ImageData:
        told = np.random.default_rng(0).standard_normal((60, WIDTH)).astype(np.float32)
        images = np.clip(told[:, :3, None, None] * 40 + 128, 0, 255).astype(np.uint8)
        return ImageData(np.broadcast_to(images, (60, 3, 16, 16)).copy(), conditions=told)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(DATASETS, "told", ToldSettings)


def told(family: str = "gan", **changes: object) -> RunConfig:
    base = {"data__name": "told", "data__image_size": 16, "model__conditional": True, "training__num_steps": 3}
    return tiny(family, **base | changes)


def trained(root: Path, family: str) -> RunFolder:
    config = told(family)
    folder = RunFolder.create(root / f"told-{family}", config.model_dump(mode="json"), title="Told", job_type="train")
    assert work(folder) == "done"
    with folder.record() as record:
        assert [text for *_, level, text in record.logs() if level == "warning"] == []
    return folder


def test_a_shape_knows_a_class_from_other_conditions() -> None:
    assert (SampleShape(3, 16, 10).condition_width, SampleShape(3, 16, 10).is_class) == (10, True)
    told_of = SampleShape(3, 16, condition_width=WIDTH)
    assert (told_of.condition_width, told_of.num_classes, told_of.is_class) == (WIDTH, 0, False)
    assert SampleShape(3, 16).condition_width == 0
    with pytest.raises(ValueError, match="condition_width must be 10"):
        SampleShape(3, 16, 10, condition_width=WIDTH)


def test_a_batch_brings_each_picture_with_its_own_numbers() -> None:
    data = take_fraction(ToldSettings(image_size=16).load(), 0.5, 0)
    batches = Batches(data, told().data, batch_size=8, seed=0, device="cpu", conditional=True)
    x, y = batches.next(torch.Generator())
    assert y.shape == (8, WIDTH) and y.dtype == torch.float32
    level = (y[:, :3] * 40 + 128).clamp(0, 255).floor()
    assert x[:, :, 0, 0].add(1).mul(127.5) == pytest.approx(level, abs=0.01)


def test_settings_alone_tell_the_width() -> None:
    assert told().shape() == SampleShape(3, 16, condition_width=WIDTH)
    assert told(model__conditional=False).shape() == SampleShape(3, 16)
    assert estimate(told().model_dump(mode="json"))["images_per_second"] > 0


@pytest.mark.parametrize("family", ["gan", "vae"])
def test_a_run_trains_saves_loads_draws_and_is_the_same_in_onnx(family: str, runs_root: Path) -> None:
    folder = trained(runs_root, family)
    model = load(folder.path)
    assert (model.condition_width, model.num_classes) == (WIDTH, 0)
    z, y = draw_z(0, 4, model.latent_dim), draw_z(1, 4, WIDTH)
    drawn = model.decode(z, y)
    assert drawn.shape == (4, 3, 16, 16) and np.abs(drawn - model.decode(z, -y)).max() > 1e-4
    in_onnx = load(folder.path, backend="onnx")
    assert in_onnx.decode(z, y) == pytest.approx(drawn, abs=1e-5)
    if model.encodes:
        assert in_onnx.encode(drawn, y)[0] == pytest.approx(model.encode(drawn, y)[0], abs=1e-4)


def test_every_format_takes_the_numbers_and_draws_the_same(runs_root: Path) -> None:
    model = load(trained(runs_root, "gan").path)
    assert all(export(model, name).parity.psnr_db > 20 for name in FORMATS)
    assert Int8Static().apply(model).decode(draw_z(0, 1, 4), draw_z(1, 1, WIDTH)).shape == (1, 3, 16, 16)


def test_a_student_learns_from_such_a_teacher(runs_root: Path) -> None:
    trained(runs_root, "gan")
    values = {"teacher": "told-gan", "student_ratio": 0.5, "frechet_images": 0}
    values |= {"training": {"num_steps": 2, "batch_size": 4}, "recording": {"num_samples": 4}}
    folder = RunFolder.create(runs_root / "student", values, title="Student", job_type="recover")
    assert work(folder) == "done"
    assert load(folder.path).condition_width == WIDTH


def test_tools_that_need_classes_say_so(runs_root: Path) -> None:
    model = load(trained(runs_root, "gan").path)
    with pytest.raises(UserError, match=NO_CLASSES):
        model.labels_for(3, 1)
    with pytest.raises(UserError, match="say what to draw, in 64 numbers"):
        model.decode(draw_z(0, 2, 4))
    with pytest.raises(UserError, match=r"Conditions must be \(2, 64\), got \(2,\)"):
        model.decode(draw_z(0, 2, 4), np.array([0, 1]))


def test_a_picture_of_a_seed_and_its_link_have_their_condition(runs_root: Path) -> None:
    model = load(trained(runs_root, "gan").path)
    key = of_seed(model, 3, 2)
    assert key.token == "3.2" and key.y == pytest.approx(in_turn(model.card.shape, 3)[2])
    again = from_token(model, of_numbers(key.z, key.y).token)
    assert again.y.tolist() == key.y.tolist()
    assert from_token(model, "3.2").y.tolist() == key.y.tolist()


@pytest.mark.parametrize("family", ["gan", "vae"])
def test_the_width_of_a_condition_is_no_number_of_classes(family: str) -> None:
    """Ten numbers that are no class, and ten classes: the same networks, other shapes."""
    model = tiny(family, model__conditional=True).model
    free, classes = SampleShape(3, 16, condition_width=10), SampleShape(3, 16, 10)
    shapes = [[each.shape for each in build(model, shape).parameters()] for shape in (free, classes)]
    assert shapes[0] == shapes[1]
    assert in_turn(classes, 3).tolist() == np.eye(10)[:3].tolist() and in_turn(free, 3).min() < 0


def test_a_card_from_before_widths_has_the_width_of_its_classes() -> None:
    earlier = Path(__file__).parents[1] / "fixtures" / "earlier" / "runs" / "gan-classes"
    folder = sorted((earlier / "checkpoints").glob("step-*"))[-1]
    assert "condition_width" not in (folder / "meta.json").read_text("utf-8")
    shape = read_card(folder).shape
    assert shape.is_class and shape.condition_width == shape.num_classes == 6
