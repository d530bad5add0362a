"""The live view's routes: what they refuse, what they send, and how much of it."""

import json
import sqlite3
import time
from contextlib import closing

import anyio
import httpx
import numpy as np
import pytest
from starlette.applications import Starlette

from gan_core.jobs.folder import RunFolder
from gan_core.jobs.history import History, rounded
from gan_core.jobs.thinning import thin
from tests.conftest import grows, tiny
from tests.running import write_record
from ui.live import news as live_state
from ui.live import replay
from ui.live import routes as live_api
from ui.responses import BROKEN

NAMES = ("G/loss", "D/loss", "D/real", "D/fake", "D/r1", "D/r2", "G/lr", "D/lr", "G/grad_norm", "D/grad_norm")


class Client:
    """Asks the routes without a server. (Starlette's own test client warns of httpx.)"""

    def __init__(self, app):
        self.app = app

    def get(self, path, **asked):
        return anyio.run(self._ask, "GET", path, asked)

    def post(self, path):
        return anyio.run(self._ask, "POST", path, {})

    async def _ask(self, method, path, asked):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://localhost") as client:
            return await client.request(method, path, **asked)


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_CORE_RUNS", str(tmp_path))
    monkeypatch.setattr(live_state, "FRESH_SECONDS", 0.0)
    return Client(Starlette(routes=live_api.ROUTES))


@pytest.fixture
def run(tmp_path):
    folder = RunFolder.create(tmp_path / "a-run", {}, title="A run", state="stopped")
    add_rows(folder, range(1, 4))
    return folder


def add_rows(folder, steps, value=0.5):
    with folder.record() as record:
        for step in steps:
            record.add_row(step, 32 * step, 0.1 * step, {"G/loss": value, "D/loss": 2 * value})


def live(client, name="a-run", **seen):
    answer = client.get(f"/api/runs/{name}/live", params=seen)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", ["missing", "..", "%2e%2e", "A-RUN", ".trash", "a run", "a" * 90, "%00"])
def test_unknown_and_bad_run_names_are_refused_in_words(client, run, name):
    answer = client.get(f"/api/runs/{name}/live")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_missing_run_is_told_in_the_sentence_of_the_run_error(client):
    answer = client.get("/api/runs/missing/live")
    assert answer.json() == {"error": "There is no run called 'missing' here. It may have been deleted."}


@pytest.mark.parametrize(
    "file", ["..%2f..%2fconfig.json", "config.json", "samples-1.png", "samples-000000001.png.txt", "%2fetc%2fpasswd"]
)
def test_only_names_of_pictures_are_served_as_pictures(client, run, file):
    assert client.get(f"/api/runs/a-run/pictures/{file}").status_code == 404


def test_picture_may_be_kept_for_ever(client, run):
    (run.samples / "samples-000000001.png").write_bytes(b"\x89PNG")
    answer = client.get("/api/runs/a-run/pictures/samples-000000001.png")
    assert answer.content == b"\x89PNG"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "image/png"


def test_figures_of_the_diagram_and_changed_rates_are_told(client, run):
    place = {"step": 2, "updates": 2, "images": 64, "seconds": 1.0}
    change = {"name": "optimiser.lr", "before": 0.002, "value": 0.001, **place}
    with run.record() as record:
        record.put(facts={"diagram": {"step": 2, "fakes": {"scores": [0.5, None]}}, "changes": {"list": [change]}})
    told = live(client)
    assert told["diagram"]["fakes"]["scores"] == [0.5, None] and told["changes"] == [change]
    assert "diagram" not in told["facts"]


def test_run_that_grows_says_where_it_stands(client, tmp_path):
    folder = RunFolder.create(tmp_path / "grows", grows().model_dump(mode="json"), title="Grows", state="running")
    with folder.record() as record:
        record.put(step=2, images=24)
    assert live(client, "grows")["growth"] == {
        **{"size": 8, "alpha": 0.5, "images": 24, "end": 80},
        "spans": [[8, 4, 4], [32, 4, 8], [8, 8, 8], [32, 8, 16], [8, 16, 16]],
    }


@pytest.mark.parametrize("changes", [{"model__stable_images": 0, "model__fading_images": 0}, None])
def test_run_of_one_size_says_nothing_of_growing(client, tmp_path, changes):
    config = tiny() if changes is None else grows(**changes)
    RunFolder.create(tmp_path / "other", config.model_dump(mode="json"), title="Other", state="running")
    assert live(client, "other")["growth"] is None


