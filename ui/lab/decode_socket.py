"""The WebSocket that draws: latents in, pictures out. The newest request is answered, older ones are dropped.

A message is uint32 number, uint32 count, float32 z (count, latent_dim), float32 y (count, condition_width); an
answer is uint32 number, uint32 count, uint32 microseconds, uint8 pictures (count, C, H, W), all little-endian. What
is wrong is told as JSON text {"error": sentence}; who keeps sending invalid messages is disconnected.
"""

import json
import logging
import struct
import time
from contextlib import suppress
from typing import cast

import anyio
import anyio.to_thread
import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.onnx_generator import OnnxGenerator
from ui.lab.generators import model_of
from ui.membership import check_model_seen

HEAD = struct.Struct("<II")
ANSWER = struct.Struct("<III")
MOST_PICTURES = 64
MOST_CONNECTIONS = 200
MOST_MISTAKES = 5
MOST_A_SECOND = 500
REFUSED = 1008
FULL = "This server is drawing too many pictures right now. Try again shortly."
TOO_FAST = "Too many messages per second."
TOO_LONG = f"A message may ask for at most {MOST_PICTURES} pictures."
BROKEN = "The server could not draw this. See its log for the reason."
LOG = logging.getLogger(__name__)

_drawing = anyio.CapacityLimiter(2)
_opening = anyio.CapacityLimiter(4)
_connections: set[WebSocket] = set()


class Wishes:
    """The one wish that waits; a newer one takes its place. What is longer than `most_bytes` is not kept."""

    def __init__(self, most_bytes: int, too_long: str = TOO_LONG) -> None:
        self.most_bytes, self.too_long = most_bytes, too_long
        self.newest: bytes | str | None = None
        self.came = anyio.Event()
        self._second, self._messages = 0.0, 0

    def put(self, message: bytes | str) -> str:
        """Keep `message`; returns why not, or ""."""
        if len(message) > self.most_bytes:
            return self.too_long
        now = time.monotonic()
        if now - self._second > 1:
            self._second, self._messages = now, 0
        self._messages += 1
        self.newest = message
        self.came.set()
        return "" if self._messages <= MOST_A_SECOND else TOO_FAST

    async def take(self) -> bytes | str:
        await self.came.wait()
        self.came = anyio.Event()
        message, self.newest = self.newest, None
        return cast(bytes | str, message)  # `came` says that there is one


async def decode(socket: WebSocket) -> None:
    """One visitor's pad, until it is closed."""
    if len(_connections) >= MOST_CONNECTIONS:
        await refuse(socket, FULL)
        return
    _connections.add(socket)
    try:
        generator = await opened(socket)
        await socket.accept()
        wishes = Wishes(HEAD.size + 4 * MOST_PICTURES * (generator.latent_dim + generator.condition_width))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_answer, socket, generator, wishes)
            await listen(socket, wishes)
            tasks.cancel_scope.cancel()
    except UserError as error:
        await refuse(socket, str(error))
    finally:
        _connections.discard(socket)


async def opened(socket: WebSocket) -> OnnxGenerator:
    """The model that a socket's address names. Raises UserError where it is gone, or not for this visitor."""
    query = socket.query_params
    generator = await anyio.to_thread.run_sync(model_of, query.get("model", ""), query.get("v", ""), limiter=_opening)
    await anyio.to_thread.run_sync(check_model_seen, socket, generator.card.path, limiter=_opening)
    return generator


async def refuse(socket: WebSocket, words: str) -> None:
    """Close with words that a browser can read: it shows none of a refused handshake."""
    await socket.accept()
    await close(socket, words)


async def close(socket: WebSocket, words: str) -> None:
    """Close with `words` as the reason."""
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(REFUSED, words.encode()[:120].decode(errors="ignore"))


async def listen(socket: WebSocket, wishes: Wishes) -> None:
    """Keep the newest message in `wishes` until the visitor leaves, or sends what is refused."""
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        refusal = wishes.put(message.get("bytes") or message.get("text") or b"")
        if refusal:
            await close(socket, refusal)
            return


async def _answer(socket: WebSocket, generator: OnnxGenerator, wishes: Wishes) -> None:
    mistakes = 0
    with suppress(WebSocketDisconnect, RuntimeError):  # closed while it was drawn
        while mistakes < MOST_MISTAKES:
            message = await wishes.take()
            try:
                answer = await anyio.to_thread.run_sync(_drawn, generator, message, limiter=_drawing)
            except UserError as error:
                mistakes += 1
                await socket.send_text(json.dumps({"error": str(error)}))
                continue
            except Exception:  # the last stop: one visitor's trouble ends that visitor's connection only
                LOG.exception("A picture could not be drawn")
                await close(socket, BROKEN)
                return
            await socket.send_bytes(answer)
        await close(socket, "Too many invalid messages.")


def _drawn(generator: OnnxGenerator, message: bytes | str) -> bytes:
    number, z, y = read(message, generator.latent_dim, generator.condition_width)
    started = time.perf_counter()
    pictures = to_bytes(generator.decode(z, y))
    return ANSWER.pack(number, len(z), round(1e6 * (time.perf_counter() - started))) + pictures.tobytes()


def read(message: bytes | str, latent_dim: int, condition_width: int) -> tuple[int, np.ndarray, np.ndarray | None]:
    """Number, z (count, latent_dim) and label weights or None. Raises UserError for what is no such message."""
    if isinstance(message, str) or len(message) < HEAD.size:
        raise UserError("A message is a number, a count, and numbers of 32 bits.")
    number, count = HEAD.unpack_from(message)
    if not 1 <= count <= MOST_PICTURES:
        raise UserError(f"A message may ask for 1 to {MOST_PICTURES} pictures, got {count}.")
    width = latent_dim + condition_width
    if len(message) != HEAD.size + 4 * count * width:
        raise UserError(f"A message for {count} pictures of this model has {HEAD.size + 4 * count * width} bytes.")
    values = np.frombuffer(message, "<f4", offset=HEAD.size)
    if not np.isfinite(values).all():
        raise UserError("Latents are finite numbers.")
    z = values[: count * latent_dim].reshape(count, latent_dim)
    return number, z, values[count * latent_dim :].reshape(count, condition_width) if condition_width else None
