"""The page on which a sentence becomes a picture: what its routes say, what is wrong, and its parts."""

import base64
import shutil
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker
from gan_core.latent.caption_xray import XRay
from gan_core.latent.sentences import TextModel, load_text_model
from gan_core.text.grammar import KINDS
from tests.running import finished_run
from tests.training.test_text_gan import tiny_text
from tests.ui.opened import click, idle_launcher  # noqa: F401 - a fixture for every test here
from tests.ui.test_live_api import Client
from ui import server
from ui.lab.parts import PARTS
from ui.text_to_image.routes import MOST_LETTERS, MOST_SENTENCES, TEXT_ROUTES

PAGE = Path(server.__file__).parents[1] / "pages" / "text.py"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = RunFolder.create(
        tmp_path_factory.mktemp("trained") / "text-run", tiny_text().model_dump(mode="json"), title="Sentences"
    )
    assert Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN).run() == "done"
    return folder.path


@pytest.fixture
def text_run(runs_root: Path, trained: Path) -> RunFolder:
    return RunFolder(shutil.copytree(trained, runs_root / "text-run"))


@pytest.fixture
def client() -> Client:
    return Client(Starlette(routes=TEXT_ROUTES))


def read(client: Client, *sentences: str, model: str = "text-run") -> list[dict]:
    reply = client.get("/api/text/read", params={"model": model, "s": list(sentences)})
    assert reply.status_code == 200, reply.text
    return reply.json()["sentences"]


def opened(**query: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=30)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def test_sentence_is_read_as_the_model_reads_it(client: Client, text_run: RunFolder) -> None:
    model = load_text_model(text_run.path)
    (found,) = read(client, "a Red zzqx circle")
    assert [each["word"] for each in found["words"]] == ["a", "red", "zzqx", "circle"]
    assert [each["known"] for each in found["words"]] == [True, True, False, True]
    y = np.frombuffer(base64.b64decode(found["y"]), np.float32)
    np.testing.assert_allclose(y, model.embed(["a Red zzqx circle"])[0], rtol=1e-6)
    assert len(found["next"]) > 1 and all(0 < share <= 1 for _, share in found["next"])
    assert all(each["word"] not in each["others"] for each in found["words"])


def test_vocabulary_is_in_the_order_of_the_tokens(client: Client, text_run: RunFolder) -> None:
    known = load_text_model(text_run.path).tokeniser
    reply = client.get("/api/text/words", params={"model": "text-run"}).json()
    assert tuple(reply["words"]) == known.words and reply["maxWords"] == known.max_words


def test_word_that_was_begun_is_finished(client: Client, text_run: RunFolder) -> None:
    (found,) = read(client, "a large circ")
    assert "circle" in [word for word, _ in found["next"]]
    assert all(word.startswith("circ") for word, _ in found["next"])


def test_empty_sentence_has_an_embedding_and_first_words(client: Client, text_run: RunFolder) -> None:
    for text in ("", "   ", "?!"):
        (found,) = read(client, text)
        assert found["words"] == [] and found["y"] and found["next"]


@pytest.mark.parametrize("text", ["красный круг", "赤い丸", "🔴", "<script>", "a " * 140, "a" * MOST_LETTERS])
def test_any_writing_is_answered(client: Client, text_run: RunFolder, text: str) -> None:
    (found,) = read(client, text)
    assert all(not each["known"] for each in found["words"] if not each["word"].isascii())
    assert bool(found["notes"]) == (len(text.split()) > len(found["words"]))


def test_several_sentences_are_answered_in_their_order(client: Client, text_run: RunFolder) -> None:
    assert [each["text"] for each in read(client, "a star", "a heart", "a star")] == ["a star", "a heart", "a star"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "1 to 16 sentences"),
        ({"s": ["a"] * (MOST_SENTENCES + 1)}, "1 to 16 sentences"),
        ({"s": "a" * (MOST_LETTERS + 1)}, "at most 300 letters"),
        ({"s": "a", "model": "gone"}, "gone"),
        ({"s": "a", "model": "../../etc"}, "A model's name consists of"),
        ({"s": "a", "model": "shapes-gan"}, "reads no sentences"),
    ],
)
@pytest.mark.parametrize("path", ["read", "decided"])
def test_what_is_wrong_is_a_sentence(
    client: Client, text_run: RunFolder, path: str, query: dict[str, str], words: str
) -> None:
    reply = client.get(f"/api/text/{path}", params={"model": "text-run", **query})
    assert reply.status_code in (400, 404)
    assert words in reply.json()["error"]


def test_share_is_the_mean_over_latents_of_what_is_read_differently(
    client: Client, text_run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model whose pictures hang on one word alone, in every fourth latent: only that word decides."""
    colour = list(KINDS).index("colour")
    calls = []

    def xray(model: TextModel, sentence: str, z: np.ndarray) -> XRay:
        words = tuple(sentence.split())
        changed = np.zeros((len(words), len(KINDS)), bool)
        changed[words.index("red"), colour] = len(calls) % 4 == 0
        calls.append(z)
        return XRay(words, z, z, z, changed)

    monkeypatch.setattr(TextModel, "xray", xray)
    reply = client.get("/api/text/decided", params={"model": "text-run", "s": "a red circle"}).json()
    found = {each["word"]: each["shares"] for each in reply["words"]}
    assert len(calls) == reply["count"] and found["red"][colour] == 0.25
    assert sum(map(sum, found.values())) == 0.25


def test_influence_compares_the_same_latents(client: Client, text_run: RunFolder) -> None:
    reply = client.get("/api/text/decided", params={"model": "text-run", "s": "a red circle"}).json()
    assert [each["word"] for each in reply["words"]] == ["a", "red", "circle"]
    assert all(0 <= share <= 1 for each in reply["words"] for share in each["shares"])


def test_page_opens_with_the_shipped_model_before_anything_was_trained(runs_root: Path) -> None:
    finished_run(runs_root)
    test = opened()
    assert not test.exception and not test.error
    assert test.selectbox[0].value == "shapes-text"


def test_page_offers_models_that_read_sentences_alone(runs_root: Path, text_run: RunFolder) -> None:
    finished_run(runs_root)
    test = opened()
    assert not test.exception and not test.error
    shipped = "Coloured shapes from sentences (text-to-image GAN) · shipped"
    assert test.selectbox[0].options == [shipped, "Sentences · step 12"]


def test_other_model_in_the_address_is_refused_in_words(runs_root: Path, text_run: RunFolder) -> None:
    finished_run(runs_root)
    assert "reads no sentences" in opened(model="tiny-run").warning[0].value


@pytest.mark.parametrize("part", ["draw", "between", "sum", "read"])
def test_every_part_opens(text_run: RunFolder, part: str) -> None:
    test = opened(part=part)
    assert not test.exception and not test.error and not test.warning


@pytest.mark.parametrize("part", sorted(PARTS))
def test_every_part_of_the_lab_takes_a_text_model_or_says_why_not(text_run: RunFolder, part: str) -> None:
    test = AppTest.from_file(str(PAGE.with_name("latent.py")), default_timeout=60)
    test.query_params.update({"model": "text-run", "part": part})
    test.run()
    assert not test.exception and not test.error and not test.warning
    # No classes, no styles, no codebook, no steps; one checkpoint.
    assert bool(test.info) == (part in ("labels", "styles", "codes", "time", "training"))


def test_picture_of_the_model_is_put_into_words(text_run: RunFolder) -> None:
    test = opened(part="read")
    test.text_input[0].set_value("a green heart").run()
    assert not test.exception and len(test.dataframe[0].value) == 5
    assert any(each.value.startswith("“") for each in test.markdown)
