"""Scores: PSNR and SSIM as by hand on [0, 1], intervals, who wins, and what is not scored."""

import math

import numpy as np
import pytest

from gan_core.data.shapes import ShapesSettings
from gan_core.errors import RunError, UserError
from gan_core.repair.findings import Findings, Gap, Score, Value, findings_to_json, from_json, to_csv
from gan_core.repair.findings import RepairResult as Result
from gan_core.repair.scores import MOST_PSNR, compared, mean, score_repairs
from gan_core.repair.wording import headline, opinion_words, protocol, value_words
from tests.repair.trained import quick

BLACK = np.zeros((1, 1, 16, 16), np.uint8)


def test_psnr_on_0_to_1_is_that_of_the_mean_squared_error() -> None:
    grey = np.full_like(BLACK, 51)  # 0.2 where black is 0 and white is 1: an error of 0.04 on average
    psnr, _ = compared(grey, BLACK)
    assert psnr == pytest.approx([-10 * math.log10(0.04)], abs=1e-4)


def test_ssim_of_two_even_pictures_is_its_luminance_term() -> None:
    first, second = np.full_like(BLACK, 51), np.full_like(BLACK, 102)  # 0.2 and 0.4, without contrast
    c1 = 0.01**2
    _, ssim = compared(first, second)
    assert ssim == pytest.approx([(2 * 0.2 * 0.4 + c1) / (0.2**2 + 0.4**2 + c1)], abs=1e-5)


def test_equal_pictures_have_the_highest_psnr_there_is_and_an_ssim_of_1() -> None:
    psnr, ssim = compared(BLACK, BLACK)
    assert psnr.tolist() == [MOST_PSNR] and ssim == pytest.approx([1.0])


def test_the_interval_of_a_mean_is_students() -> None:
    found = mean(np.array([1.0, 2.0, 3.0]))  # t(2, 0.975) = 4.3027, s / sqrt(3) = 0.57735
    assert (found.value, found.low, found.high) == pytest.approx((2.0, 2 - 2.4842, 2 + 2.4842), abs=1e-3)


def test_a_perfect_repair_is_read_right_and_has_no_distance_and_the_gap_says_who_wins() -> None:
    data = ShapesSettings(num_images=100).further(80)
    assert data is not None
    whole = data.images.astype(np.float32) / 127.5 - 1
    repairs = {"mse": lambda spoiled: whole, "adversarial": lambda spoiled: spoiled.pictures}
    *_, (_, found) = score_repairs(repairs, data, "shapes", Findings(), 0)
    perfect, damaged, other = (found.score("denoise", name) for name in ("mse", "damaged", "adversarial"))
    assert perfect and damaged and other and perfect.frechet and damaged.frechet
    assert perfect.psnr.value == MOST_PSNR and perfect.right == found.right and damaged.psnr == other.psnr
    assert perfect.frechet.value == pytest.approx(0, abs=1e-6) and damaged.frechet.value > 1
    gap = found.gap("denoise", "psnr")
    assert gap is not None and gap.winner == "mse" and gap.value == pytest.approx(damaged.psnr.value - MOST_PSNR)
    real = found.gap("denoise", "frechet")  # further away is worse
    assert real is not None and real.winner == "mse" and real.value == pytest.approx(damaged.frechet.value, rel=0.01)
    assert len(found.scores) == 9 and (found.num, found.reader) == (80, "shapes")


def scored(low: float, high: float, further: tuple[float, float]) -> Findings:
    """A gap in PSNR from `low` to `high`, and one in Fréchet distance."""

    def score(name: str, distance: float) -> Score:
        near = Value(0.9, 0.8, 1.0)
        return Score("fill", name, 100, Value(20, 19, 21), near, None, Value(distance, 0, 9))

    gaps = (Gap("fill", "psnr", (low + high) / 2, low, high), Gap("fill", "frechet", 0.0, *further))
    return Findings((), (score("mse", 6.0), score("adversarial", 5.0)), gaps, 100)


@pytest.mark.parametrize(
    ("low", "high", "further", "words"),
    [
        (-1.0, -0.5, (-2.0, -0.1), "MSE alone is nearer to the untouched pictures (-0.75 dB, -1.00 to -0.50"),
        (-1.0, -0.5, (-2.0, -0.1), "those with it look more real (Fréchet distance 5.0 with it and 6.0 without)"),
        (-1.0, -0.5, (0.1, 2.0), "those of MSE alone look more real"),
        (0.5, 1.0, (-1.0, 1.0), "with the adversarial term it is nearer"),
        (0.5, 1.0, (-1.0, 1.0), "as sets both look as real"),
        (-0.5, 1.0, (0.1, 2.0), "no difference in PSNR is shown"),
    ],
)
def test_who_wins_what_is_said(low: float, high: float, further: tuple[float, float], words: str) -> None:
    (line,) = headline(scored(low, high, further))
    assert words in line and line.startswith("Fill a hole: ")


def test_without_scores_nothing_is_claimed() -> None:
    assert headline(Findings()) == []
    assert value_words("psnr", None) == "–"


def test_what_was_scored_is_said() -> None:
    assert "300 held-out pictures" in protocol(Findings(num=300, right=297, reader="digits"))
    assert "the digit classifier reads 99 % right" in protocol(Findings(num=300, right=297, reader="digits"))
    assert "that were learned from" in protocol(Findings(num=300, learned=True))


def test_of_one_picture_it_is_said_who_is_nearer() -> None:
    assert "MSE alone is nearer" in opinion_words({"mse": (20.0, 0.9), "adversarial": (18.5, 0.8)})
    assert "by 1.5 dB: it guessed well" in opinion_words({"mse": (18.5, 0.9), "adversarial": (20.0, 0.8)})
    assert "as near" in opinion_words({"mse": (float("inf"), 1.0), "adversarial": (float("inf"), 1.0)})
    assert opinion_words({}) == ""
    three = {"mse": (20.0, 0.9), "adversarial": (18.5, 0.8), "latent": (28.0, 0.95)}
    assert "The latent search is nearest" in opinion_words(three)
    assert "MSE alone is nearer" in opinion_words({**three, "latent": (12.0, 0.2)})


def test_findings_come_back_from_their_json_and_what_is_none_is_refused() -> None:
    found = scored(-1.0, -0.5, (-2.0, -0.1))
    assert from_json(findings_to_json(found)) == found
    for text in ("{", "[]", "{}", findings_to_json(found).replace('"num": 100', '"num": 0')):
        with pytest.raises(RunError, match="is damaged: train again"):
            from_json(text)


def test_the_table_has_a_line_for_each_score() -> None:
    lines = to_csv(Result(quick(), scored(-1.0, -0.5, (-2.0, -0.1)))).splitlines()
    assert lines[0] == "task,pictures,num,metric,value,low,high" and len(lines) == 1 + 2 * 3
    with pytest.raises(UserError, match="Nothing has been scored yet"):
        to_csv(Result(quick(), Findings()))
