"""Recovery as a run: a worker takes it to the end, stops and resumes it, and what it leaves is an ordinary model."""

from pathlib import Path

import pytest
import torch

from gan_core.errors import CheckpointError
from gan_core.events import Event, Losses, Progress
from gan_core.generators import load as generator
from gan_core.generators.onnx_graph.graphs import onnx_bytes
from gan_core.job_types.recover import recover_job
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from gan_core.training import checkpoint
from tests.recovery.teachers import HINTS, distillation, make_student, num_weights, saved, teacher
from tests.running import work


def said(event: Event) -> dict[str, float]:
    """The values of a row; of all else nothing."""
    return event.values if isinstance(event, Losses) else {}


def curves(folder: RunFolder) -> set[str]:
    with folder.record() as record:
        return set().union(*(row[4] for row in record.rows()))


@pytest.mark.parametrize("losses", [HINTS, HINTS | {"adversarial_weight": 0.1}])
def test_finished_recovery_leaves_curves_pictures_and_a_narrower_model(runs_root: Path, losses: dict) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root), losses=losses))
    assert work(folder) == "done", folder.status().reason
    status = folder.status()
    assert (status.job_type, status.step, status.images, status.last_checkpoint) == ("recover", 12, 96, 12)
    assert {"distil/output", "distil/feature", "distil/loss", "distil/psnr", "G/lr", "G/grad_norm"} <= curves(folder)
    with folder.record() as record:
        assert {name for _, _, name, _ in record.pictures()} == {"samples"}
    left = generator.load(folder.path)
    assert left.card.config.model.g_channels == (8, 6)
    assert num_weights(left.module) < num_weights(teacher().module)


def test_the_student_is_a_model_like_any_other(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root)))
    work(folder)
    card = read_card(resolve("lesson"))
    assert card.title == "dcgan-teacher, pruned 50 % (magnitude), distilled" and card.step == 12
    assert len(onnx_bytes(card.path, "decode")) > 1000


def test_a_vae_and_a_model_with_labels_recover_too(runs_root: Path) -> None:
    for name, classes in (("conv_vae", 0), ("dcgan", 3)):
        folder = make_student(runs_root, distillation(saved(runs_root, name, classes), num_steps=4), name)
        assert work(folder) == "done", folder.status().reason
        assert generator.load(folder.path).num_classes == classes
    assert "distil/encoding" in curves(RunFolder(runs_root / "conv_vae"))


def test_a_fresh_student_of_any_width_is_distilled(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root), student_ratio=0.25))
    assert work(folder) == "done"
    assert generator.load(folder.path).card.config.model.g_channels == (4, 3)


def test_fine_tuning_plays_the_teachers_game_on_its_data(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root), method="fine_tune", frechet_images=200))
    assert work(folder) == "done", folder.status().reason
    assert {"G/loss", "D/loss", "D/real", "distil/psnr", "distil/frechet"} <= curves(folder)
    assert {"G/spread", "G/dead", "energy/wh"} <= curves(folder)
    with folder.record() as record:
        assert {name for _, _, name, _ in record.pictures()} == {"samples", "real"}
    assert generator.load(folder.path).card.config.model.g_channels == (8, 6)


def test_half_steps_of_fine_tuning_are_seen_and_d_is_measured_after_each(runs_root: Path) -> None:
    job = recover_job(make_student(runs_root, distillation(saved(runs_root), method="fine_tune")), lambda *_: None)
    job.apply("step", None)
    told = [said(event) for name in ("d_step", "g_step") for event in job.apply(name, None)[1]]
    rows = [row for row in told if "updates" in row]
    assert {row["updates"] for row in rows} == {2.0, 3.0} and job.state.half_steps == 2
    assert rows[0]["D/fake"] != next(row["D/fake"] for row in rows if row["updates"] == 3.0)


def test_stopped_and_resumed_recovery_equals_an_unbroken_one(runs_root: Path) -> None:
    reference = saved(runs_root)
    config = distillation(
        reference,
        losses=HINTS | {"adversarial_weight": 0.1},
        optimiser={"lr": 0.01, "beta1": 0.9, "schedule": "cosine"},
        training={"num_steps": 12, "batch_size": 8, "ema_halflife_images": 20},
    )
    whole, broken = make_student(runs_root, config, "whole"), make_student(runs_root, config, "broken")
    assert work(whole) == "done"

    def stop(event) -> None:
        if isinstance(event, Progress) and event.step == 5:
            broken.ask("stop")

    assert work(broken, stop) == "stopped" and 5 <= broken.status().step < 12
    assert work(broken) == "done"
    for file in ("generator.safetensors", "training.safetensors"):
        first, second = (checkpoint.load_tensors(resolve(name) / file) for name in ("whole", "broken"))
        assert first.keys() == second.keys()
        assert [name for name in first if not torch.equal(first[name], second[name])] == []


def test_resumed_recovery_keeps_its_teacher_though_the_original_changed(runs_root: Path) -> None:
    reference = saved(runs_root)
    config = distillation(reference, num_steps=4)
    folder = make_student(runs_root, config)
    work(folder)
    before = recover_job(folder, lambda *_: None).teacher.module.state_dict()
    (runs_root / reference / "generator.safetensors").unlink()
    again = recover_job(folder, lambda *_: None)
    assert again.state.step == 4
    assert all(torch.equal(each, before[name]) for name, each in again.teacher.module.state_dict().items())


def test_commands_pause_step_set_and_refuse(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root), num_steps=100_000))
    asked: list[int] = []

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 3 and not asked:
            for name, value in (
                ("pause", None),
                ("step", None),
                ("d_step", None),
                ("set", {"name": "optimiser.lr", "value": 0.5}),
                ("set", {"name": "losses.output", "value": "l1"}),
                ("stop", None),
            ):
                asked.append(folder.ask(name, value))

    assert work(folder, listen) == "stopped"
    with folder.record() as record:
        texts = [text for *_, text in record.logs()]
    assert folder.status().live["optimiser.lr"] == 0.5
    assert any("One whole step" in text for text in texts)
    assert any("updates all its networks together" in text for text in texts)
    assert any("cannot be changed while a run trains" in text for text in texts)


def test_a_missing_teacher_fails_with_the_sentence(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation("nobody"))
    assert work(folder) == "failed" and "“nobody” no longer exists" in folder.status().reason
    with pytest.raises(CheckpointError):
        recover_job(folder, lambda *_: None)


def test_a_teacher_too_narrow_fails_with_the_sentence(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root), ratio=0.5, student_ratio=0.999))
    assert work(folder) == "failed" and "too narrow" in folder.status().reason


def test_the_launcher_queues_a_recovery_like_any_run(runs_root: Path) -> None:
    config = distillation(saved(runs_root))
    folder = Launcher(runs_root).start(config.model_dump(mode="json"), title=config.full_title, job_type="recover")
    assert (folder.status().state, folder.status().job_type) == ("queued", "recover")
    assert work(folder) == "done"
