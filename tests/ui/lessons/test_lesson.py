"""Lessons' files: those that ship are sound, and a mistake is told with its line."""

from pathlib import Path

import pytest

from gan_core.doctor.starts import FAILING
from ui.lessons.lesson import Action, Condition, LessonError, find, lessons, read

HEAD = "---\ntitle: A title\nabout: About it.\nminutes: 5\norder: 3\n---\n"


def written(folder: Path, body: str, head: str = HEAD) -> Path:
    file = folder / "mine.md"
    file.write_text(head + body, "utf-8")
    return file


def test_six_lessons_ship_in_the_order_of_a_course() -> None:
    found, broken = lessons()
    assert broken == []
    assert [each.name for each in found] == [
        "what-a-gan-is",
        "mode-collapse",
        "vae-and-its-bottleneck",
        "walking-through-latent-space",
        "smaller-and-faster",
        "three-ways-to-a-picture",
    ]
    assert all(10 <= each.minutes <= 45 for each in found)


@pytest.mark.parametrize("lesson", lessons()[0], ids=lambda each: each.name)
def test_a_shipped_lesson_asks_acts_and_explains(lesson) -> None:
    kinds = [step.kind for step in lesson.steps]
    assert {"read", "predict", "act", "watch"} <= set(kinds)
    assert all(step.after for step in lesson.steps if step.kind == "predict")
    assert all(step.text for step in lesson.steps)
    breaks = [step.action.what for step in lesson.steps if step.action and step.action.verb == "break"]
    assert set(breaks) <= set(FAILING)
    started = False
    for step in lesson.steps:
        started |= bool(step.action and step.action.verb in ("train", "break"))
        needs = step.condition is not None and step.condition.until != "page"
        needs |= step.action is not None and "$run" in step.action.settings.values()
        assert started or not needs, f"{step.title} needs a run before one was started"


def test_steps_are_read_with_what_belongs_to_each(tmp_path: Path) -> None:
    body = (
        "\n## Read\nSome *text*.\n"
        "\n## Guess\nkind: predict\n\nWhich?\n\n- ( ) one\n- (x) two\n\nBecause.\n"
        "\n## Go\nkind: act\nbutton: Start\ndo: train quick-digits training.seconds=5\n\nNow.\n"
        "\n## Wait\nkind: watch\nuntil: curve G/loss < -0.5\n"
        "\n## There\nkind: watch\nuntil: page latent part=map\n"
    )
    text, guess, go, wait, there = read(written(tmp_path, body)).steps
    assert (text.kind, text.text) == ("read", "Some *text*.")
    assert (guess.choices, guess.text, guess.after) == ((("one", False), ("two", True)), "Which?", "Because.")
    assert go.action == Action("Start", "train", "quick-digits", {"training.seconds": "5"})
    assert wait.condition == Condition("curve", "G/loss", "<", -0.5)
    assert there.condition == Condition("page", "latent", settings=(("part", "map"),))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "a lesson has 1 to 40 steps"),
        ("stray\n", "line 7: a step begins with"),
        ("## A\nkind: dance\n", "kind is one of read, predict, act, watch"),
        ("## A\nkind: predict\n- ( ) one\n- ( ) two\n", "one of them"),
        ("## A\n- (x) one\n- ( ) two\n", "choices belong to a step of kind predict"),
        ("## A\nkind: act\ndo: explode now\n", "do is"),
        ("## A\nkind: act\ndo: train nothing\n", "train takes one of quick-digits"),
        ("## A\nkind: act\ndo: open /etc/passwd\n", "open takes one of"),
        ("## A\nkind: act\ndo: open latent part\n", "name=value"),
        ("## A\nkind: watch\nuntil: tomorrow\n", "until is"),
        ("## A\nkind: watch\nuntil: curve G/loss = 3\n", "until is"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(LessonError, match=r"mine\.md, line \d+: ") as error:
        read(written(tmp_path, body))
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("## A\n", "begins with"),
        ("---\ntitle: A\n", "ends with a line"),
        ("---\nname: A\n---\n## A\n", "expected one of title, about"),
        ("---\ntitle: A\n---\n## A\n", "needs title and about"),
        ("---\ntitle: A\nabout: B\nminutes: soon\n---\n## A\n", "minutes is a whole number"),
    ],
)
def test_a_head_that_is_wrong_is_told(tmp_path: Path, head: str, words: str) -> None:
    with pytest.raises(LessonError) as error:
        read(written(tmp_path, "", head))
    assert words in str(error.value)


def test_files_that_are_no_text_are_told_and_the_others_shown(tmp_path: Path) -> None:
    written(tmp_path, "## A\ntext\n")
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "Big Name.md").write_text(HEAD + "## A\n", "utf-8")
    (tmp_path / "long.md").write_text(HEAD + "## A\n" + "x" * 200_000, "utf-8")
    found, broken = lessons(tmp_path)
    assert [each.name for each in found] == ["mine"]
    assert len(broken) == 3


@pytest.mark.parametrize("name", ["../README", "none", "", "README", "a/b"])
def test_only_names_of_lessons_are_looked_up(name: str) -> None:
    with pytest.raises(LessonError, match="no such lesson"):
        find(name)
