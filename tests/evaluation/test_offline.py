"""Without MNIST and without a network the shipped digit models are judged by real MNIST, or not at all."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.data import torchvision_sets
from gan_core.data.download import DownloadError
from gan_core.errors import DataError, NotHereError
from gan_core.evaluation.evaluate import Evaluator
from gan_core.evaluation.evaluation import Evaluation
from gan_core.evaluation.wording import copying_words, reference_words, score_words
from gan_core.generators.load import load
from gan_core.measure import quality
from gan_core.quality import reference_features
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.frechet import frechet_distance
from gan_core.quality.reference_features import shipped_features
from gan_core.store.model_card import PRETRAINED
from gan_core.variants.recipe import ORIGINAL, build
from tests.evaluation.evaluated import quick
from tests.measure.measured import MASK
from tests.measure.measured import quick as measure_of

DIMS = (1, 28, 28)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def no_network(urls: list[str], target: Path, **_: object) -> None:
        raise DownloadError("[Errno 101] Network is unreachable")

    monkeypatch.setattr(torchvision_sets, "fetch", no_network)
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def evaluated(**changes: object) -> Evaluation:
    asked = {"num": 2000, "extractors": ["digits"], "measures": ["frechet", "kid", "kinds", "classes"]}
    work = Evaluator(quick("digits-gan", **asked | changes))
    for _ in work.steps():
        pass
    return work.found


def everything_said(found: Evaluation) -> str:
    portraits = [f"{each.why} {copying_words(each)}" for each in found.portraits]
    return " ".join([reference_words(found.against), *found.against.notes, *map(score_words, found.scores), *portraits])


def test_the_digits_gan_lies_between_real_pictures_and_noise_and_nothing_stands_in() -> None:
    found = evaluated()
    for score in found.scores[:2]:
        assert score.floor < score.value < 0.2 * score.ceiling, score_words(score)
    classes = next(each for each in found.scores if each.protocol.measure == "classes")
    assert classes.value > 0.9 and classes.floor > 0.9 and classes.ceiling == pytest.approx(0.1, abs=0.02)
    said = everything_said(found)
    assert reference_words(found.against) == "MNIST, held out" and "ship with the project" in said
    assert "stand" not in said and "Errno" not in said and "/" not in said.replace("arxiv.org/", "")
    assert "only with the pictures that it" in said


def test_by_an_extractor_whose_features_do_not_ship_there_is_a_sentence_and_no_score() -> None:
    found = evaluated(num=100, extractors=["digits", "pixels"], measures=["kid"], copying=False)
    assert sorted(each.value is None for each in found.scores) == [False, True]
    (why,) = [each.why for each in found.scores if each.value is None]
    assert "ships only its features by Digit classifier" in why


def test_a_measurement_judges_the_digits_gan_against_real_mnist() -> None:
    model = load(PRETRAINED / "digits-gan")
    reference = quality.reference_of(model, 500, 0)
    made = np.concatenate(list(quality.features_of(model, "digits", reference, 1)))
    row = quality.against(reference, made, quality.Quality("a", None, 1.0, None, "Digit classifier"))
    noise = EXTRACTORS["digits"].features(np.random.default_rng(0).integers(256, size=(500, *DIMS), dtype=np.uint8))
    assert row.floor < row.frechet < 0.2 * frechet_distance(noise, reference.features)
    assert row.reference == "mnist (features that ship with the project)"


def test_a_measurement_prefers_the_original_to_the_one_with_half_its_weights_masked() -> None:
    recipes = measure_of("digits-gan", MASK).variants()
    original = build(recipes[ORIGINAL])
    masked = build(next(recipe for name, recipe in recipes.items() if name != ORIGINAL), base=original)
    reference = quality.reference_of(original, 1000, 0)
    distances = [
        frechet_distance(np.concatenate(list(quality.features_of(each, "digits", reference, 1))), reference.features)
        for each in (original, masked)
    ]
    assert distances[0] < distances[1]


def test_what_does_not_ship_is_not_replaced() -> None:
    assert shipped_features("mnist", (1, 32, 32), "digits", "held_out") is None
    assert shipped_features("fashion_mnist", DIMS, "digits", "held_out") is None
    with pytest.raises(NotHereError, match=r"Fashion-MNIST is not on this .* cannot be scored against anything else"):
        evaluated(num=100, reference="fashion_mnist")


def test_a_reader_that_was_trained_anew_makes_the_shipped_features_void(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(EXTRACTORS["digits"]), "version", lambda self: "another")
    assert shipped_features("mnist", DIMS, "digits", "held_out") is None
    with pytest.raises(DataError, match="against anything else"):
        quality.reference_of(load(PRETRAINED / "digits-gan"), 100, 0)


def test_shipped_features_are_five_thousand_of_each_part_and_small() -> None:
    parts = [shipped_features("mnist", DIMS, "digits", part) for part in ("held_out", "training")]
    assert [each.features.shape for each in parts] == [(5000, 64)] * 2
    assert all(np.mean(each.labels == each.read) > 0.9 for each in parts)
    path = reference_features.FOLDER / f"{reference_features.MNIST}.safetensors"
    assert path.stat().st_size < 1_400_000
