"""The WebSocket that draws: latents in, pictures out. The newest wish is answered, older ones are dropped.

A message is uint32 number, uint32 count, float32 z (count, latent_dim), float32 label weights (count, num_classes); an
answer is uint32 number, uint32 count, uint32 microseconds, uint8 pictures (count, C, H, W), all little-endian. What
is wrong is told as JSON text {"error": sentence}; who goes on sending rubbish is sent away.
"""

import json
import struct
import time
from contextlib import suppress

import anyio
import anyio.to_thread
import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from gan_core.errors import UserError
from gan_core.generator import to_bytes
from gan_core.model_ref import resolve
from gan_core.onnx_generator import OnnxGenerator
from ui.lab.generators import pictures_of
from ui.own_site import ELSEWHERE, is_own

HEAD = struct.Struct("<II")
ANSWER = struct.Struct("<III")
MOST_PICTURES = 64
MOST_CONNECTIONS = 200
MOST_MISTAKES = 5
MOST_A_SECOND = 500
REFUSED = 1008
FULL = "Too many pictures are drawn by this server just now. Try again in a moment."
TOO_FAST = "Too many messages a second."

_drawing = anyio.CapacityLimiter(2)
_connections: set[WebSocket] = set()


class Wishes:
    """The one wish that waits; a newer one takes its place. `rate` bounds what a connection may send."""

    def __init__(self) -> None:
        self.newest: bytes | str | None = None
        self.came = anyio.Event()
        self._second, self._messages = 0.0, 0

    def put(self, message: bytes | str) -> bool:
        """Keep `message`; False when too many came within a second."""
        now = time.monotonic()
        if now - self._second > 1:
            self._second, self._messages = now, 0
        self._messages += 1
        self.newest = message
        self.came.set()
        return self._messages <= MOST_A_SECOND

    async def take(self) -> bytes | str:
        await self.came.wait()
        self.came = anyio.Event()
        message, self.newest = self.newest, None
        return message


async def decode(socket: WebSocket) -> None:
    """One visitor's pad, until it is closed."""
    if not is_own(socket.headers):
        await _refuse(socket, ELSEWHERE)
        return
    if len(_connections) >= MOST_CONNECTIONS:
        await _refuse(socket, FULL)
        return
    try:
        generator = await anyio.to_thread.run_sync(_opened, socket.query_params.get("model", ""))
    except UserError as error:
        await _refuse(socket, str(error))
        return
    await socket.accept()
    _connections.add(socket)
    wishes = Wishes()
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_answer, socket, generator, wishes)
            await _listen(socket, wishes)
            tasks.cancel_scope.cancel()
    finally:
        _connections.discard(socket)


def _opened(model: str) -> OnnxGenerator:
    return pictures_of(resolve(model))


async def _refuse(socket: WebSocket, words: str) -> None:
    """Close with words that a browser can read: it shows none of a refused handshake."""
    await socket.accept()
    await _close(socket, words)


async def _close(socket: WebSocket, words: str) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(REFUSED, words.encode()[:120].decode(errors="ignore"))


async def _listen(socket: WebSocket, wishes: Wishes) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if not wishes.put(message.get("bytes") or message.get("text") or b""):
            await _close(socket, TOO_FAST)
            return


async def _answer(socket: WebSocket, generator: OnnxGenerator, wishes: Wishes) -> None:
    mistakes = 0
    while True:
        message = await wishes.take()
        try:
            answer = await anyio.to_thread.run_sync(_drawn, generator, message, limiter=_drawing)
            await socket.send_bytes(answer)
        except UserError as error:
            mistakes += 1
            await socket.send_text(json.dumps({"error": str(error)}))
            if mistakes >= MOST_MISTAKES:
                await _close(socket, "Too many messages that make no sense.")
                return
        except (WebSocketDisconnect, RuntimeError):  # closed while it was drawn
            return


def _drawn(generator: OnnxGenerator, message: bytes | str) -> bytes:
    number, z, y = read(message, generator.latent_dim, generator.num_classes)
    started = time.perf_counter()
    pictures = to_bytes(generator.decode(z, y))
    return ANSWER.pack(number, len(z), round(1e6 * (time.perf_counter() - started))) + pictures.tobytes()


def read(message: bytes | str, latent_dim: int, num_classes: int) -> tuple[int, np.ndarray, np.ndarray | None]:
    """Number, z (count, latent_dim) and label weights or None. Raises UserError for what is no such message."""
    if isinstance(message, str) or len(message) < HEAD.size:
        raise UserError("A message is a number, a count, and numbers of 32 bits.")
    number, count = HEAD.unpack_from(message)
    if not 1 <= count <= MOST_PICTURES:
        raise UserError(f"A message may ask for 1 to {MOST_PICTURES} pictures, got {count}.")
    width = latent_dim + num_classes
    if len(message) != HEAD.size + 4 * count * width:
        raise UserError(f"A message for {count} pictures of this model has {HEAD.size + 4 * count * width} bytes.")
    values = np.frombuffer(message, "<f4", offset=HEAD.size)
    if not np.isfinite(values).all():
        raise UserError("Latents are finite numbers.")
    z = values[: count * latent_dim].reshape(count, latent_dim)
    return number, z, values[count * latent_dim :].reshape(count, num_classes) if num_classes else None
