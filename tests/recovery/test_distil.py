"""Distillation: what it measures, and that it brings a student nearer to its teacher."""

import pytest
import torch

from gan_core.data import quiet
from gan_core.errors import SettingsError
from gan_core.events import Losses, Progress, Samples
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.recovery import distil
from gan_core.recovery.compare import Comparison, compare, psnr
from gan_core.recovery.hidden import draw, hint_loss
from gan_core.recovery.loop import recover
from gan_core.recovery.settings import RecoverConfig, check, load_recover_config
from gan_core.recovery.student import make_student
from gan_core.training.execution import decide
from gan_core.training.state import State
from tests.recovery.teachers import HINTS, SMALL, distillation, num_weights, teacher

CLASSES = {"dcgan": 3, "mlp_vae": 3}


def begin(name: str, config: RecoverConfig) -> tuple[State, distil.DistillationContext, Comparison, TorchGenerator]:
    master = teacher(name, CLASSES.get(name, 0))
    student, execution = make_student(config, master, quiet), decide(config.runtime)
    execution.apply_threads()
    task = distil.make_context(student, master.module, config.losses, execution)
    state = distil.initial_state(student, task, execution)
    return state, task, compare(master, config.recording.num_samples), master


@pytest.mark.parametrize("name", SMALL)
def test_drawing_layer_by_layer_gives_the_models_own_picture(name: str) -> None:
    master = teacher(name, CLASSES.get(name, 0))
    z, y = torch.randn(3, 4), torch.eye(3) if name in CLASSES else None
    x, hidden = draw(master.module, z, y)
    whole = master.module.draw(z, y)
    assert torch.equal(x, whole) and len(hidden) >= 2


@pytest.mark.parametrize("name", SMALL)
def test_distillation_brings_a_pruned_student_nearer_to_its_teacher(name: str) -> None:
    state, task, comparison, master = begin(name, distillation("t", num_steps=60))
    assert num_weights(state.ema) < num_weights(master.module)
    curve = [
        event.values["distil/psnr"]
        for event in recover(state, task, comparison)
        if isinstance(event, Losses) and "distil/psnr" in event.values
    ]
    assert curve[-1] > curve[0] + 1.0


def test_a_fresh_student_learns_too() -> None:
    state, task, comparison, _ = begin("dcgan", distillation("t", num_steps=60, student_ratio=0.5))
    before = psnr(state.ema, comparison.scored)
    list(recover(state, task, comparison))
    assert psnr(state.ema, comparison.scored) > before + 1.0


def test_a_vaes_encoder_is_distilled_too() -> None:
    state, task, comparison, master = begin("conv_vae", distillation("t", num_steps=80))
    x = torch.from_numpy(master.decode(comparison.scored.z.numpy()))

    def apart() -> float:
        with torch.no_grad():
            return float((state.ema.encode(x)[0] - master.module.encode(x)[0]).square().mean())

    before = apart()
    list(recover(state, task, comparison))
    assert apart() < 0.7 * before


def test_divergence_of_codes_is_that_of_two_gaussians() -> None:
    codes = [torch.full((2, 3), value) for value in (0.5, -1.0, 2.0, 1.0)]
    teachers = torch.distributions.Normal(0.5, torch.tensor(-1.0).mul(0.5).exp())
    students = torch.distributions.Normal(2.0, torch.tensor(1.0).mul(0.5).exp())
    expected = 3 * float(torch.distributions.kl_divergence(teachers, students))
    assert float(distil.divergence(*codes)) == pytest.approx(expected, rel=1e-5)


def test_hint_loss_is_zero_for_equal_layers_and_one_for_their_means() -> None:
    wanted = [torch.randn(4, 3, 5, 5), torch.randn(6, 7)]
    means = [t.mean(dim=[a for a in range(t.dim()) if a != 1], keepdim=True).expand_as(t) for t in wanted]
    assert float(hint_loss(wanted, wanted)) == 0
    assert float(hint_loss(means, wanted)) == pytest.approx(1.0, rel=1e-5)


def test_psnr_is_that_of_the_definition() -> None:
    comparison, master = compare(teacher(), 8), teacher()
    assert psnr(master.module, comparison.scored) == pytest.approx(100.0)
    moved = comparison.scored.x + 0.2
    off = type(comparison.scored)(comparison.scored.z, None, moved)
    assert psnr(master.module, off) == pytest.approx(20.0, abs=1e-3)  # 10 log10(4 / 0.04)