def test_routes_only_read(client, run):
    assert client.post("/api/runs/a-run/live").status_code == 405


def test_after_gives_only_what_is_new(client, run):
    first = live(client)
    assert first["rows"]["step"] == [1, 2, 3]
    assert first["rows"]["reset"]
    add_rows(run, [4])
    second = live(client, epoch=first["epoch"], after=first["rows"]["last"], log_after=0)
    assert second["rows"]["step"] == [4]
    assert second["rows"]["values"] == {"G/loss": [0.5], "D/loss": [1.0]}
    assert not second["rows"]["reset"]


def test_nothing_new_is_an_empty_update(client, run):
    first = live(client)
    again = live(client, epoch=first["epoch"], after=first["rows"]["last"])
    assert again["rows"]["step"] == []
    assert not again["rows"]["reset"]


def test_cut_after_a_resume_starts_the_curves_over(client, run):
    first = live(client)
    with run.record() as record:
        record.cut_after(1)
    add_rows(run, [2], value=9.0)
    second = live(client, epoch=first["epoch"], after=first["rows"]["last"], pictures_after=5)
    assert second["epoch"] != first["epoch"]
    assert second["rows"]["reset"]
    assert second["rows"]["step"] == [1, 2]
    assert second["rows"]["values"]["G/loss"] == [0.5, 9.0]
    assert second["pictures"]["reset"]


def test_epoch_outlives_the_server(run):
    with run.record() as record:
        record.cut_after(2)
    before, after = History(run.record_path), History(run.record_path)
    before.refresh()
    after.refresh()
    assert before.epoch == after.epoch


def test_pictures_come_once_and_as_differences(client, run):
    with run.record() as record:
        record.add_picture(0, "real", "real-000000000.png")
        for step in (0, 10, 30):
            record.add_picture(step, "samples", f"samples-{step:09d}.png")
    first = live(client)
    assert first["pictures"]["kinds"]["samples"] == {"id": [2, 1, 1], "step": [0, 10, 20]}
    assert live(client, epoch=first["epoch"], pictures_after=first["pictures"]["last"])["pictures"]["kinds"] == {}


def test_log_lines_come_once(client, run):
    with run.record() as record:
        record.log(3, "change", "optimiser.lr: 0.002 → 0.001")
    first = live(client)
    assert first["log"][0][4] == "Learning rate: 0.002 → 0.001"
    assert live(client, log_after=first["log"][0][0])["log"] == []


def test_queued_run_knows_its_place(client, tmp_path):
    for place, name in enumerate(("first", "second")):
        folder = RunFolder.create(tmp_path / name, {}, title=name)
        with folder.record() as record:
            record.put(queued=time.time() + place)
    assert live(client, "second")["status"]["place"] == 2


def test_time_left_follows_from_the_share_that_is_done(client, run):
    with run.record() as record:
        record.put(state="paused", host="another", heartbeat=time.time(), goal=0.25, seconds=10.0)
    assert live(client)["status"]["seconds_left"] == pytest.approx(30.0)


def test_run_without_end_has_no_share(client, run):
    with run.record() as record:
        record.put(goal=-1.0)
    assert live(client)["status"]["share"] is None


def test_no_number_is_null_and_numbers_have_five_digits():
    assert rounded(np.array([np.nan, np.inf, 0.123456789])) == [None, None, 0.12346]


def test_not_a_number_in_a_curve_is_sent_as_null(client, run):
    add_rows(run, [4], value=float("nan"))
    assert live(client)["rows"]["values"]["G/loss"] == [0.5, 0.5, 0.5, None]


def test_thinning_keeps_extremes_first_and_last():
    values = np.sin(np.arange(10_000) / 50)
    values[[1234, 4321]] = 7.0, -7.0
    axes, curves = thin({"step": np.arange(10_000)}, {"a": values}, 300)
    assert len(axes["step"]) <= 300
    assert np.nanmax(curves["a"]) == 7.0
    assert np.nanmin(curves["a"]) == -7.0
    assert (axes["step"][0], axes["step"][-1]) == (0, 9_999)
    assert (curves["a"][0], curves["a"][-1]) == (values[0], values[-1])
    assert (np.diff(axes["step"]) >= 0).all()


def test_thinning_leaves_short_curves_alone():
    values = np.arange(5.0)
    assert thin({"step": values}, {"a": values}, 10)[1]["a"] is values


