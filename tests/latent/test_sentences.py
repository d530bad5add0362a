"""A text model in use: what it is asked in words, and what it answers."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.data import quiet
from gan_core.errors import SettingsError, UserError
from gan_core.generators.load import load
from gan_core.latent.direction import grouped_conditions
from gan_core.latent.sentences import TextModel, load_text_model
from gan_core.latent_draws import draw_z
from gan_core.recovery.settings import check, load_recover_config
from gan_core.store.model_card import read_card
from gan_core.training import checkpoint
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from gan_core.variants.transformations import TRANSFORMATIONS
from tests.conftest import tiny


def saved(folder: Path, **changes: object) -> Path:
    config = tiny("text_gan", **changes)
    state, _, labels = prepare(config, decide(config.runtime), quiet)
    return checkpoint.save_generator(folder, state, config, labels)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return saved(tmp_path)


@pytest.fixture
def model(path: Path) -> TextModel:
    return load_text_model(path)


def test_words_come_with_the_model(model: TextModel) -> None:
    assert {"circle", "red", "a", "left", "background"} <= set(model.tokeniser.words)


def test_sentence_is_drawn_from_the_latents_of_the_seed(model: TextModel) -> None:
    drawn = model.draw(["a red circle"] * 3, seed=7)
    z = draw_z(7, 3, model.generator.latent_dim)
    assert np.array_equal(drawn, model.generator.decode(z, model.embed(["a red circle"] * 3)))
    assert not np.array_equal(drawn[0], drawn[1])


def test_embedding_of_a_sentence_does_not_depend_on_the_others(model: TextModel) -> None:
    alone, beside = model.embed(["a star"]), model.embed(["a large red circle on white", "a star"])
    np.testing.assert_allclose(alone[0], beside[1], atol=1e-5)


def test_suggestions_are_probabilities_of_known_words_likeliest_first(model: TextModel) -> None:
    every = model.suggest("a large", count=1000)
    assert sum(each.probability for each in every) == pytest.approx(1, abs=1e-5)
    assert [each.probability for each in every] == sorted((each.probability for each in every), reverse=True)
    assert {each.word for each in every} == {*model.tokeniser.words, ""}


def test_sentence_that_is_full_can_only_end(model: TextModel) -> None:
    assert [each.word for each in model.suggest("red " * 40)] == [""]


def test_picture_is_found_among_candidates_whose_embeddings_are_known(model: TextModel) -> None:
    images = model.draw(["a star", "a heart"])
    found = model.find_captions(images, count=2, candidates=["a star", "a heart", "a box"])
    assert [len(each) for each in found] == [2, 2]
    assert found[0][0].similarity >= found[0][1].similarity
    assert {each.caption for each in found[0]} <= {"a star", "a heart", "a box"}


def test_picture_of_another_size_and_of_bytes_is_read_too(model: TextModel) -> None:
    assert len(model.describe(np.zeros((2, 1, 40, 40), np.uint8))) == 2


def test_all_full_captions_of_the_shapes_are_candidates(model: TextModel) -> None:
    assert len(model.candidates) == 6804


def test_model_keeps_captions_that_it_learned_from(model: TextModel) -> None:
    data = model.generator.card.config.data.load()
    assert model.examples[0] == data.captions(0).replace(",", "")
    told = model.generator.labels_for(3)
    np.testing.assert_allclose(told, model.embed(model.examples[:3]), atol=1e-5)


def test_xray_of_a_model_has_a_map_and_the_attributes_of_each_word(model: TextModel) -> None:
    found = model.xray("a red circle", draw_z(0, 1, model.generator.latent_dim)[0])
    assert found.words == ("a", "red", "circle")
    assert found.pixels.shape == (3, 16, 16)
    assert found.attributes is not None
    assert found.attributes.shape == (3, 5)


def test_model_that_reads_no_sentences_says_so() -> None:
    with pytest.raises(UserError, match="This model reads no sentences"):
        load_text_model("shapes-gan")


def test_bag_of_words_writes_and_suggests_nothing(tmp_path: Path) -> None:
    model = load_text_model(saved(tmp_path, model__text_network="bag_of_words"))
    for ask in (model.write, lambda: model.suggest("a"), lambda: model.describe(np.zeros((1, 3, 16, 16), np.uint8))):
        with pytest.raises(UserError, match="predicts none"):
            ask()


def test_model_in_onnx_embeds_and_draws_the_same(path: Path, model: TextModel) -> None:
    there, tokens = load(path, backend="onnx"), model.tokeniser.encode(["a large red circle, left", "a star"])
    y = model.embed(["a large red circle, left", "a star"])
    np.testing.assert_allclose(there.embed(tokens), y, atol=1e-5)
    np.testing.assert_allclose(there.labels_for(5), model.generator.labels_for(5), atol=1e-5)
    z = draw_z(0, 2, model.generator.latent_dim)
    np.testing.assert_allclose(there.decode(z, y), model.generator.decode(z, y), atol=1e-5)


def test_draw_writes_pictures_and_names_unknown_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = path.parent / "x.png"
    assert main(["draw", str(path), "a large red cirkle, left", "--num", "8", "--out", str(out)]) == 0
    with Image.open(out) as picture:
        assert picture.size[0] > 16
    assert '"cirkle" is not known, the nearest known word is "circle".' in capsys.readouterr().err


@pytest.mark.parametrize("sentence", ["", "...", "\u200b"])
def test_draw_refuses_a_sentence_without_words(path: Path, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", str(path), sentence]) == 1
    assert "There is no word in this sentence" in capsys.readouterr().err


def test_caption_prints_what_it_finds_and_its_own_words(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = path.parent / "x.png"
    main(["draw", str(path), "a star", "--num", "1", "--out", str(out)])
    assert main(["caption", str(path), str(out), "--num", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "Nearest captions (cosine):"
    assert len(lines) == 5
    assert lines[4].startswith("The language model's own words:")


def test_caption_of_no_picture_says_so(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["caption", str(path), str(path / "none.png")]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_channels_that_a_sentence_sets_are_not_pruned(model: TextModel) -> None:
    why = TRANSFORMATIONS["prune"]().unfit_here(model.generator.card, ())
    assert why.startswith("A sentence sets the scale of each channel of this model, so that none can go alone:")


@pytest.mark.parametrize("method", ["sefa", "ganspace", "probe", "class_difference", "mu_pca", "kl"])
def test_every_method_for_directions_finds_some_or_says_why_not(
    path: Path, method: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    code = main(["directions", str(path), "--method", method, "--strip", str(tmp_path / "strip.png")])
    told = capsys.readouterr()
    if method == "sefa":
        assert code == 0 and (tmp_path / "strip.png").is_file()
    assert code == 0 or told.err.startswith("gan_core: ")


def test_samples_for_directions_share_few_captions(model: TextModel) -> None:
    y, groups = grouped_conditions(model.generator, 50)
    assert sorted(set(groups.tolist())) == list(range(10))
    assert all(np.array_equal(y[row], y[row % 10]) for row in range(50))
    np.testing.assert_allclose(y[:10], model.embed(model.examples[:10]), atol=1e-5)


def test_inverted_picture_names_the_caption_that_was_told(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    Image.new("RGB", (16, 16), "red").save(tmp_path / "x.png")
    given = ["invert", str(path), str(tmp_path / "x.png"), "--starts", "1", "--steps", "1"]
    assert main([*given, "--out", str(tmp_path / "found.png"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["caption"] in load_text_model(path).examples and "label" not in found


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["sample", "--label", "red"], "not conditioned on classes"),
        (["interpolate", "--label", "red"], "not conditioned on classes"),
        (["directions", "--label", "red"], "not conditioned on classes"),
        (["optimise", "--prune", "0.3", "--out", "{}/pruned"], "A sentence sets the scale of each channel"),
        (["export", "--format", "safetensors", "--zip", "--out", "{}/x.zip"], "export this model as ONNX"),
    ],
)
def test_what_does_not_apply_to_sentences_says_why(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture, given: list[str], words: str
) -> None:
    command, *options = (each.format(tmp_path) for each in given)
    assert main([command, str(path), *options]) == 1
    assert words in capsys.readouterr().err


def test_anycost_and_hints_of_hidden_layers_are_refused_before_they_start(path: Path) -> None:
    config = load_recover_config({"teacher": "text-run", "method": "any_cost"})
    with pytest.raises(SettingsError, match="no part of them draws alone: distil or fine-tune a narrower student"):
        check(config, read_card(path))
    given = {"teacher": "text-run", "student_ratio": 0.5}
    check(load_recover_config(given), read_card(path))
    with pytest.raises(
        SettingsError, match="feature_on must be seen or random for a model whose channels a sentence sets"
    ):
        check(load_recover_config(given | {"losses": {"feature_weight": 0.1, "feature_on": "hidden"}}), read_card(path))


def test_onnx_reads_sentences_as_torch_does(path: Path) -> None:
    onnx, torch = load(path, backend="onnx"), load_text_model(path)
    sentences = ["a red circle", "красный 🔴", "a big " * 20, ""]
    wanted = np.concatenate([torch.embed(sentences[:3]), torch.embed_nothing()])
    np.testing.assert_allclose(onnx.embed_sentences(sentences), wanted, atol=1e-5)
