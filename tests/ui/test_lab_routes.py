"""The lab's own routes: what they draw, what they refuse, and that nobody waits for another's wishes."""

import json
import struct

import anyio
import numpy as np
import pytest
from starlette.applications import Starlette

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import PRETRAINED
from tests.ui.test_live_api import Client
from ui.lab import decode_socket, routes
from ui.lab.decode_socket import read

OWN = {"host": "localhost:8501", "origin": "http://localhost:8501"}


class Visitor:
    """One end of a WebSocket, driven by hand through the ASGI application."""

    def __init__(self, query="model=digits-vae", headers=OWN):
        self.to_app, self.app_reads = anyio.create_memory_object_stream(100)
        self.app_writes, self.from_app = anyio.create_memory_object_stream(100)
        self.scope = {
            "type": "websocket",
            "path": "/api/lab/decode",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "subprotocols": [],
        }

    async def say(self, content):
        kind = "text" if isinstance(content, str) else "bytes"
        await self.to_app.send({"type": "websocket.receive", kind: content})

    async def hear(self):
        with anyio.fail_after(20):
            return await self.from_app.receive()


def visit(talk, **how):
    """What `talk(visitor)` returns, with the app running behind the visitor."""

    async def main():
        visitor = Visitor(**how)
        app = Starlette(routes=routes.routes())
        with anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(app, visitor.scope, visitor.app_reads.receive, visitor.app_writes.send)
                await visitor.to_app.send({"type": "websocket.connect"})
                heard = await talk(visitor)
                await visitor.to_app.send({"type": "websocket.disconnect", "code": 1000})
        for stream in (visitor.to_app, visitor.app_reads, visitor.app_writes, visitor.from_app):
            stream.close()
        return heard

    return anyio.run(main)


def wish(number, z):
    return struct.pack("<II", number, len(z)) + z.astype("<f4").tobytes()


async def refused(visitor):
    assert (await visitor.hear())["type"] == "websocket.accept"
    ended = await visitor.hear()
    assert ended["type"] == "websocket.close"
    return ended["reason"]


def test_socket_draws_what_python_draws():
    z = draw_z(5, 3, 2)

    async def talk(visitor):
        await visitor.hear()
        await visitor.say(wish(7, z))
        return (await visitor.hear())["bytes"]

    answer = visit(talk)
    assert struct.unpack_from("<II", answer) == (7, 3)
    drawn = np.frombuffer(answer, np.uint8, offset=12).reshape(3, 1, 28, 28)
    assert np.array_equal(drawn, to_bytes(load("digits-vae", backend="onnx").decode(z)))


def test_newer_wishes_take_the_place_of_older_ones():
    async def main():
        wishes = decode_socket.Wishes(most_bytes=6)
        for message in (b"old", b"older", b"newest"):
            assert wishes.put(message) == ""
        assert wishes.put(b"too long") == decode_socket.TOO_LONG
        return await wishes.take(), wishes.newest

    assert anyio.run(main) == (b"newest", None)


def test_flood_is_sent_away(monkeypatch):
    monkeypatch.setattr(decode_socket, "MOST_A_SECOND", 20)

    async def talk(visitor):
        await visitor.hear()
        for number in range(30):
            await visitor.say(wish(number, draw_z(0, 1, 2)))
        while (heard := await visitor.hear())["type"] != "websocket.close":
            pass
        return heard["reason"]

    assert visit(talk) == decode_socket.TOO_FAST


@pytest.mark.parametrize("model", ["", "gone", "../pretrained", "a/b", "digits-vae@5", "%00"])
def test_unknown_models_are_refused_in_words(model, monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_CORE_RUNS", str(tmp_path))
    reason = visit(refused, query=f"model={model}")
    assert "model" in reason.lower() or "checkpoint" in reason


def test_rubbish_is_answered_in_words_and_then_sent_away():
    async def talk(visitor):
        await visitor.hear()
        said = []
        for content in ("words", b"", b"x" * 11, struct.pack("<II", 1, 0), struct.pack("<II", 1, 2**31)):
            await visitor.say(content)
            said.append(json.loads((await visitor.hear())["text"])["error"])
        return said, await visitor.hear()

    said, ended = visit(talk)
    assert len(said) == 5 and all(said) and ended["type"] == "websocket.close"


def test_messages_are_bounded_and_finite():
    too_many = wish(1, draw_z(0, decode_socket.MOST_PICTURES + 1, 2))
    for message in (
        too_many,
        wish(1, np.array([[np.nan, 0]])),
        wish(1, np.array([[np.inf, 0]])),
        wish(1, draw_z(0, 1, 3)),
    ):
        with pytest.raises(UserError):
            read(message, 2, 0)


def test_label_weights_follow_the_latents():
    z, y = draw_z(0, 2, 4), np.eye(3, dtype=np.float32)[[0, 2]]
    number, read_z, read_y = read(wish(9, z) + y.tobytes(), 4, 3)
    assert number == 9 and np.array_equal(read_z, z) and np.array_equal(read_y, y)


def test_full_server_says_so(monkeypatch):
    monkeypatch.setattr(decode_socket, "MOST_CONNECTIONS", 0)
    assert visit(refused) == decode_socket.FULL


def test_onnx_file_is_served_and_kept_by_its_fingerprint():
    client = Client(Starlette(routes=routes.routes()))
    mark = fingerprint(PRETRAINED / "digits-vae")
    answer = client.get(f"/api/lab/onnx?model=digits-vae&v={mark}")
    assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"]
    assert client.get("/api/lab/onnx?model=digits-vae").headers["cache-control"] == "no-store"
    other = client.get("/api/lab/onnx?model=digits-vae&v=other")
    assert other.status_code == 404 and "Reload" in other.json()["error"]
    assert len(answer.content) > 400_000
    assert client.get("/api/lab/onnx?model=gone").status_code == 404
    part = client.get("/api/lab/onnx?model=digits-vae&part=embed")
    assert part.status_code == 404 and part.json()["error"] == "The part of this model must be one of decode, encode."


def test_runtime_that_is_not_installed_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(routes, "RUNTIME", tmp_path)
    client = Client(Starlette(routes=routes.routes()))
    assert routes.runtime_path() == ""
    answer = client.get("/api/lab/runtime/x/ort.wasm.min.mjs")
    assert answer.status_code == 404 and "README" in answer.json()["error"]
    assert client.get("/api/lab/runtime/x/package.json").status_code == 404
