"""The latent lab of a flow: sliders for how it draws, references that say so, and parts that say why they cannot."""

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gan_core.config import RunConfig
from gan_core.errors import CheckpointError, UserError
from gan_core.generators import load as generator
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.models import UnetFlowSettings
from gan_core.presets import PRESETS
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_ref import find_model
from tests.running import work
from tests.ui.opened import idle_launcher, page, texts  # noqa: F401
from ui.lab import sampling
from ui.lab.generators import model_of
from ui.lab.parts import PARTS
from ui.optimise.offer import groups
from ui.optimise.recover import checked


@pytest.fixture
def flow(runs_root: Path) -> Path:
    """A flow of digits that has hardly learned, as a run; its graph comes with the project."""
    changes = {"training.num_steps": 2, "recording.num_samples": 4, "recording.watch_budget": 0}
    config = PRESETS["digits-flow"].config.with_changes({**changes, "runtime.precision": "fp32"})
    assert work(RunFolder.create(runs_root / "water", config.model_dump(mode="json"), title="Water")) == "done"
    return find_model("water")


def opened(part: str, **query: str) -> AppTest:
    test = page("latent.py", model="water", part=part, **query)
    assert not test.exception, test.exception
    return test


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_or_says_in_a_sentence_why_not(flow: Path, part: str) -> None:
    assert all(each.value.endswith(".") for each in opened(part).error)


def test_sliders_begin_with_what_the_model_was_saved_with(flow: Path) -> None:
    test = opened("pad")
    assert [each.value for each in test.select_slider] == [10, 2.0]


def test_sliders_follow_the_address(flow: Path) -> None:
    test = opened("time", steps="3", guidance="1.5", solver="heun")
    assert [each.value for each in test.select_slider] == [3, 1.5]


def test_other_models_have_no_sliders(runs_root: Path) -> None:
    assert not page("latent.py", model="digits-gan", part="pad").select_slider


def test_through_time_says_that_a_gan_has_no_path() -> None:
    test = page("latent.py", model="digits-gan", part="time")
    assert "A GAN draws in one pass: between noise and picture there is no path" in texts(test)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("directions", "asks its network once for every step"),
        ("find", "A flow has a latent number for each of a picture's 784 values"),
        ("drag", "dragging draws a picture for each of them in every step: choose a GAN or a VAE."),
    ],
)
def test_parts_that_need_layers_or_few_numbers_say_so(flow: Path, part: str, words: str) -> None:
    test = opened(part)
    told = [each.value for kind in (test.info, test.caption, test.error, test.warning) for each in kind]
    assert any(words in each for each in told), told


def test_a_reference_with_steps_draws_with_them(flow: Path) -> None:
    mark, z, label = fingerprint(flow), draw_z(0, 2, 784), np.arange(2)
    few = model_of("water!3,1.0,heun", mark)
    assert (few.card.config.model.num_steps, few.card.config.model.solver) == (3, "heun")  # type: ignore[attr-defined]
    same = generator.load(flow, sampling={"num_steps": 3, "guidance": 1.0, "solver": "heun"})
    assert few.decode(z, label) == pytest.approx(same.decode(z, label), abs=1e-4)


def test_a_reference_is_what_its_own_parts_make(flow: Path) -> None:
    card = generator.load(flow).card
    reference = sampling.referred("water@7", card)
    assert reference == "water@7!10,2.0,euler" and sampling.parted(reference) == ("water@7", (10, 2.0, "euler"))
    assert sampling.parted("shapes-gan") == ("shapes-gan", ())


@pytest.mark.parametrize("text", ["water!", "water!3", "water!3,x,euler", "water!1,2,3,4"])
def test_nonsense_behind_the_mark_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError, match="stand a flow's steps, guidance and solver"):
        sampling.parted(text)


@pytest.mark.parametrize("how", ["1000,2,euler", "3,2,newton", "3,99,euler"])
def test_what_no_flow_draws_with_is_refused_by_name(flow: Path, how: str) -> None:
    with pytest.raises(UserError, match=r"model\.(num_steps|solver|guidance) must be"):
        model_of(f"water!{how}", fingerprint(flow))


def test_a_latent_as_large_as_a_picture_is_not_kept_in_the_address(flow: Path) -> None:
    from ui.lab.session import LabSession

    session = LabSession("water", generator.load(flow, backend="onnx"))
    with pytest.raises(UserError, match="a latent of 784 numbers is too long"):
        session.keep({"z": "", "y": ""})


def test_optimise_offers_solver_steps_to_a_flow_alone(flow: Path) -> None:
    offered = {
        name: [group.title for group in groups(name, generator.load(name).card, [])] for name in ("digits-gan", "water")
    }
    assert "Solver steps" in offered["water"] and "Solver steps" not in offered["digits-gan"]


def test_settings_of_the_preset_are_the_defaults_of_the_network() -> None:
    config: RunConfig = PRESETS["digits-flow"].config
    assert config.model == UnetFlowSettings(conditional=True)
    assert json.loads(config.model_dump_json())["model"]["num_steps"] == 10


def test_a_flow_is_taught_fewer_steps_and_nothing_else(flow: Path) -> None:
    config, problem = checked(
        {"teacher": "water", "steps": [{"name": "solver", "num_steps": 1, "guidance": 1.0}]},
        generator.load("water").card,
    )
    assert config is not None and not problem and config.words == "1 step, Euler, guidance 1, distilled"
    _, problem = checked({"teacher": "water", "student_ratio": 0.5}, generator.load("water").card)
    assert "asks its network once for every step" in problem


def test_the_form_of_a_flow_s_student_asks_for_its_steps(flow: Path) -> None:
    def form() -> None:
        from gan_core.generators import load
        from ui.optimise.recover import recover_form

        recover_form("water", load.load("water").card)

    test = AppTest.from_function(form, default_timeout=30).run()
    assert not test.exception and "learns to draw in few steps" in texts(test)
    assert [each.label for each in test.slider] == ["Solver steps"]
    assert not next(each for each in test.button if each.label.endswith("Distil")).disabled
