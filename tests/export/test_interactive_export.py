"""The interactive export as text: what is in it, what cannot be smuggled into it, how its modules are joined."""

import base64
import gzip
import html
import json
import re
from pathlib import Path

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.export import interactive_export as made
from gan_core.generators.load import load
from gan_core.generators.onnx_graph.graphs import onnx_bytes
from gan_core.latent.latent_key import from_token, of_seed
from gan_core.latent.sentences import load_text_model
from gan_core.store.model_card import PRETRAINED, WEIGHTS
from tests.running import finished, make
from tests.training.test_text_gan import tiny_text

DIGITS, SHAPES = PRETRAINED / "digits-gan", PRETRAINED / "shapes-vae"


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three small files in the place of ONNX Runtime Web."""
    folder = tmp_path / "dist"
    folder.mkdir()
    for name in made.RUNTIME_FILES:
        (folder / name).write_bytes(f"// {name}\n//# sourceMappingURL={name}.map\n".encode())
    monkeypatch.setattr(made, "RUNTIME", folder)
    return folder


def element(page: bytes, name: str) -> str:
    return re.search(rf'<script type="[a-z/]+" id="{name}">(.*?)</script>', page.decode(), re.DOTALL)[1]


def model(page: bytes) -> dict:
    return json.loads(element(page, "model"))


def file(page: bytes, name: str) -> bytes:
    return gzip.decompress(base64.b64decode(element(page, f"file-{name}")))


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("folder", [DIGITS, SHAPES], ids=lambda folder: folder.name)
def test_page_carries_the_very_file_that_python_uses(folder: Path) -> None:
    assert file(made.interactive_export(folder), "generator") == onnx_bytes(folder)


@pytest.fixture(scope="module")
def text_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkpoint of a small text model."""
    run = finished(make(tmp_path_factory.mktemp("text"), tiny_text(), "text-run")).path
    return next((run / "checkpoints").glob(f"*/{WEIGHTS}")).parent


@pytest.mark.usefixtures("runtime")
def test_page_of_a_text_model_carries_what_reads_its_sentences(text_folder: Path) -> None:
    page, words = made.interactive_export(text_folder), load_text_model(text_folder).tokeniser
    assert file(page, "generator") == onnx_bytes(text_folder)
    assert file(page, "reader") == onnx_bytes(text_folder, "embed")
    text = model(page)["text"]
    assert (tuple(text["words"]), text["maxWords"]) == (words.words, words.max_words)
    assert text["example"] == load_text_model(text_folder).examples[0]
    assert "turns a sentence and 4 numbers into a picture" in page.decode()
    assert "<dd>Text-to-image GAN</dd>" in page.decode()


@pytest.mark.usefixtures("runtime")
def test_pictures_of_a_text_model_are_told_captions_that_it_learned_from(text_folder: Path) -> None:
    reader = load_text_model(text_folder)
    keys = model(made.interactive_export(text_folder))["keys"]
    wanted = reader.embed(reader.examples[:12])
    np.testing.assert_allclose([key["y"] for key in keys], wanted, atol=1e-5)


@pytest.mark.usefixtures("runtime")
def test_page_of_another_model_has_nothing_to_read_sentences_with() -> None:
    page = made.interactive_export(DIGITS)
    assert model(page)["text"] is None and element(page, "file-reader") == ""


@pytest.mark.usefixtures("runtime")
def test_runtime_is_carried_without_the_addresses_of_its_sources() -> None:
    page = made.interactive_export(DIGITS)
    for name, carried in zip(made.RUNTIME_FILES, ("runtime", "loader", "wasm"), strict=True):
        assert file(page, carried) == f"// {name}\n".encode()


@pytest.mark.usefixtures("runtime")
def test_picked_pictures_come_first_and_the_rest_is_of_the_seed() -> None:
    generator = load(DIGITS, backend="onnx")
    picked = [of_seed(generator, 7, 2, 5), of_seed(generator, 3, 0)]
    keys = model(made.interactive_export(DIGITS, picked, seed=3))["keys"]
    rest = [of_seed(generator, 3, number) for number in range(1, 11)]
    assert len(keys) == 12
    for told, key in zip(keys, [*picked, *rest], strict=True):
        assert np.array_equal(np.array(told["z"], np.float32), key.z)
        assert np.array_equal(told["y"], key.y)


@pytest.mark.usefixtures("runtime")
def test_pictures_of_another_model_are_refused() -> None:
    other = load(SHAPES, backend="onnx")
    with pytest.raises(UserError, match="belong to another model"):
        made.interactive_export(DIGITS, [of_seed(other, 0, 0)])
    two_numbers = load("digits-vae", backend="onnx")
    with pytest.raises(UserError, match="belong to another model"):
        made.interactive_export(SHAPES, [from_token(two_numbers, "0.0")])


@pytest.mark.usefixtures("runtime")
def test_page_is_the_same_each_time() -> None:
    assert made.interactive_export(DIGITS) == made.interactive_export(DIGITS)


@pytest.mark.usefixtures("runtime")
def test_page_names_its_model_and_what_it_was_trained_with() -> None:
    text = made.interactive_export(DIGITS).decode()
    assert "<title>Handwritten digits on demand (conditional GAN)</title>" in text
    for words in ("MNIST", "16,000 steps, 512,000 pictures", "115,009 in this page", "28 x 28 pixels, grey"):
        assert f"<dd>{words}</dd>" in text
    assert "Copyright (c) Microsoft Corporation" in text


WICKED = "</script><script>alert(1)</script><!-- {{wasm}} \u2028 \" ' & <b>"


@pytest.mark.usefixtures("runtime")
def test_titles_and_labels_stay_words(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    meta = json.loads((DIGITS / "meta.json").read_text("utf-8"))
    meta |= {"title": WICKED, "labels": [WICKED] * 10}
    (folder / "meta.json").write_text(json.dumps(meta), "utf-8")
    (folder / "generator.safetensors").write_bytes((DIGITS / "generator.safetensors").read_bytes())
    plain, wicked = made.interactive_export(DIGITS), made.interactive_export(folder)
    assert model(wicked)["labels"] == [WICKED] * 10
    assert html.unescape(re.search(r"<title>(.*?)</title>", wicked.decode())[1]) == WICKED
    for sign in (b"<script", b"</script", b"<!--", b"<b>"):
        assert wicked.count(sign) == plain.count(sign)


@pytest.mark.usefixtures("runtime")
def test_policy_allows_the_own_scripts_by_hash_and_nothing_from_anywhere() -> None:
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', made.interactive_export(DIGITS).decode())[1]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert set(rules) == {"default-src", "script-src", "style-src", "base-uri", "form-action"}
    words = [word for word in rules["script-src"].split() if not word.startswith("'sha256-")]
    assert words == ["blob:", "'wasm-unsafe-eval'"]
    assert len(rules["script-src"].split()) == 4
    assert rules["style-src"].startswith("'sha256-") and " " not in rules["style-src"]


def test_without_the_runtime_the_command_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(made, "RUNTIME", tmp_path)
    assert not made.can_make()
    with pytest.raises(UserError, match="npm ci --ignore-scripts --omit=dev --prefix gan_core/web"):
        made.interactive_export(DIGITS)
