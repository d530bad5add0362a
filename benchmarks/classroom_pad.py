"""python -m benchmarks.classroom_pad [--visitors 30] [--seconds 15]: how long a class waits that drags all at once.

Each visitor is a WebSocket of the pad's own route with one wish under way at a time, sixty a second, as the page does
it: what it wants in between is dropped and never queued. Reported: milliseconds from wish to picture over all visitors
(p50, p95, the longest), pictures a second and visitor, for each shipped model. The visitors share the machine.
"""

import argparse
import asyncio
import struct
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from websockets.asyncio.client import connect

from benchmarks.machine import machine
from benchmarks.real_app import Server
from gan_core.store.model_card import read_card, shipped

FRAME_SECONDS = 1 / 60


async def visitor(server: Server, model: str, width: int, seconds: float, seed: int) -> list[float]:
    """Drag for that long; milliseconds for each picture."""
    numbers, waits = np.random.default_rng(seed), []
    url = f"{server.url.replace('http', 'ws')}/api/lab/decode?model={model}"
    async with connect(url, origin=server.url, max_size=2**24) as socket:
        await asyncio.sleep(0.02 * seed)
        ended = time.perf_counter() + seconds
        while time.perf_counter() < ended:
            begun = time.perf_counter()
            z = numbers.standard_normal(width).astype("<f4")
            await socket.send(struct.pack("<II", len(waits), 1) + z.tobytes())
            answer = await asyncio.wait_for(socket.recv(), 10)
            if not isinstance(answer, bytes):
                raise RuntimeError(answer)
            waits.append(1000 * (time.perf_counter() - begun))
            await asyncio.sleep(max(0.0, FRAME_SECONDS - (time.perf_counter() - begun)))
    return waits


async def crowd(server: Server, model: str, width: int, visitors: int, seconds: float) -> list[float]:
    every = await asyncio.gather(*(visitor(server, model, width, seconds, seed) for seed in range(visitors)))
    return [wait for one in every for wait in one]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=15.0)
    chosen = parser.parse_args()
    print(f"{machine()}; {chosen.visitors} visitors drag for {chosen.seconds:.0f} s")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        time.sleep(5)
        try:
            for path in shipped():
                card = read_card(path)
                if not card.config.family.one_pass:  # nobody drags one: its network is asked many times a picture
                    continue
                width = card.latent_dim + card.shape.condition_width
                waits = asyncio.run(crowd(server, path.name, width, chosen.visitors, chosen.seconds))
                low, high = np.percentile(waits, [50, 95])
                rate = len(waits) / chosen.visitors / chosen.seconds
                print(
                    f"{path.name:12} p50 {low:5.1f} ms   p95 {high:5.1f} ms   longest {max(waits):5.1f} ms   "
                    f"{rate:4.1f} pictures a second each"
                )
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
