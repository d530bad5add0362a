"""The WebSocket that drags: what it draws, what it refuses, and that a newer message moves the targets."""

import base64
import json
import struct

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from tests.ui.test_lab_routes import OWN, Visitor, refused
from tests.ui.test_lab_routes import visit as visited
from ui.lab import drag_socket
from ui.lab.decode_socket import MOST_MISTAKES
from ui.lab.drag_socket import HEAD, MOST_BYTES, read

MODEL = load("digits-gan", backend="onnx")
Z = draw_z(0, 1, 16)[0].tolist()
Y = np.eye(10)[3].tolist()


def wish(number: int = 1, **changes: object) -> dict:
    asked = {"number": number, "z": Z, "y": Y, "handles": [[14, 6, 16, 6]], "kept": None, "radius": 7, "hold": False}
    return asked | changes


def visit(talk, **how):
    def on_the_drag_route(self, *args, **more):
        begin(self, *args, **more)
        self.scope["path"] = "/api/lab/drag"

    begin = Visitor.__init__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Visitor, "__init__", on_the_drag_route)
        return visited(talk, **({"query": "model=digits-gan"} | how))


async def until_done(visitor):
    """All frames, and what is said at the end."""
    frames = []
    while True:
        heard = await visitor.hear()
        if heard.get("bytes") is None:
            return frames, heard
        frames.append(heard["bytes"])


def test_a_drag_streams_a_picture_a_step_and_ends_with_a_sentence() -> None:
    async def talk(visitor):
        await visitor.hear()
        await visitor.say(json.dumps(wish(7)))
        return await until_done(visitor)

    frames, ended = visit(talk)
    said = json.loads(ended["text"])
    assert said["number"] == 7 and said["words"].endswith(".") and isinstance(said["reached"], bool)
    heads = [HEAD.unpack_from(frame) for frame in frames]
    assert [head[1] for head in heads] == list(range(1, len(frames) + 1))
    assert {(head[0], head[3]) for head in heads} == {(7, 1)}
    assert all(len(frame) == HEAD.size + 8 + 4 * 16 + 28 * 28 for frame in frames)


def test_the_last_picture_is_that_of_the_last_latent() -> None:
    async def talk(visitor):
        await visitor.hear()
        await visitor.say(json.dumps(wish()))
        return await until_done(visitor)

    (*_, frame), _ = visit(talk)
    z = np.frombuffer(frame, "<f4", count=16, offset=HEAD.size + 8)
    drawn = np.frombuffer(frame, np.uint8, offset=HEAD.size + 8 + 64).reshape(28, 28)
    expected = (MODEL.decode(z[None], np.array([Y]))[0, 0] + 1) * 127.5
    assert np.abs(drawn - expected).max() <= 1


def test_a_held_drag_waits_and_a_message_of_the_same_number_lets_it_go() -> None:
    async def talk(visitor):
        await visitor.hear()
        await visitor.say(json.dumps(wish(hold=True)))
        first = await visitor.hear()
        await visitor.say(json.dumps(wish(handles=[[14, 6, 15, 6]])))
        frames, ended = await until_done(visitor)
        return struct.unpack_from("<II", first["bytes"]), HEAD.unpack_from(frames[-1]), json.loads(ended["text"])

    first, newest, said = visit(talk)
    assert first == (1, 1) and newest[0] == said["number"] == 1
    assert newest[1] > 1  # it went on and did not begin anew


def test_a_newer_number_begins_anew() -> None:
    async def talk(visitor):
        await visitor.hear()
        await visitor.say(json.dumps(wish(1, hold=True)))
        await visitor.hear()
        await visitor.say(json.dumps(wish(2)))
        frames, ended = await until_done(visitor)
        heads = [HEAD.unpack_from(frame) for frame in frames]
        return next(head for head in heads if head[0] == 2), json.loads(ended["text"])

    begun, said = visit(talk)
    assert begun[1] == 1 and said["number"] == 2


