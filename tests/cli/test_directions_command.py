"""python -m gan_core directions, on the models that ship."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.grid import GAP
from gan_core.latent.direction_file import from_json
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model


def test_directions_are_listed_with_their_figures(capsys: pytest.CaptureFixture) -> None:
    assert main(["directions", "shapes-gan", "--count", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("±")[0].strip() for line in lines] == ["SeFa 1", "SeFa 2", "SeFa 3"]
    assert all("% of the first layer" in line for line in lines)


def test_directions_are_kept_for_their_model(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "new" / "found.json"
    assert main(["directions", "digits-gan", "--method", "ganspace", "--count", "2", "--out", str(out), "--json"]) == 0
    found = from_json(out.read_bytes(), read_card(find_model("digits-gan")))
    assert [each.name for each in found] == ["GANSpace 1", "GANSpace 2"]
    assert json.loads(capsys.readouterr().out) == json.loads(out.read_text("utf-8"))


def test_a_strip_has_a_row_for_each_direction_and_the_same_picture_in_its_middle(tmp_path: Path) -> None:
    out = tmp_path / "strip.png"
    assert main(["directions", "digits-gan", "--count", "2", "--label", "3", "--strip", str(out)]) == 0
    with Image.open(out) as picture:
        assert picture.size == (9 * (28 + GAP) - GAP, 2 * (28 + GAP) - GAP)
        pixels = np.asarray(picture)[..., 0]
    middle, end = slice(4 * (28 + GAP), 4 * (28 + GAP) + 28), slice(8 * (28 + GAP), None)
    first, second = slice(0, 28), slice(28 + GAP, None)
    assert np.array_equal(pixels[first, middle], pixels[second, middle])
    assert not np.array_equal(pixels[first, end], pixels[second, end])


def test_a_vae_of_shapes_draws_its_own_training_pictures(capsys: pytest.CaptureFixture) -> None:
    assert main(["directions", "shapes-vae", "--method", "kl", "--count", "16"]) == 0
    nats = [float(line.split("KL ")[1].split()[0]) for line in capsys.readouterr().out.splitlines()]
    assert nats == sorted(nats, reverse=True) and len(nats) == 16


def test_without_training_pictures_a_probe_takes_samples_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from gan_core import data
    from gan_core.errors import DataError

    def gone(settings: object) -> None:
        raise DataError("MNIST is not there.")

    monkeypatch.setattr(data, "load_data", gone)
    assert main(["directions", "digits-vae", "--method", "probe"]) == 0
    printed = capsys.readouterr()
    assert "from samples alone" in printed.err and "R²" in printed.out
    assert main(["directions", "digits-vae", "--method", "kl"]) == 1
    assert "MNIST is not there." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing-here"], "neither a run or checkpoint"),
        (["shapes-gan", "--method", "kl"], "no encoder"),
        (["shapes-gan", "--count", "0"], "at least 1"),
        (["shapes-gan", "--label", "1"], "without labels"),
        (["shapes-gan", "--out", "found.txt"], "must end in .json"),
        (["shapes-gan", "--strip", "found.gif"], "must end in .png"),
    ],
)
def test_a_wrong_call_gets_a_sentence(arguments: list[str], words: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["directions", *arguments]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("digits-gan", {"Slanted", "Thicker", "Larger", "Brighter"}),
        ("shapes-gan", {"Larger", "Redder", "Bluer", "Greener", "Further left", "Higher up", "Brighter"}),
        ("shapes-vae", {"Larger", "Redder", "Bluer", "Greener", "Further left", "Higher up", "Brighter"}),
    ],
)
def test_what_a_probe_names_rises_along_it_on_shipped_models(model: str, names: set[str]) -> None:
    from gan_core.data import load_data
    from gan_core.generators.load import load
    from gan_core.latent.directions import find, move, reads_data
    from gan_core.latent.picture_attributes import PICTURE_ATTRIBUTES
    from gan_core.latent_draws import draw_z

    loaded = load(model)
    data = load_data(loaded.card.config.data) if reads_data(loaded, "probe") else None
    found = {each.name: each for each in find(loaded, "probe", data)}
    measures = {each.title: each.of for each in PICTURE_ATTRIBUTES.values()}
    z, label = draw_z(77, 20, loaded.latent_dim), loaded.labels_for(20)
    assert names <= set(found)
    for name in names:
        ends = [measures[name](loaded.decode(move(z, [found[name]], [s]), label)) for s in (-3, -1, 1, 3)]
        assert (np.diff(np.nanmean(ends, axis=1)) > 0).all(), name
