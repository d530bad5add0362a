"""Whether a run draws what it is asked for, watched while it learns, and what the doctor makes of it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from gan_core.data import quiet
from gan_core.doctor import diagnose
from gan_core.doctor.history import Curve, History
from gan_core.doctor.wording import finding_words, title_words
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.monitors.classes import Classes
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny

CONDITIONAL = {"data__name": "digits", "data__image_size": 28, "model__conditional": True}


class Shifted(DrawingNetwork):
    """Draws a real picture of the class that lies `shift` beyond the one asked for; by chance where that is None."""

    def __init__(self, images: Tensor, labels: Tensor, shift: int | None) -> None:
        super().__init__()
        self.images, self.labels, self.shift = images.float() / 127.5 - 1, labels, shift

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        if self.shift is None:
            return self.images[(torch.arange(len(z)) * 7) % len(self.images)]
        wanted = (y.argmax(dim=1) + self.shift) % 10
        rows = [int((self.labels == each).nonzero()[place % 150]) for place, each in enumerate(wanted)]
        return self.images[rows]


def seen(shift: int | None) -> tuple[dict[str, float], dict[str, float]]:
    """What is told once, and what is seen of a model whose labels are shifted so."""
    config = tiny(**CONDITIONAL)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    state.ema = Shifted(data.images, data.labels, shift)
    watch = Classes(state, data, config)
    assert watch.on
    return watch.prepare(), watch.look(state)


def test_a_model_that_draws_what_it_is_asked_reaches_what_real_pictures_reach() -> None:
    told, found = seen(0)
    assert told["real"] > 0.85
    assert found["classes/accuracy"] == pytest.approx(told["real"], abs=0.08)
    assert found["classes/chance"] == pytest.approx(0.1, abs=0.02)


def test_every_label_shifted_by_three_is_never_right_though_all_can_be_read() -> None:
    found = seen(3)[1]
    assert found["classes/accuracy"] < 0.02 and found["classes/readable"] > 0.85
    assert max(value for name, value in found.items() if name.startswith("classes/of/")) < 0.1


def test_a_model_that_does_not_listen_reaches_chance() -> None:
    found = seen(None)[1]
    assert found["classes/accuracy"] == pytest.approx(found["classes/chance"], abs=0.08)


def test_an_unconditional_run_is_asked_for_nothing() -> None:
    config = tiny(**CONDITIONAL | {"model__conditional": False})
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    assert not Classes(state, data, config).on


def test_the_best_can_be_kept_by_class_accuracy() -> None:
    assert tiny(recording__best_by="classes/accuracy").recording.best_by == "classes/accuracy"


def constructed(shift: int | None, readable_until: int = 1000) -> History:
    """A history in which every look saw what a model with labels shifted so shows."""
    steps = np.arange(20.0, 1001.0, 20.0)
    found = seen(shift)[1]
    curves = {name: Curve(steps, np.full(len(steps), value)) for name, value in found.items()}
    curves["classes/readable"] = Curve(steps, np.where(steps <= readable_until, found["classes/readable"], 0.1))
    return History(tiny(**CONDITIONAL), curves)


@pytest.mark.parametrize(("shift", "title"), [(3, "Classes are exchanged"), (None, "Classes are ignored")])
def test_the_doctor_says_that_classes_are_not_what_was_asked_for(shift: int | None, title: str) -> None:
    (finding,) = diagnose(constructed(shift))
    assert (finding.failure_mode, title_words(finding), finding.severity) == ("wrong_classes", title, "serious")
    assert "where guessing reaches 9 %" in finding_words(finding)  # of ten classes, and a tenth cannot be read


def test_the_doctor_is_silent_of_a_model_that_listens_and_of_one_that_draws_nothing_readable() -> None:
    assert diagnose(constructed(0)) == []
    assert diagnose(constructed(3, readable_until=0)) == []


def test_two_classes_that_are_swapped_are_named() -> None:
    well = constructed(0)
    for name in ("classes/of/4", "classes/of/9"):
        well.curves[name].values[:] = 0.0
    (finding,) = diagnose(well)
    assert (
        finding.failure_mode == "wrong_classes" and finding.severity == "mild" and "4 and 9" in finding_words(finding)
    )
