"""The drawing of a run on its page, what it obeys, the ways on from a run that ended, and the first page."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.config import live_values
from gan_core.errors import RunError
from gan_core.families import FAMILIES
from gan_core.generators.generator import to_bytes
from gan_core.job_types.registry import load_settings
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder
from gan_core.latent.arithmetic import mix
from gan_core.latent.latent_key import from_token
from gan_core.presets import PRESETS
from gan_core.quality.shape_reader import NAMES, read
from gan_core.store.model_ref import resolve
from tests.conftest import tiny
from tests.running import finished_run
from tests.ui.opened import PROJECT, click, idle_launcher, page
from tests.ui.test_live_modules import value
from ui import server
from ui.gallery import FIRST_LESSON, per_row
from ui.lab.arithmetic import OPENING
from ui.lab.generators import pictures_of
from ui.lessons.lesson import find
from ui.live.diagram import diagram_of, obey
from ui.what_next import breakings, ended_early

__all__ = ["idle_launcher"]


def labels(test: AppTest) -> list[str]:
    return [each.label for each in test.button]


def waiting(root: Path, **changes: Any) -> RunFolder:
    return RunFolder.create(root / "waiting", tiny(**changes).model_dump(mode="json"), title="Waiting", owner="me")


def test_every_family_that_is_drawn_has_its_drawing() -> None:
    drawn = [each.diagram for each in FAMILIES.values() if each.diagram]
    assert value("live/diagrams.js", "Object.keys(m.DIAGRAMS)") == drawn and len({*drawn}) == len(drawn)


def test_drawing_is_told_each_network_with_its_learning_rate() -> None:
    told = diagram_of(tiny(optimiser__lr=0.004, optimiser__d_lr=0.002))
    assert told is not None and told["name"] == "game"
    assert [(each["rate"], each["lr"]) for each in told["networks"].values()] == [
        ("optimiser.lr", 0.004),
        ("optimiser.d_lr", 0.002),
    ]
    assert list((diagram_of(tiny("vae")) or {})["networks"]) == ["VAE"]
    assert "text" not in told


def test_drawing_of_a_text_model_is_told_the_weights_of_its_losses() -> None:
    told = diagram_of(tiny("text_gan", objective__lambda_lm=0.25, objective__text_path="frozen"))
    assert told is not None and told["name"] == "text_game"
    assert told["text"] == {
        "network": "transformer",
        "path": "frozen",
        "rate_share": 0.1,
        "mismatched": True,
        "weights": {
            "T": {"name": "objective.lambda_lm", "value": 0.25},
            "G": {"name": "objective.lambda_g", "value": 1.0},
            "D": {"name": "objective.lambda_d", "value": 1.0},
        },
    }


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ({"name": "d_step", "value": None}, "d_step", None),
        (
            {"name": "set", "value": {"name": "optimiser.lr", "value": 0.001}},
            "set",
            {"name": "optimiser.lr", "value": 0.001},
        ),
        (
            {"name": "set", "value": {"name": "objective.lambda_lm", "value": 0}},
            "set",
            {"name": "objective.lambda_lm", "value": 0},
        ),
    ],
)
def test_what_is_pressed_in_the_drawing_is_asked_of_the_run(
    runs_root: Path, command: Any, name: str, value: Any
) -> None:
    folder = waiting(runs_root)
    obey(folder, command)
    with folder.record() as record:
        assert [(each.name, each.value) for each in record.asked()] == [(name, value)]


@pytest.mark.parametrize(
    "command",
    [
        None,
        "stop",
        {"name": "stop", "value": None},
        {"name": "set", "value": {"name": "training.seconds", "value": 1}},
        {"name": "set", "value": {"name": "optimiser.lr", "value": "1"}},
    ],
)
def test_drawing_offers_nothing_else(runs_root: Path, command: Any) -> None:
    with pytest.raises(RunError):
        obey(waiting(runs_root), command)


def test_done_run_offers_the_ways_on_and_one_without_a_model_none(runs_root: Path) -> None:
    finished_run(runs_root)
    shown = labels(page("train.py", run="tiny-run"))
    assert {"Explore its latent space", "Play Real or fake?", "Continue training", "D learns 20 times faster"} <= {
        *shown
    }
    assert "Compare" not in shown  # there is no other run
    waiting(runs_root)
    assert "Explore its latent space" not in labels(page("train.py", run="waiting"))


def test_run_on_points_offers_no_quiz(runs_root: Path) -> None:
    finished_run(runs_root, model={"name": "mlp_gan"}, data={"name": "ring"})
    shown = labels(page("train.py", run="tiny-run"))
    assert "Explore its latent space" in shown and "Play Real or fake?" not in shown


def test_two_runs_are_offered_to_compare(runs_root: Path) -> None:
    finished_run(runs_root)
    finished_run(runs_root, name="other")
    assert "Compare" in labels(page("train.py", run="tiny-run"))


def test_broken_run_is_a_fork_of_this_one_that_is_opened(runs_root: Path) -> None:
    finished_run(runs_root)
    test = click(page("train.py", run="tiny-run"), "D learns 20 times faster")
    assert not test.exception
    (name,) = [each.name for each in server.launcher().index.statuses() if each.name != "tiny-run"]
    broken = RunFolder(runs_root / name)
    assert test.query_params["run"] in (name, [name])
    assert broken.config()["optimiser"]["d_lr"] == pytest.approx(0.02)
    assert broken.config()["training"]["num_steps"] == 24
    assert broken.status().title == "Tiny run: D learns 20 times faster"


@pytest.mark.parametrize("family", ["gan", "vae", "text_gan"])
def test_every_way_to_break_a_run_is_valid_settings(family: str) -> None:
    for changes in breakings(tiny(family)).values():
        assert tiny(family).with_changes(changes) != tiny(family)


@pytest.mark.parametrize(
    ("changes", "step", "seconds", "early"),
    [
        ({"training__num_steps": 0, "training__seconds": 5}, 40, 5.0, True),
        ({"training__num_steps": 0, "training__seconds": 5}, 400, 5.0, False),
        ({"training__num_steps": 40}, 40, 5.0, False),
    ],
)
def test_run_that_its_clock_ended_before_it_learned_says_so(
    runs_root: Path, changes: dict[str, Any], step: int, seconds: float, early: bool
) -> None:
    folder = waiting(runs_root, **changes)
    with folder.record() as record:
        record.put(state="done", step=step, seconds=seconds)
    status = folder.status()
    assert ended_early(folder, status, load_settings(status.job_type, folder.config())) is early


@pytest.mark.parametrize(("read", "early"), [((0.02, 0.1), True), ((0.02, 0.44, 0.2), False)])
def test_run_whose_samples_could_be_read_is_not_called_a_beginning(
    runs_root: Path, read: tuple[float, ...], early: bool
) -> None:
    folder = waiting(runs_root, training__num_steps=0, training__seconds=5)
    with folder.record() as record:
        for step, share in enumerate(read, start=1):
            record.add_row(step, step, float(step), {"modes/recognised": share})
        record.put(state="done", step=40, seconds=5.0)
    status = folder.status()
    assert ended_early(folder, status, load_settings(status.job_type, folder.config())) is early


@pytest.mark.parametrize(("number", "rows"), [(1, [1]), (4, [4]), (5, [3, 2]), (6, [3, 3]), (9, [3, 3, 3])])
def test_no_card_stands_alone_in_its_row(number: int, rows: list[int]) -> None:
    across = per_row(number, 4)
    assert [min(across, number - first) for first in range(0, number, across)] == rows


def test_first_page_leads_to_a_lesson_that_there_is() -> None:
    assert find(FIRST_LESSON).order == 1
    assert "Take the first lesson" in labels(page("train.py"))


def test_first_page_has_one_game_to_start_and_a_question_for_each_preset() -> None:
    test = page("train.py")
    assert "Play it live" in labels(test)
    words = " ".join(each.value for each in test.markdown)
    questions = [preset.question for preset in PRESETS.values()]
    assert all(each.endswith("?") and each in words for each in questions) and len({*questions}) == len(PRESETS)


def test_game_of_the_first_page_starts_a_run(runs_root: Path) -> None:
    test = click(page("train.py"), "Play it live")
    assert not test.exception
    assert [each.title for each in server.launcher().index.statuses()] == ["Digits in ten seconds"]


def test_latent_space_opens_on_a_map_of_the_vae_and_arithmetic_on_shapes() -> None:
    nothing_asked = page("latent.py")
    assert not nothing_asked.exception
    assert nothing_asked.selectbox(key="picked-model").value == "digits-vae"
    assert nothing_asked.query_params["part"] in ("map", ["map"])
    assert page("latent.py", part="sum").selectbox(key="picked-model").value == "shapes-gan"
    assert page("latent.py", model="digits-vae").query_params["part"] in ("pad", ["pad"])


def test_opening_sum_of_the_shapes_is_a_pink_star() -> None:
    generator = pictures_of(resolve("shapes-gan"))
    base, minus, plus = ([from_token(generator, token).z for token in part.split(",")]
                         for part in OPENING["shapes-gan"].split(";"))  # fmt: skip
    reading = read(to_bytes(generator.decode(mix(plus, minus, base)[None])))
    names = {kind: NAMES[kind][found[0]] for kind, found in reading.properties.items()}
    assert reading.sure[0] and (names["shape"], names["colour"]) == ("star", "pink")


def test_optimise_opens_on_the_model_that_has_the_slider() -> None:
    assert page("optimise.py").selectbox(key="picked-model").value == "shapes-any-cost"


def test_menu_says_while_a_run_of_this_visitor_trains(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import run_list

    monkeypatch.setattr(run_list, "own_names", lambda: ("me",))
    folder = waiting(runs_root)
    navigation = str(PROJECT / "ui" / "navigation.py")
    assert "training…" not in labels(AppTest.from_file(navigation, default_timeout=30).run())
    with folder.record() as record:
        record.put(state="running", **process.identity())
    assert "training…" in labels(AppTest.from_file(navigation, default_timeout=30).run())
    opened = AppTest.from_file(navigation, default_timeout=30)
    opened.query_params["run"] = "waiting"
    assert "training…" not in labels(opened.run())  # it is this page


@pytest.mark.parametrize(("family", "weights"), [("gan", 0), ("text_gan", 3)])
def test_live_controls_have_the_weights_of_losses_where_a_run_has_them(
    runs_root: Path, family: str, weights: int
) -> None:
    config = tiny(family).model_dump(mode="json")
    folder = RunFolder.create(runs_root / "going", config, title="Going", owner="me")
    with folder.record() as record:
        record.put(state="running", live=live_values(config), **process.identity())
    shown = [each.label for each in page("train.py", run="going").number_input]
    assert shown[:3] == ["Learning rate", "Learning rate of D", "Steps between samples"]
    assert len([label for label in shown if label.startswith("Weight of ")]) == weights
