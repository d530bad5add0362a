"""The WebSocket that drags points: handles in, the picture of every step out.

A message is JSON: {"number", "z", "y", "handles": [[x, y, to x, to y], ...], "kept", "radius", "hold"}. `kept` is null
or a bit a pixel in base64, row by row; while `hold` is true the targets may still move. A message with the number of
the drag that runs moves its targets, one with another number begins anew, and {"number", "stop": true} ends it.
An answer is uint32 number, uint32 step, uint32 steps in all, uint32 points K, float32 rest, float32 (K, 2) where the
points are, float32 z, uint8 picture (C, H, W), all little-endian; at the end JSON text {"number", "reached", "words"}.
What is wrong is told as JSON text {"number", "error"}; who keeps sending invalid messages is disconnected. To pull
where there is nothing to pull is no such message.

One thread steps for everybody, in turn and a step at a time: thirty visitors share what the machine has.
"""

import base64
import binascii
import json
import logging
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import anyio
import anyio.to_thread
import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.latent.drag import Drag, DragState, Handle, NothingToPullError
from gan_core.latent.drag_wording import outcome
from ui.lab.decode_socket import BROKEN, FULL, MOST_MISTAKES, Wishes, close, listen, opened, refuse
from ui.lab.numbers_sent import numbers_sent

HEAD = struct.Struct("<IIIIf")
MOST_BYTES = 64 * 1024
MOST_CONNECTIONS = 100
TOO_LONG = "The message is longer than any drag needs."
NO_MESSAGE = "A message is a JSON object with a number, z, handles, and what else the page sends."
LOG = logging.getLogger(__name__)

_stepping = anyio.CapacityLimiter(max(1, (os.cpu_count() or 2) - 1))
_connections: set[WebSocket] = set()


@dataclass(frozen=True)
class DragWish:
    """What a message asks for; without handles the drag that runs is to stop."""

    number: int
    z: np.ndarray
    y: np.ndarray | None
    handles: tuple[Handle, ...]
    kept: np.ndarray | None
    radius: float | None
    hold: bool


async def drag(socket: WebSocket) -> None:
    """One visitor's drags, one after the other, until the page is closed."""
    if len(_connections) >= MOST_CONNECTIONS:
        await refuse(socket, FULL)
        return
    _connections.add(socket)
    try:
        generator = await opened(socket)
        await socket.accept()
        wishes = Wishes(MOST_BYTES, TOO_LONG)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_serve, socket, generator, wishes)
            await listen(socket, wishes)
            tasks.cancel_scope.cancel()
    except UserError as error:
        await refuse(socket, str(error))
    finally:
        _connections.discard(socket)


async def _serve(socket: WebSocket, generator: OnnxGenerator, wishes: Wishes) -> None:
    mistakes = 0
    wish: DragWish | None = None
    begun: Drag | None = None
    with suppress(WebSocketDisconnect, RuntimeError):  # closed while it was drawn
        while mistakes < MOST_MISTAKES:
            try:
                if begun is None or wishes.newest is not None or (wish and wish.hold and begun.waits):
                    before, wish = wish, read(await wishes.take(), generator)
                    same = before is not None and before.number == wish.number
                    begun = await _aimed(generator, wish, begun if same else None)
                if begun is None or wish is None:
                    continue
                state = await anyio.to_thread.run_sync(partial(begun.step, hold=wish.hold), limiter=_stepping)
            except UserError as error:
                mistakes, begun = mistakes + (not isinstance(error, NothingToPullError)), None
                await socket.send_text(json.dumps({"number": wish.number if wish else 0, "error": str(error)}))
                continue
            except Exception:  # the last stop: one visitor's trouble ends that visitor's connection only
                LOG.exception("A point could not be dragged")
                await close(socket, BROKEN)
                return
            await socket.send_bytes(answer(wish.number, state))
            if state.done:
                begun = None
                told = {"number": wish.number, "reached": state.reached, "words": outcome(state)}
                await socket.send_text(json.dumps(told))
        await close(socket, "Too many invalid messages.")


async def _aimed(generator: OnnxGenerator, wish: DragWish, begun: Drag | None) -> Drag | None:
    """The drag that runs, with its targets where they should be now; a new one; None where it is to stop."""
    if not wish.handles:
        return None
    if begun is not None:
        begun.retarget([each.target for each in wish.handles])
        return begun
    return await anyio.to_thread.run_sync(
        partial(Drag, generator, wish.z, wish.y, wish.handles, kept=wish.kept, radius=wish.radius), limiter=_stepping
    )


def answer(number: int, state: DragState) -> bytes:
    """A step as the page reads it."""
    head = HEAD.pack(number, state.step, state.num_steps, len(state.points), state.rest)
    numbers = np.concatenate([state.points.ravel(), state.z]).astype("<f4")
    return head + numbers.tobytes() + to_bytes(state.picture[None]).tobytes()


def read(message: bytes | str, generator: OnnxGenerator) -> DragWish:
    """What a message asks for. Raises UserError for what is no such message, or does not fit the model."""
    try:
        sent = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise UserError(NO_MESSAGE) from error
    number = sent.get("number") if isinstance(sent, dict) else None
    if type(number) is not int or not 0 <= number < 2**32:
        raise UserError(NO_MESSAGE)
    if sent.get("stop") is True:
        return DragWish(number, np.zeros(0, np.float32), None, (), None, None, False)
    z = numbers_sent(sent.get("z"))
    if z.shape != (generator.latent_dim,):
        raise UserError(f"This model takes latents of {generator.latent_dim} numbers, got {z.shape}.")
    told = generator.conditions(numbers_sent(sent.get("y"))[None], 1) if generator.condition_width else None
    return DragWish(
        number=number,
        z=z,
        y=None if told is None else told[0],
        handles=_handles(sent.get("handles")),
        kept=_mask(sent.get("kept"), generator.card.shape.image_size),
        radius=None if sent.get("radius") is None else float(numbers_sent([sent["radius"]])[0]),
        hold=sent.get("hold") is True,
    )


def _handles(sent: Any) -> tuple[Handle, ...]:
    """How many they are, and that they lie in the picture, the drag itself checks; none would mean to stop."""
    if not isinstance(sent, list) or not sent or any(not isinstance(each, list) or len(each) != 4 for each in sent):
        raise UserError("A handle is four numbers: where a point is, and where it should go.")
    rows = [numbers_sent(each).tolist() for each in sent]
    return tuple(Handle((row[0], row[1]), (row[2], row[3])) for row in rows)


def _mask(sent: Any, size: int) -> np.ndarray | None:
    if sent is None:
        return None
    try:
        bits = np.frombuffer(base64.b64decode(sent, validate=True), np.uint8)
    except (TypeError, ValueError, binascii.Error) as error:
        raise UserError("What is kept is sent as a bit a pixel, in base64.") from error
    if len(bits) != -(-size * size // 8):
        raise UserError(f"What is kept has {size * size} bits, got {8 * len(bits)}.")
    return np.unpackbits(bits)[: size * size].reshape(size, size).astype(bool)
