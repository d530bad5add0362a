"""What pages let a pupil do with another's run, also when the messages are crafted; and what a restart keeps."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.real_app import Server
from benchmarks.streamlit_client import Client
from gan_core.classroom.person import Person
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from tests.classroom.rooms_of_tests import joined, opened_class
from tests.conftest import tiny
from tests.running import finished, wait_until

ENDLESS = tiny(training__num_steps=0, training__seconds=900).model_dump(mode="json")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("runs"))
    made.start()
    yield made
    made.stop_runs()
    assert made.stop() == [], "the server left processes behind"


@pytest.fixture
def class_(server: Server) -> Iterator[dict[str, tuple[Person, str]]]:
    """A teacher and two pupils, each with their token."""
    teacher = opened_class(server.runs)
    yield {"teacher": teacher} | {name: joined(server.runs, teacher[0], name) for name in ("Mia", "Noah")}
    server.stop_runs()


def browser(server: Server, token: str, *, teacher: bool = False) -> Client:
    return Client(server.url, cookies={"gan_teacher" if teacher else "gan_pupil": token})


def play(*acts: Callable[[], Awaitable[None]]) -> None:
    async def every() -> None:
        for act in acts:
            await act()

    asyncio.run(every())


def going(server: Server, person: Person) -> RunFolder:
    """A run of that pupil's that trains now."""
    run = Launcher(server.runs).start(ENDLESS, title="Endless", owner=person.owner)
    wait_until(lambda: run.status().state == "running" and run.status().step > 2)
    return run


def test_another_pupil_cannot_stop_change_rename_or_delete_a_run(
    server: Server, class_: dict[str, tuple[Person, str]]
) -> None:
    mia, noah = browser(server, class_["Mia"][1]), browser(server, class_["Noah"][1])
    run = going(server, class_["Mia"][0])
    page = f"run={run.name}"

    async def attack() -> None:
        await mia.open("", page)
        stop, pause = mia.find("button", "Stop"), mia.find("button", "Pause")
        await noah.open("", page)
        assert not noah.has("button", "Stop") and not noah.has("button", "Pause")
        assert "only Mia and the teacher can change it" in noah.texts()
        for button in (stop, pause):
            await noah.press_id(button.element.button.id, button.fragment)
            await noah.press_id(button.element.button.id)
        await noah.trigger(f"live-{run.name}", "command", {"name": "d_step", "value": None})
        rate = {"name": "optimiser.lr", "value": 0.5}
        await noah.trigger(f"live-{run.name}", "command", {"name": "set", "value": rate})
        await mia.open("runs", "whose=All")
        name = mia.find("text_input", "Name")
        await mia.press("Delete…")
        delete = mia.find("button", ":red[Delete]")
        await noah.open("runs", "whose=All")
        assert noah.has("button", "Open") and not noah.has("button", "Delete") and not noah.has("text_input", "Name")
        await noah.press_id(delete.element.button.id, delete.fragment)
        await noah.set(WidgetState(id=name.element.text_input.id, string_value="Mine now"), name.fragment)
        await noah.close()
        await mia.close()

    play(attack)
    with run.record() as record:
        assert record.asked() == [] and not any("0.5" in text for *_, text in record.logs())
    status = run.status()
    assert (status.state, status.title) == ("running", "Endless")


def test_pupil_stops_renames_and_deletes_their_own(server: Server, class_: dict[str, tuple[Person, str]]) -> None:
    mia = browser(server, class_["Mia"][1])
    run = going(server, class_["Mia"][0])

    async def act() -> None:
        await mia.open("runs")
        await mia.enter("Name", "Renamed")
        assert run.status().title == "Renamed"
        await mia.open("", f"run={run.name}")
        await mia.press("Stop")
        wait_until(lambda: run.status().state == "stopped")
        await mia.open("runs")
        await mia.press("Delete…")
        await mia.press(":red[Delete]")
        assert not run.exists()
        await mia.close()

    play(act)


def test_teacher_sees_and_stops_a_pupil_s_run(server: Server, class_: dict[str, tuple[Person, str]]) -> None:
    teacher = browser(server, class_["teacher"][1], teacher=True)
    run = going(server, class_["Mia"][0])
    waiting = Launcher(server.runs).start(ENDLESS, title="Second", owner=class_["Noah"][0].owner)

    async def act() -> None:
        await teacher.open("classroom")
        assert "2 of 2 here · 1 training · 1 waiting" in teacher.texts() and "place 1" in teacher.texts()
        await teacher.press("Stop :gray-background[Endless of Mia")
        wait_until(lambda: run.status().state == "stopped")
        wait_until(lambda: waiting.status().state == "running")
        await teacher.press("Stop all")
        wait_until(lambda: waiting.status().state == "stopped")
        await teacher.close()

    play(act)


