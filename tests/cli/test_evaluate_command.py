"""python -m gan_core evaluate: what it says beside the scores."""

import pytest

from gan_core.cli.main import main
from gan_core.evaluation.evaluate import Evaluator


def test_model_without_codes_is_scored_as_usual_and_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    asked = []
    monkeypatch.setattr(Evaluator, "steps", lambda evaluator: asked.append(evaluator.config) or [])
    assert main(["evaluate", "shapes-gan", "shapes-vae", "--sampler", "mixture"]) == 1, "nothing was scored"
    assert [each.sampler for each in asked[0].subjects] == ["prior", "mixture"]
    said = capsys.readouterr().err
    assert "shapes-gan: A GAN has no encoder" in said and "shapes-vae" not in said