def test_thinning_finds_the_one_value_of_a_sparse_curve():
    values = np.full(5_000, np.nan)
    values[2_500] = 3.0
    assert np.nanmax(thin({"step": np.arange(5_000)}, {"a": values}, 100)[1]["a"]) == 3.0


def write_many(folder, count):
    """100,000 rows one by one take a while: this is what add_row does, in one transaction."""
    noise = np.random.default_rng(0).normal(size=(count, len(NAMES))).tolist()
    rows = ((row, 32 * row, 0.01 * row, json.dumps(dict(zip(NAMES, noise[row], strict=True)))) for row in range(count))
    with closing(sqlite3.connect(folder.record_path)) as database, database:
        database.executemany("INSERT INTO curves (step, images, seconds, data) VALUES (?, ?, ?, ?)", rows)


def test_update_with_100_000_rows_behind_it_stays_under_40_kb(client, tmp_path):
    folder = RunFolder.create(tmp_path / "long", {}, title="Long", state="stopped")
    write_many(folder, 100_000)
    first = client.get("/api/runs/long/live")
    assert len(first.content) <= 40_000
    news = first.json()
    with folder.record() as record:
        record.add_row(100_000, 1, 1.0, dict.fromkeys(NAMES, 1.0))
    later = client.get("/api/runs/long/live", params={"epoch": news["epoch"], "after": news["rows"]["last"]})
    assert len(later.content) <= 2_000
    zoomed = client.get("/api/runs/long/window", params={"from": 100, "to": 300}).json()
    assert zoomed["step"] == list(range(99, 302))


@pytest.mark.parametrize("query", ["axis=data", "from=nan", "to=x"])
def test_wrong_window_is_refused(client, run, query):
    assert client.get(f"/api/runs/a-run/window?{query}").status_code == 400


ODD = ["nan", "inf", "-Infinity", "1e999", "-1e999", "9" * 400, "true", "1_0", "\u0661", "0x10", " 1", "[" * 3000, "{}"]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(
    "address", ["window?from=", "window?to=", "live?after=", "live?pictures_after=", "live?log_after="]
)
def test_odd_numbers_are_refused_with_a_sentence(client, run, address, value):
    answer = client.get(f"/api/runs/a-run/{address}{value}")
    assert (answer.status_code, answer.json()["error"]) == (400, "This address is not valid.")


@pytest.mark.parametrize("value", ["0", "-1.5", "0.30000000000000004", "1e+21", "5e-324"])
def test_numbers_as_javascript_writes_them_are_taken(client, run, value):
    for address in ("window?from=", "live?after="):
        assert client.get(f"/api/runs/a-run/{address}{value.replace('+', '%2B')}").status_code == 200


def test_deleted_run_is_told_while_it_is_watched(client, run):
    live(client)
    run.path.rename(run.path.parent / "elsewhere")
    assert client.get("/api/runs/a-run/live").status_code == 404


def test_failure_of_ours_reaches_no_browser(client, run, monkeypatch):
    monkeypatch.setattr(live_state, "status", lambda *_: 1 / 0)
    answer = client.get("/api/runs/a-run/live")
    assert answer.status_code == 500
    assert answer.json() == {"error": BROKEN}


