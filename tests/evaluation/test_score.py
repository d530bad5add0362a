"""Scores carry what they need; unlike ones are refused with a sentence; words never stand without a reference."""

import dataclasses

import pytest

from gan_core.errors import SettingsError, UserError
from gan_core.evaluation.evaluation import Against, Evaluation, Portrait, from_json, to_csv, to_json
from gan_core.evaluation.score import Protocol, Score, unlike
from gan_core.evaluation.settings import load_evaluate_config
from gan_core.evaluation.verdicts import as_good, best, fooled, place, winners
from gan_core.evaluation.wording import copying_words, score_words, unlike_words, verdict_words
from gan_core.quality.copying import Copying
from gan_core.wording import score as figure

ASKED = Protocol("frechet", "shapes", "abcd1234", 2000, "Coloured shapes", "key", "32x32x3", "held_out")
SCORE = Score("one", ASKED, 11.4, 10.2, 12.1, 0.9, 0.7, 1.1, 412.3, ((1000, 12.0, 1.5), (2000, 11.4, 0.9)))
COPYING = Copying(-8.0, 0.9, 0.85, 0.95, 2000, 2000, 8000, 5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"extractor": "pixels"}, r"different feature networks \(Shape reader and Pixels\)"),
        ({"num_images": 10_000}, r"different numbers of pictures.* \(2,000 and 10,000\)"),
        (
            {"reference": "MNIST", "reference_key": "other"},
            r"reference images \(Coloured shapes, held out and MNIST, held out\)",
        ),
        ({"reference_key": "other"}, "different reference images of the same source"),
        ({"resolution": "28x28x1"}, r"different sizes or colours \(32x32 colour and 28x28 grey\)"),
        ({"measure": "kid"}, "different metrics"),
        ({"version": "new"}, "retrained"),
    ],
)
def test_unlike_scores_are_refused_with_the_reason(change: dict, words: str) -> None:
    import re

    assert re.search(words, unlike_words(ASKED, dataclasses.replace(ASKED, **change)))
    assert unlike(ASKED, dataclasses.replace(ASKED, reference="Shapes with colours")) is None


def test_scores_of_two_protocols_are_two_columns() -> None:
    other = dataclasses.replace(SCORE, protocol=dataclasses.replace(ASKED, num_images=500), subject="two")
    found = Evaluation(None, (SCORE, other))
    assert len(found.protocols()) == 2
    assert found.score("two", ASKED) is None


def test_an_evaluation_comes_back_from_json_as_it_was() -> None:
    against = Against("Coloured shapes", "held_out", "key", "32x32x3", 2000, ("A note.",))
    portraits = (Portrait("one", seen=0, copying=COPYING, near=(0.1,), typical=0.2), Portrait("two", why="gone"))
    found = Evaluation(against, (SCORE, Score("two", ASKED, why="too few")), portraits)
    assert from_json(to_json(found)) == found
    assert to_csv(found).splitlines()[1].startswith("one,frechet,shapes")
    for damaged in ("{", "[]", "{}", '{"against": 1, "scores": 2, "subjects": 3}'):
        with pytest.raises(UserError, match="not an evaluation"):
            from_json(damaged)


def test_words_say_what_real_pictures_and_noise_reach() -> None:
    assert score_words(SCORE) == "11.4, where real pictures reach 0.90 and noise 412"
    good = dataclasses.replace(SCORE, value=1.0, low=0.8, high=1.2)
    assert as_good(good) and "as good as real" in score_words(good) and not as_good(SCORE)
    assert score_words(Score("x", ASKED, why="too few")) == "too few"
    lost = dataclasses.replace(SCORE, value=500.0, low=450.0, high=560.0)
    assert "further from real pictures than noise" in score_words(lost) and "noise is" not in score_words(SCORE)


def test_the_place_lies_between_noise_and_real_whichever_is_better() -> None:
    assert place(SCORE, 412.3) == 0 and place(SCORE, 0.9) == 1 and 0.9 < place(SCORE, 11.4) < 1
    share = dataclasses.replace(
        SCORE, protocol=dataclasses.replace(ASKED, measure="recall"), value=0.5, floor=0.9, ceiling=0.0
    )
    assert place(share, 0.45) == pytest.approx(0.5)


def test_a_measure_that_noise_passes_says_so() -> None:
    score = dataclasses.replace(
        SCORE, protocol=dataclasses.replace(ASKED, measure="precision"), value=0.9, floor=0.9, ceiling=1.0
    )
    assert fooled(score) and place(score, 0.9) is None and "noise passes" in score_words(score)


def test_the_best_is_named_only_where_intervals_are_apart() -> None:
    def of(subject: str, value: float, reach: float, measure: str = "frechet") -> Score:
        asked = dataclasses.replace(ASKED, measure=measure)
        return dataclasses.replace(
            SCORE, subject=subject, protocol=asked, value=value, low=value - reach, high=value + reach
        )

    assert best([of("a", 11.0, 1.0), of("b", 14.0, 1.0)]) == "a"
    assert best([of("a", 11.0, 2.0), of("b", 14.0, 2.0)]) == ""
    kid = [of("a", 20.0, 1.0, "kid"), of("b", 30.0, 9.5, "kid")]
    found = Evaluation(None, (of("a", 11.0, 1.0), of("b", 14.0, 1.0), *kid))
    assert winners(found) == {"a": ["frechet"], "": ["kid"]}
    assert verdict_words(found) == ["a: best by Fréchet distance", "No one is ahead beyond chance by KID"]


def test_reconstructions_win_nothing_over_samples() -> None:
    scores = [
        dataclasses.replace(SCORE, subject=name, value=value, low=value - 1, high=value + 1)
        for name, value in (("prior", 13.0), ("mixture", 8.0), ("reconstructions", 5.0))
    ]
    portraits = (Portrait("prior"), Portrait("mixture"), Portrait("reconstructions", drawn=False))
    found = Evaluation(None, tuple(scores), portraits)
    assert winners(found) == {"mixture": ["frechet"]}
    assert winners(from_json(to_json(found))) == {"mixture": ["frechet"]}


def test_copying_is_told_with_its_interval() -> None:
    words = copying_words(Portrait("one", copying=COPYING))
    assert words.startswith("It copies") and "90 % (85 to 95 %)" in words and "C_T -8.0 standard deviations" in words


def test_no_sign_of_copying_says_what_would_have_been_noticed() -> None:
    even = dataclasses.replace(COPYING, c_t=0.1, nearer=0.5, low=0.465, high=0.535)
    assert "copies of 10 % or more" in copying_words(Portrait("one", copying=even))


def test_figures_are_short() -> None:
    assert [figure(each) for each in (412.3, 11.41, 0.9, 0.0142, 0.00042, 0)] == [
        *("412", "11.4", "0.90", "0.014", "0.0004", "0.00")
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"subjects": []}, "subjects must hold at least 1"),
        ({"measures": ["fid"]}, "measures must be among frechet, kid"),
        ({"extractors": ["vgg"]}, "extractors must be among digits, shapes"),
        ({"reference": "imagenet"}, "reference must be one of shapes, digits"),
        ({"reference": "folder"}, "reference_path must name a folder"),
        ({"num": 5}, "num must be at least 20"),
        ({"subjects": [{"kind": "pictures", "where": "a.zip", "title": "a"}]}, "reference must be set"),
        ({"subjects": [{"where": "shapes-gan", "title": "a"}] * 2}, "subjects must have different titles"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_in_words(change: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_evaluate_config({"subjects": [{"where": "shapes-gan", "title": "shapes-gan"}]} | change)
