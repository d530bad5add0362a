"""A run in two processes: one owns folder, lock and record, the other works in a folder of its own and sends all over.

`python -m tests.jobs.forwarding FOLDER` is the owner: one request a line on its standard input, one reply a line.
"""

import base64
import json
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.record import Command
from gan_core.jobs.sink import LocalSink
from gan_core.jobs.status import Status
from gan_core.store import atomic

OWN = (".lock", ".reserve", "worker.log")
"""Files that a worker's process keeps for itself."""


class WorkingFolder(RunFolder):
    """Where a worker without the run's own folder has its files: what it needs of it is copied in, no record."""

    def __init__(self, path: Path, source: RunFolder) -> None:
        super().__init__(path)
        self.known: dict[str, Any] = {}
        self.past: list[dict[str, float]] = []
        shutil.copytree(source.path, path, ignore=shutil.ignore_patterns("run.sqlite*", "samples", *OWN))

    def facts(self) -> dict[str, Any]:
        return self.known

    def curve_values(self) -> list[dict[str, float]]:
        return self.past


class ForwardingSink:
    """Sends every call to the owner, and the files that changed whenever they are whole."""

    def __init__(self, folder: WorkingFolder, run: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "tests.jobs.forwarding", str(run)]
        self.owner = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.sent: dict[str, tuple[int, int]] = self._marks()

    def _call(self, call: str, /, **values: Any) -> Any:
        print(json.dumps({"call": call, "values": values}), file=self.owner.stdin, flush=True)
        reply = json.loads(self.owner.stdout.readline())
        if "error" in reply:
            raise UserError(reply["error"])
        return reply["answer"]

    def claim(self, identity: dict[str, Any], ticket: str) -> Status:
        status = Status(**self._call("claim", identity=identity, ticket=ticket))
        self.folder.known, self.folder.past = status.facts or {}, self._call("curve_values")
        return status

    def reserve_room(self) -> None:
        self._call("reserve_room")

    def put(self, **status: Any) -> None:
        self._call("put", **status)

    def forget_after(self, step: int) -> None:
        self._call("forget_after", step=step)

    def add_row(self, step: int, images: int, seconds: float, values: dict[str, float]) -> None:
        self._call("add_row", step=step, images=images, seconds=seconds, values=values)

    def add_picture(self, step: int, name: str, png: bytes) -> None:
        self._call("add_picture", step=step, name=name, png=text_of(png))

    def log(self, step: int, kind: str, text: str) -> None:
        self._call("log", step=step, kind=kind, text=text)

    def keep_files(self) -> None:
        """New and changed files first, folders whole; then what is gone."""
        now = self._marks()
        changed: dict[str, dict[str, str]] = {}
        for name in now:
            if self.sent.get(name) != now[name]:
                place, _, file = name.rpartition("/")
                changed.setdefault(place, {})[file] = text_of((self.folder.path / name).read_bytes())
        for place, files in changed.items():
            self._call("write_files", place=place, files=files)
        if gone := sorted(self.sent.keys() - now.keys()):
            self._call("remove_files", names=gone)
        self.sent = now

    def _marks(self) -> dict[str, tuple[int, int]]:
        paths = [path for path in self.folder.path.rglob("*") if path.is_file() and path.name not in OWN]
        stats = {path.relative_to(self.folder.path).as_posix(): path.stat() for path in paths}
        return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in stats.items()}

    def asked(self) -> list[Command]:
        return [Command(**each) for each in self._call("asked")]

    def answer(self, command_id: int, reply: str) -> None:
        self._call("answer", command_id=command_id, reply=reply)

    def finish(self, **status: Any) -> None:
        self._call("finish", **status)
        self.close()

    def close(self) -> None:
        """The owner lets go of the run; what was not finished is lost."""
        self.owner.stdin.close()
        self.owner.wait()
        self.owner.stdout.close()


class Owner:
    """What a forwarding sink asks for beyond a LocalSink: the job's files."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder, self.sink = folder, LocalSink(folder)

    def reply(self, call: str, values: dict[str, Any]) -> Any:
        if call in ("write_files", "remove_files"):
            return getattr(self, call)(**values)
        if call == "curve_values":
            return self.folder.curve_values()
        if "png" in values:
            values["png"] = base64.b64decode(values["png"])
        found = getattr(self.sink, call)(**values)
        if isinstance(found, list):
            return [asdict(each) for each in found]
        return asdict(found) if found is not None else None

    def write_files(self, place: str, files: dict[str, str]) -> None:
        """A folder that is new appears whole."""
        target = self.folder.path / place
        contents = {name: base64.b64decode(text) for name, text in files.items()}
        if target.exists():
            for name, content in contents.items():
                atomic.write_bytes(target / name, content)
            return
        with atomic.new_folder(target) as new:
            for name, content in contents.items():
                (new / name).write_bytes(content)

    def remove_files(self, names: list[str]) -> None:
        for name in names:
            path = self.folder.path / name
            path.unlink(missing_ok=True)
            if path.parent != self.folder.path:
                with suppress(OSError):  # others are in it
                    path.parent.rmdir()


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def main(path: str) -> None:
    """Serve until the worker has gone; its run is then free, whatever it managed to say."""
    owner = Owner(RunFolder(path))
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"answer": owner.reply(request["call"], request["values"])}
        except UserError as error:
            reply = {"error": str(error)}
        print(json.dumps(reply), flush=True)
    owner.sink.close()


if __name__ == "__main__":
    main(sys.argv[1])