def test_pupil_in_the_queue_sees_the_place_and_is_offered_the_playground(
    server: Server, class_: dict[str, tuple[Person, str]]
) -> None:
    noah = browser(server, class_["Noah"][1])
    going(server, class_["Mia"][0])
    Launcher(server.runs).start(ENDLESS, title="Second", owner=class_["Noah"][0].owner)

    async def act() -> None:
        await noah.open("lessons")
        assert "Second waits: place 1 in the queue" in noah.texts().replace("*", "")
        await noah.press("Meanwhile: train in your browser")
        assert "Playground" in noah.texts()
        await noah.close()

    play(act)


def test_run_of_another_class_is_not_there(server: Server, class_: dict[str, tuple[Person, str]]) -> None:
    other, token = opened_class(server.runs, "8a")
    stranger = browser(server, joined(server.runs, other, "Mia")[1])
    run = finished(
        RunFolder.create(
            server.runs / "of-the-others", tiny().model_dump(mode="json"), title="Of 7b", owner=class_["Mia"][0].owner
        )
    )
    own = browser(server, class_["Noah"][1])

    async def act() -> None:
        await stranger.open("runs", "whose=All")
        assert "Of 7b" not in stranger.texts()
        await stranger.open("", f"run={run.name}")
        assert "There is no run called" in stranger.texts()
        assert (await stranger.get(f"api/runs/{run.name}/live")).status_code == 404
        assert (await browser(server, "").get(f"api/runs/{run.name}/live")).status_code == 404
        assert (await own.get(f"api/runs/{run.name}/live")).status_code == 200
        await stranger.close()

    play(act)
    assert token


def test_frozen_class_is_told_on_every_page_and_starts_nothing(
    server: Server, class_: dict[str, tuple[Person, str]]
) -> None:
    teacher, mia = browser(server, class_["teacher"][1], teacher=True), browser(server, class_["Mia"][1])
    before = set(server.runs.iterdir())

    async def act() -> None:
        await teacher.open("classroom")
        await teacher.press("Freeze the class")
        assert teacher.has("button", "Unfreeze the class")
        for page in ("", "runs", "classroom", "playground"):
            await mia.open(page)
            assert "frozen the class" in mia.texts(), page
        await mia.open("")
        await mia.press("Train :gray-background[Digits")
        assert set(server.runs.iterdir()) == before
        await teacher.close()
        await mia.close()

    play(act)


def test_names_are_shown_as_text_everywhere(server: Server) -> None:
    evil = "<b>x</b>**y**[z](a)"
    teacher, token = opened_class(server.runs, "<img src=x onerror=alert(1)>")
    pupil, own = joined(server.runs, teacher, evil)
    lead, mia = browser(server, token, teacher=True), browser(server, own)

    async def act() -> None:
        for client, page in ((mia, "classroom"), (mia, ""), (lead, "classroom"), (lead, "classroom?show=join")):
            name, _, query = page.partition("?")
            await client.open(name, query)
            html = "".join(each.element.html.body for each in client.elements("html"))
            assert "<img src=x" not in html and "<b>x</b>" not in html
            marks = [each.element.markdown.body for each in client.elements("markdown")]
            marks += [each.element.button.label for each in client.elements("button")]
            assert not any("<b>x" in text or "[z](a)" in text or "**y**" in text for text in marks)
            await client.close()

    play(act)
    assert pupil.name == evil


def test_restart_of_the_server_keeps_the_class_and_who_is_who(tmp_path_factory: pytest.TempPathFactory) -> None:
    own = Server(tmp_path_factory.mktemp("runs"))
    own.start()
    teacher, token = opened_class(own.runs)
    mia = Client(own.url)

    async def before() -> None:
        assert (await mia.post("join", code=teacher.classroom.code, name="Mia")).status_code == 200
        await mia.open("classroom")
        await mia.enter("Link of the game", "http://x/playground#data=ring&seed=3")
        await mia.press("Hang it up")
        await mia.open("lessons", "lesson=what-a-gan-is~2")
        await mia.choose("What do you expect?", 1)
        await mia.press("That is my prediction")
        await mia.close()

    async def after() -> None:
        await mia.open("classroom")
        assert "Hello **Mia**" in mia.texts() and "playground#data=ring" in mia.texts()
        await mia.open("classroom", "part=predictions")
        assert "1 answered" in mia.texts()
        await mia.open("lessons", "lesson=what-a-gan-is~2")
        assert not mia.has("button", "That is my prediction")  # the first answer counts, after a reload too
        await mia.close()
        lead = browser(own, token, teacher=True)
        await lead.open("classroom")
        assert "1 of 1 here" in lead.texts()
        await lead.close()

    play(before)
    own.stop()
    own.start()
    try:
        play(after)
    finally:
        assert own.stop() == []
