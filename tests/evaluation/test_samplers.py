"""Evaluations of one model with several samplers, and of its reconstructions."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.evaluation.evaluate import Evaluator
from gan_core.evaluation.settings import load_evaluate_config, passed_over, sampled, scored_from
from gan_core.evaluation.sources import source_of
from gan_core.families import FAMILIES
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model


def subjects(name: str, *samplers: str) -> list[dict]:
    where = str(find_model(name))
    model = {"kind": "model", "where": where, "title": name}
    return sampled([model], samplers, lambda each: scored_from(read_card(Path(each)).config.family))


def evaluated(values: list[dict]) -> dict[str, float | None]:
    config = load_evaluate_config({"subjects": values, "num": 300, "measures": ["frechet"], "copying": False})
    work = Evaluator(config)
    for _ in work.steps():
        pass
    assert not [each.why for each in work.found.portraits if each.why]
    return {score.subject: score.value for score in work.found.scores}


def test_each_sampler_is_a_row_of_its_own_and_a_model_without_codes_has_one() -> None:
    rows = subjects("shapes-vae", "prior", "mixture", "latent_flow", "reconstructions")
    assert [each["title"] for each in rows] == [
        "shapes-vae",
        "shapes-vae, mixture of Gaussians",
        "shapes-vae, latent flow",
        "shapes-vae, reconstructions",
    ]
    assert [each["sampler"] for each in subjects("shapes-gan", "mixture", "latent_flow")] == ["prior"]


def test_a_model_of_codes_has_its_prior_and_its_reconstructions() -> None:
    assert scored_from(FAMILIES["vq"]) == ("prior", "reconstructions")
    assert scored_from(FAMILIES["gan"]) == ("prior",) and scored_from(FAMILIES["rae"])[-1] == "reconstructions"


def test_reconstructions_score_better_than_samples_of_the_prior() -> None:
    scores = evaluated(subjects("shapes-vae", "prior", "mixture", "reconstructions"))
    prior, mixture, again = scores.values()
    assert None not in (prior, mixture, again)
    assert again < mixture < prior  # type: ignore[operator]


def test_reconstructions_are_of_pictures_outside_the_reference() -> None:
    config = load_evaluate_config({"subjects": subjects("shapes-vae", "reconstructions"), "num": 40})
    work = Evaluator(config)
    next(work.steps())
    made = np.concatenate(list(source_of(config.subjects[0], work.reference).portions(work.reference, 40, 0)))
    near = lambda others: np.abs(made.astype(int) - others.astype(int)).mean()  # noqa: E731 (said twice)
    assert len(made) == 40 and near(work.reference.others[:40]) < 0.6 * near(work.reference.images[:40])


def test_a_sampler_of_a_model_without_an_encoder_is_left_out_with_a_sentence() -> None:
    wrong = {"where": str(find_model("shapes-gan")), "title": "gan", "sampler": "mixture"}
    config = load_evaluate_config({"subjects": [wrong], "num": 40})
    with pytest.raises(Exception, match="has no encoder"):
        list(Evaluator(config).steps())


def test_only_a_sampler_that_a_model_has_not_is_passed_over_in_words() -> None:
    assert passed_over(FAMILIES["vq"], ("prior", "reconstructions")) == passed_over(FAMILIES["vae"], ("mixture",)) == ""
    assert "nothing to fit afterwards" in passed_over(FAMILIES["vq"], ("mixture",))
    assert "has no encoder" in passed_over(FAMILIES["gan"], ("prior", "reconstructions"))
