"""The sink of a worker without the run's folder: it works in a folder of its own and has a keeper do the rest."""

import json
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, Protocol

from gan_core.errors import Fault, RunError
from gan_core.jobs import lock
from gan_core.jobs.cluster import sources_mark
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.record import Command
from gan_core.jobs.run_files import LOG, PIECE_BYTES, files_in, parts_of, read_piece
from gan_core.jobs.run_keeper import Reply
from gan_core.jobs.status import Status
from gan_core.places import UPLOADS

PREFIX = "gan_core-worker-"


class Wire(Protocol):
    """Calls to the keeper of a run, done there in the order in which they were made."""

    def ask(self, call: str, *values: Any) -> Reply:
        """What comes of the call. Blocks."""
        ...

    def tell(self, call: str, *values: Any) -> list[Reply]:
        """Without waiting for it; returns what came of earlier ones meanwhile."""
        ...

    def poll(self, call: str) -> Reply | None:
        """What comes of a call, asked for by the `poll` before; None while it is on its way."""
        ...


def result_of(reply: Reply) -> Any:
    """What was asked for. Raises what the keeper did."""
    code, value = reply
    if code == "refused":
        error = RunError(value[0])
        error.fault = Fault(value[1]) if value[1] else None
        raise error
    if code == "system":
        raise OSError(*value)
    return value


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """`values` as the record will hold them: an enum's member, say, is its text."""
    return json.loads(json.dumps(values))


class WorkingFolder(RunFolder):
    """Where a worker without the run's own folder has its files. It has no record: that is the keeper's."""

    def __init__(self, path: Path, wire: Wire) -> None:
        super().__init__(path)
        self.known: dict[str, Any] = {}
        self._wire = wire

    def facts(self) -> dict[str, Any]:
        return self.known

    def rows_until(self, step: int) -> list[dict[str, float]]:
        return result_of(self._wire.ask("rows_until", step))

    def fetch(self) -> None:
        """Bring all that the job needs here: its own files, and below the same folder uploads and models of others."""
        for name, size in result_of(self._wire.ask("needed")).items():
            inside = name.removeprefix(f"{UPLOADS}/")
            parts = (*((UPLOADS,) if inside != name else ()), *parts_of(inside))
            path = self.path.parent.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            with open(path, "wb") as file:
                while file.tell() < size and (piece := result_of(self._wire.ask("read", name, file.tell()))):
                    file.write(piece)


class RemoteSink:
    """Sends every call to the keeper, and the files that changed whenever they are whole."""

    def __init__(self, folder: WorkingFolder, wire: Wire, node: str = "") -> None:
        self.folder, self.wire, self.node = folder, wire, node
        self._sent: dict[str, tuple[int, int, int]] = {}
        self._log_sent = 0
        self._looked = False

    def claim(self, identity: dict[str, Any], ticket: str) -> Status:
        """The keeper has claimed the run already: this says who works on it, and brings its files here."""
        known = result_of(self.wire.ask("claim", socket.gethostname(), self.node, sources_mark()))
        status = Status(**known)
        self.folder.known = status.facts or {}
        self.folder.fetch()
        self._sent = self._marks()
        return status

    def reserve_room(self) -> None:
        self._tell("reserve_room")

    def put(self, **status: Any) -> None:
        self._tell("put", as_json(status))

    def forget_after(self, step: int) -> None:
        self._tell("forget_after", step)

    def add_row(self, step: int, images: int, seconds: float, values: dict[str, float]) -> None:
        self._tell("add_row", step, images, seconds, as_json(values))

    def add_picture(self, step: int, name: str, png: bytes) -> None:
        self._tell("add_picture", step, name, png)

    def log(self, step: int, kind: str, text: str) -> None:
        self._tell("log", step, kind, text)

    def keep_files(self) -> None:
        """New and changed files first, folder by folder; then what is gone; then what was printed."""
        now = self._marks()
        changed: dict[str, list[str]] = {}
        for name in sorted(now):
            if self._sent.get(name) != now[name]:
                changed.setdefault(name.rpartition("/")[0], []).append(name)
        for names in changed.values():
            for name in names:
                self._send(name, now[name][2])
            result_of(self.wire.ask("take", names))
        if gone := sorted(self._sent.keys() - now.keys()):
            result_of(self.wire.ask("remove", gone))
        self._sent = now
        self._send_log()

    def _send(self, name: str, size: int) -> None:
        offset = 0
        while True:
            piece = read_piece(self.folder.path / name, offset)
            result_of(self.wire.ask("add_piece", name, offset, piece))
            offset += len(piece)
            if len(piece) < PIECE_BYTES:
                return

    def _send_log(self) -> None:
        path = self.folder.path / LOG
        if path.is_file() and path.stat().st_size > self._log_sent:
            text = read_piece(path, self._log_sent)
            self._log_sent += len(text)
            self._tell("add_log", text)

    def _marks(self) -> dict[str, tuple[int, int, int]]:
        found = files_in(self.folder.path)
        return {name: (stat.st_mtime_ns, stat.st_ino, stat.st_size) for name, stat in found.items()}

    def asked(self) -> list[Command]:
        """What waited a moment ago: an answer on its way is not waited for, except the first."""
        reply = self.wire.poll("asked") if self._looked else self.wire.ask("asked")
        self._looked = True
        return [] if reply is None else [Command(**each) for each in result_of(reply)]

    def answer(self, command_id: int, reply: str) -> None:
        self._tell("answer", command_id, reply)

    def finish(self, **status: Any) -> None:
        self._send_log()
        result_of(self.wire.ask("finish", as_json(status)))

    def _tell(self, call: str, *values: Any) -> None:
        for reply in self.wire.tell(call, *values):
            result_of(reply)


@contextmanager
def working_place() -> Iterator[Path]:
    """A folder of this worker's own, gone afterwards. What killed workers left of theirs goes first."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not left.is_symlink() and (left / ".lock").is_file() and not lock.is_held(left / ".lock"):
            rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=PREFIX))
    held = lock.take(place / ".lock")
    try:
        yield place
    finally:
        with suppress(OSError):
            rmtree(place)
        if held:
            held.close()