def test_a_stopped_drag_sends_nothing_more_and_the_next_one_runs() -> None:
    async def talk(visitor):
        await visitor.hear()
        await visitor.say(json.dumps(wish(1, hold=True)))
        await visitor.hear()
        await visitor.say(json.dumps({"number": 1, "stop": True}))
        await visitor.say(json.dumps(wish(3)))
        _, ended = await until_done(visitor)
        return json.loads(ended["text"])

    assert visit(talk)["number"] == 3


def test_what_does_not_fit_is_told_and_who_goes_on_is_sent_away() -> None:
    async def talk(visitor):
        await visitor.hear()
        said = []
        for content in (wish(handles=[[14, 6, 99, 6]]), wish(z=[1, 2]), wish(radius=1000), "nonsense", [1]):
            await visitor.say(json.dumps(content))
            said.append(json.loads((await visitor.hear())["text"])["error"])
        return said, await visitor.hear()

    said, ended = visit(talk)
    assert "from 0,0 to 27,27" in said[0] and "16 numbers" in said[1] and "The radius must be" in said[2]
    assert ended["type"] == "websocket.close"


def test_to_pull_at_the_background_again_and_again_sends_nobody_away() -> None:
    async def talk(visitor):
        await visitor.hear()
        said = []
        for number in range(3 * MOST_MISTAKES):
            await visitor.say(json.dumps(wish(number, handles=[[1, 26, 4, 26]], radius=1)))
            said.append(json.loads((await visitor.hear())["text"])["error"])
        await visitor.say(json.dumps(wish(99)))
        return said, await until_done(visitor)

    said, (frames, ended) = visit(talk)
    assert all("nothing to pull" in each for each in said)
    assert frames and json.loads(ended["text"])["number"] == 99


def test_too_long_a_message_ends_the_connection() -> None:
    async def talk(visitor):
        await visitor.hear()
        await visitor.say(" " * (MOST_BYTES + 1))
        return await visitor.hear()

    ended = visit(talk)
    assert ended["type"] == "websocket.close" and ended["reason"] == drag_socket.TOO_LONG


def test_full_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drag_socket, "MOST_CONNECTIONS", 0)
    assert visit(refused) == drag_socket.FULL


def test_unknown_models_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    monkeypatch.setenv("GAN_CORE_RUNS", str(tmp_path))
    assert "model" in visit(refused, query="model=gone", headers=OWN).lower()


@pytest.mark.parametrize(
    "changes",
    [
        {"number": -1},
        {"number": 2**32},
        {"number": True},
        {"number": "1"},
        {"z": [float("nan")] * 16},
        {"z": "16 numbers"},
        {"z": [1e39] * 16},
        {"y": None},
        {"y": [1.0]},
        {"handles": []},
        {"handles": None},
        {"handles": [[1, 2, 3]]},
        {"handles": [[1, 2, 3, "4"]]},
        {"handles": [[1, 2, 3, float("inf")]]},
        {"kept": "!!!"},
        {"kept": 3},
        {"kept": base64.b64encode(b"x" * 97).decode()},
        {"radius": "7"},
        {"radius": True},
        {"radius": [7]},
    ],
)
def test_a_message_is_checked_before_anything_is_drawn(changes: dict) -> None:
    with pytest.raises(UserError):
        read(json.dumps(wish(**changes)), MODEL)


@pytest.mark.parametrize("message", ["", "{", "[]", "null", "1", b"\xff\xfe", "[" * 5000])
def test_what_is_no_object_of_json_is_refused(message: str | bytes) -> None:
    with pytest.raises(UserError):
        read(message, MODEL)


def test_kept_is_a_bit_a_pixel_row_by_row() -> None:
    kept = np.zeros((28, 28), bool)
    kept[0, 3] = kept[27, 27] = True
    bits = base64.b64encode(np.packbits(kept).tobytes()).decode()
    assert np.array_equal(read(json.dumps(wish(kept=bits)), MODEL).kept, kept)