@pytest.mark.parametrize(
    ("losses", "curve"),
    [
        ({"adversarial_weight": 0.1}, "distil/adversarial"),
        ({"feature_on": "random", "feature_weight": 0.1}, "distil/feature"),
        (HINTS, "distil/feature"),
        ({"output_weight": 0.0, "feature_weight": 1.0, "feature_on": "hidden"}, "distil/feature"),
        ({"output": "l1", "feature_weight": 0.0}, "distil/output"),
    ],
)
def test_every_loss_has_its_curve_and_moves_the_student(losses: dict, curve: str) -> None:
    state, task, comparison, _ = begin("dcgan", distillation("t", num_steps=3, losses=losses))
    before = [each.clone() for each in state.networks["G"].parameters()]
    names = {name for event in recover(state, task, comparison) if isinstance(event, Losses) for name in event.values}
    assert {curve, "distil/loss", "distil/output", "G/lr"} <= names
    assert not torch.equal(before[0], next(iter(state.networks["G"].parameters())))


def test_the_judge_is_one_more_network_with_its_own_rate() -> None:
    state, task, comparison, _ = begin(
        "dcgan", distillation("t", num_steps=2, losses={"adversarial_weight": 0.1, "feature_on": "hidden"})
    )
    names = {name for event in recover(state, task, comparison) if isinstance(event, Losses) for name in event.values}
    assert {"D/loss", "D/real", "D/fake", "D/lr"} <= names and set(state.optimisers) == {"G", "D"}


def test_teacher_stands_above_student_and_does_not_change() -> None:
    state, task, comparison, master = begin("dcgan", distillation("t", num_steps=4))
    weights = [each.clone() for each in master.module.state_dict().values()]
    shown = [event for event in recover(state, task, comparison) if isinstance(event, Samples)]
    first, last = shown[0], shown[-1]
    assert {event.name for event in shown} == {"samples"} and first.columns == 3
    assert first.images.shape == (2 * 3, 3, 16, 16)
    assert (first.images[:3] == last.images[:3]).all() and (first.images[3:] != last.images[3:]).any()
    assert all(torch.equal(a, b) for a, b in zip(weights, master.module.state_dict().values(), strict=True))


def test_progress_comes_last_in_a_step_and_the_budget_ends_it() -> None:
    state, task, comparison, _ = begin("dcgan", distillation("t", num_steps=5))
    events = list(recover(state, task, comparison))
    assert isinstance(events[-1], Progress) and events[-1].step == 5 and events[-1].images == 40
    assert [event.step for event in events if isinstance(event, Progress)] == [1, 2, 3, 4, 5]
    seconds = [event.seconds for event in events if isinstance(event, (Losses, Progress))]
    assert seconds == sorted(seconds)


def test_looking_does_not_change_the_lesson() -> None:
    students = []
    for interval in (1, 1000):
        recording = {"sample_interval": interval, "num_samples": 8, "log_interval": 2}
        state, task, comparison, _ = begin("dcgan", distillation("t", num_steps=5, recording=recording))
        list(recover(state, task, comparison))
        students.append(state.networks["G"].state_dict())
    assert all(torch.equal(students[0][name], students[1][name]) for name in students[0])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": [], "student_ratio": 0}, "one of the two"),
        ({"student_ratio": 0.5}, "one of the two"),
        ({"steps": [{"name": "precision"}]}, "must be of prune"),
        ({"runtime": {"precision": "fp16"}}, "fp32 or bf16"),
        ({"losses": {"output_weight": 0, "adversarial_weight": 0}}, "nothing to learn"),
        ({"frechet_images": 10}, "at least 200"),
        ({"optimiser": {"schedule": "cosine"}, "training": {"num_steps": 0}}, "must have a known end"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(changes: dict, words: str) -> None:
    base = {"teacher": "shapes-gan", "steps": [{"name": "prune"}]}
    with pytest.raises(SettingsError, match=words):
        load_recover_config(base | changes)


def test_a_teacher_too_narrow_for_the_student_is_refused() -> None:
    master = teacher("dcgan")
    narrow = master.card.config.with_changes({"model.g_channels": [1, 1]})
    card = type(master.card)(**{**vars(master.card), "config": narrow})
    with pytest.raises(SettingsError, match="too narrow"):
        check(distillation("t", student_ratio=0.9), card)


def test_title_says_what_was_done() -> None:
    assert distillation("shapes-gan").full_title == "shapes-gan, pruned 50 % (magnitude), distilled"
    assert distillation("shapes-gan", student_ratio=0.25).full_title == "shapes-gan, fresh at 25 % width, distilled"