def test_plotly_is_served_compressed(client):
    answer = client.get("/api/plotly.min.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert b"Plotly" in answer.content


def test_recording_holds_rows_frames_and_times(client, run, tmp_path, monkeypatch):
    from PIL import Image

    with run.record() as record:
        for step in (0, 1, 2, 3):
            Image.new("L", (8, 8), 60 * step).save(run.samples / f"samples-{step:09d}.png")
            record.add_picture(step, "samples", f"samples-{step:09d}.png")
        modes = {"names": ["0", "1"], "num_images": 50, "reader": "Digit classifier"}
        diagram = {"step": 3, "learned": ["D", "G"], "fakes": {"columns": 2, "scores": [1.0]}, "z": [[0.5]]}
        record.put(facts={"watch/modes": modes, "diagram": diagram})
        record.add_row(3, 96, 3.0, {"modes/recognised": 0.5, "modes/0": 0.5, "modes/1": 0.0})
    monkeypatch.setattr(replay, "FOLDER", tmp_path / "replays")
    assert replay.record_replay(run.path, tmp_path / "replays" / "one", num_frames=2) <= replay.MAX_BYTES
    recording = client.get("/api/replay/one").json()
    assert [frame["step"] for frame in recording["pictures"]] == [0, 3]
    assert len(recording["rows"]["at"]) == 4 and "modes/0" not in recording["rows"]["values"]
    assert recording["kinds"]["rows"] == [{"at": 3.0, "recognised": 0.5, "shares": [0.5, 0.0]}]
    assert recording["diagram"] == {"learned": [], "fakes": {"columns": 2}, "z": [[0.5]]}
    assert client.get("/api/replay/one/samples-3.webp").headers["content-type"] == "image/webp"
    assert client.get("/api/replay/one/..%2f..%2fa-run%2fconfig.json").status_code == 404
    assert client.get("/api/replay/..").status_code == 404


DAMAGE = {
    "status": ("INSERT OR REPLACE INTO status VALUES ('goal', ?)", '"far"', 404),
    "facts": ("INSERT OR REPLACE INTO status VALUES ('facts', ?)", '{"watch/modes": {"names": [1]}}', 404),
    "diagram": ("INSERT OR REPLACE INTO status VALUES ('facts', ?)", '{"diagram": {"z": [[NaN]]}}', 404),
    "changes": ("INSERT OR REPLACE INTO status VALUES ('facts', ?)", '{"changes": {"list": [{"step": 1}]}}', 404),
    "live": ("INSERT OR REPLACE INTO status VALUES ('live', ?)", '{"optimiser.lr": NaN}', 404),
    "energy": ("INSERT OR REPLACE INTO status VALUES ('energy', ?)", "{}", 404),
    "curves": ("INSERT INTO curves (step, images, seconds, data) VALUES (4, 1, 1.0, ?)", '{"G/loss": ', 200),
    "deep curves": ("INSERT INTO curves (step, images, seconds, data) VALUES (4, 1, 1.0, ?)", "[" * 5000, 200),
    "pictures": ("INSERT INTO pictures (step, name, file) VALUES ('x', 'samples', ?)", "a.png", 200),
    "log": ("INSERT INTO log (time, step, kind, text) VALUES (1.0, 'x', 'info', ?)", "a", 200),
    "best": ("INSERT OR REPLACE INTO status VALUES ('facts', ?)", '{"watch/fidelity": {"floor": NaN}}', 200),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_record_is_no_failure_of_ours(client, run, damage):
    query, value, code = DAMAGE[damage]
    write_record(run, query, value)
    answer = client.get("/api/runs/a-run/live")
    assert answer.status_code == code, answer.text
    assert code == 200 or "damaged" in answer.json()["error"]
    assert client.get("/api/runs/a-run/window").status_code == code


@pytest.mark.parametrize("text", ["[]", '"x"', "[" * 5000, '{"data": []}', '{"data": {"name": ["ring"]}}'])
def test_damaged_settings_are_no_failure_of_ours(client, run, text):
    (run.path / "config.json").write_text(text)
    assert client.get("/api/runs/a-run/live").status_code in (200, 404)


def test_picture_that_is_a_link_is_not_served(client, run, tmp_path):
    (tmp_path / "secret").write_text("mine")
    (run.samples / "samples-000000001.png").symlink_to(tmp_path / "secret")
    assert client.get("/api/runs/a-run/pictures/samples-000000001.png").status_code == 404


def test_pictures_of_a_linked_folder_are_not_served(client, run, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "samples-000000001.png").write_text("mine")
    run.samples.rmdir()
    run.samples.symlink_to(tmp_path / "elsewhere")
    assert client.get("/api/runs/a-run/pictures/samples-000000001.png").status_code == 404


def test_captions_and_all_that_the_language_model_wrote_are_told_in_order(client, run):
    now = {"captions": ["a red circle", "a star"], "step": 20, "sentences": ["a red star"]}
    early = {f"text/{step}": {"sentences": [f"babble {step}"]} for step in (8, 16, 0)}
    with run.record() as record:
        record.put(facts={"text": now, **early, "watch/language": {"floor": 1.2}})
    told = live(client)
    assert told["text"]["captions"] == now["captions"] and told["text"]["columns"] == 2
    assert [each["step"] for each in told["text"]["written"]] == [0, 8, 16, 20]
    assert told["text"]["written"][-1]["sentences"] == ["a red star"]
    assert told["facts"]["watch/language"]["floor"] == 1.2


def test_model_that_writes_nothing_has_captions_alone_and_others_have_neither(client, run):
    assert live(client)["text"] is None
    with run.record() as record:
        record.put(facts={"text": {"captions": ["a star"], "step": 4, "sentences": []}})
    assert live(client)["text"] == {"captions": ["a star"], "columns": 1, "written": []}
