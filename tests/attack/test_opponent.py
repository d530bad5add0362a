"""The discriminator of a run is fooled; where there is none, words say why."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.attack.opponent import NONE, POINTS, SENTENCES, fool, load_opponent, why_no_opponent
from gan_core.attack.strip import EPSILONS, Strip, attack_discriminator
from gan_core.attack.strip_words import discriminator_entries, reader_entries, smallest, smallest_words
from gan_core.data import load_data
from gan_core.errors import UserError
from gan_core.generators.load import load
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model
from tests.conftest import tiny
from tests.running import finished, finished_run, make
from tests.training.test_text_gan import tiny_text


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return finished_run(tmp_path_factory.mktemp("runs"), model__conditional=True).path


@pytest.mark.parametrize("method", ["fgsm", "pgd"])
def test_fakes_are_changed_within_epsilon_until_d_finds_them_more_real(run: Path, method: str) -> None:
    generator = load(run)
    data = load_data(generator.card.config.data)
    opponent = load_opponent(generator.card)
    before = {name: each.clone() for name, each in opponent.module.state_dict().items()}
    found = fool(generator, opponent, data, epsilon=0.1, method=method, num=10, seed=0)
    assert (found.after > found.before).all() and len(found.real) == 10
    assert np.abs(found.attacked.astype(int) - found.pictures).max() <= 26
    assert all((each == before[name]).all() for name, each in opponent.module.state_dict().items())
    assert all(each.grad is None for each in opponent.module.parameters())


def test_one_picture_is_raised_or_lowered_by_more_where_more_is_allowed(run: Path) -> None:
    generator = load(run)
    opponent = load_opponent(generator.card)
    picture = load_data(generator.card.config.data).images[0]
    label = np.asarray(1)
    up = attack_discriminator(opponent, picture, label, "more_real")["fgsm"].logits
    down = attack_discriminator(opponent, picture, label, "more_fake")["fgsm"].logits
    assert up[0] == pytest.approx(down[0]) == pytest.approx(opponent.logits(picture[None], label[None])[0], abs=1e-5)
    assert up[3] > up[0] > down[3] and len(up) == len(EPSILONS)


def test_a_vae_a_shipped_model_points_and_sentences_have_no_d_to_attack(tmp_path: Path) -> None:
    assert why_no_opponent(read_card(find_model("shapes-vae"))) == "A VAE has no discriminator: choose a run of a GAN."
    assert why_no_opponent(read_card(find_model("digits-gan"))) == NONE
    with pytest.raises(UserError, match="shipped models come without one"):
        load_opponent(read_card(find_model("digits-gan")))
    points = tiny(data={"name": "ring"}, model={"name": "mlp_gan", "latent_dim": 2, "g_widths": [8], "d_widths": [8]})
    assert why_no_opponent(read_card(find_model(finished(make(tmp_path, points, "points")).path))) == POINTS
    text = finished(make(tmp_path, tiny_text(), "text"))
    assert why_no_opponent(read_card(find_model(text.path))) == SENTENCES


def strip(*rows: list[float]) -> Strip:
    return Strip(np.zeros((len(rows), 1, 2, 2), np.uint8), np.array(rows, np.float32))


def test_away_works_where_another_digit_is_read_and_towards_where_the_wanted_one_is() -> None:
    two = strip(*[[2.0, 0.0, 0.0]] * 3, *[[0.0, 0.5, 2.0]] * (len(EPSILONS) - 3))
    away, towards = reader_entries("pgd", two, "away", 0), reader_entries("pgd", two, "towards", 1)
    assert smallest(away) == 3 and smallest(towards) is None
    assert (
        away[4].sign == "2"
        and away[4].sentence.startswith("PGD at ε = 0.08: it reads 2 (")
        and "no longer 0" in away[4].sentence
    )
    assert sum(away[4].bars) == pytest.approx(1, abs=1e-3)
    assert (
        smallest_words({"fgsm": towards, "pgd": away}) == "The smallest ε that works: FGSM none up to 0.30, PGD 0.06."
    )


def test_d_is_fooled_where_a_fake_passes_the_middle_real_picture() -> None:
    logits = Strip(np.zeros((16, 1, 2, 2), np.uint8), np.linspace(-2, 5.5, 16).astype(np.float32))
    entries = discriminator_entries("fgsm", logits, "more_real", np.array([-1.0, 0.0, 1.2, 3.0]))
    assert [each.worked for each in entries].index(True) == 6 and entries[0].sign == "0" and entries[-1].sign == "100"
    assert "above those of 50 % of real pictures" in entries[6].sentence
    lower = discriminator_entries("fgsm", logits, "more_fake", np.array([-1.0, 0.0, 1.2, 3.0]))
    assert lower[0].worked and not lower[-1].worked
