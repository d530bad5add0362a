"""A worker: takes a job's events one by one, writes them into its folder and obeys the commands it finds there."""

import signal
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from typing import IO, Any, cast

import psutil

from gan_core.energy.meters import Missing, NoCounter, find_source
from gan_core.energy.work_meter import WorkMeter, watt_hours
from gan_core.errors import RunError, UserError, system_words
from gan_core.events import Event, Facts, Losses, Note, Progress, Samples
from gan_core.grid import write_grid
from gan_core.jobs import lock, process
from gan_core.jobs.folder import ENDED, STATES, RunFolder
from gan_core.jobs.job import Explain, Job, JobTypes
from gan_core.jobs.record import Command, Record
from gan_core.message import Message

POLL_SECONDS = 0.02
HEARTBEAT_SECONDS = 0.4
FIRST_SAVE_SECONDS = 2.0
WHOLE_WITHOUT = ("done", "stopped")
"""Of a run that ended so nothing is lost where it cannot be resumed."""
LOCK_PATIENCE_SECONDS = 2.0
"""Whoever only looks whether a run is held has its lock for a moment."""


class Worker:
    """Runs the job of one folder to its end. `listener` hears every event, for a progress bar."""

    def __init__(
        self, folder: RunFolder, kinds: JobTypes, explain: Explain, listener: Callable[[Event], None] | None = None
    ):
        self.folder, self.kinds, self.explain, self.listener = folder, kinds, explain, listener
        self.record: Record = folder.record()
        self.job: Job | None = None
        self.paused = False
        self.ending: str | None = None
        self._lock: IO[str] | None = None
        self.last = Progress(0, 0, 0.0)
        self.spending = WorkMeter(Missing(Message(NoCounter.NOT_BEGUN)))
        self._speed_from = self.last
        self._beat = self._looked = self._saved = 0.0
        self._before: dict[str, Any] | None = None
        """What the record said of a run that was done or stopped before this: it holds again if nothing comes of it."""

    @property
    def _taken(self) -> str:
        return f"Another process already works on the run {self.folder.name}: stop it there, or wait until it ends."

    def run(self) -> str:
        """Work until the job ends or is stopped; returns the state it ended in."""
        self._claim()
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        state, reason, fault = "failed", "", ""
        try:
            self.folder.reserve_room()
            state = self._work()
        except MemoryError:
            reason = "Out of memory. Choose a smaller batch or a smaller network, or stop other runs."
        except UserError as error:
            reason, fault = str(error), error.fault or ""
        except OSError as error:
            reason = system_words(error)
            traceback.print_exc()
        except Exception as error:  # the last stop: whatever it is, the page must hear of it
            reason = self.explain(error) or f"{type(error).__name__}: {error}. The details are in worker.log."
            traceback.print_exc()
        finally:
            self.folder.free_reserve()
            self._finish(state, reason, fault)
            for number, handler in before.items():
                signal.signal(number, handler)
        return state

    def _claim(self) -> None:
        """Write down that this process works here. Raises RunError where another one already does."""
        status = self.folder.read_status(self.record)
        mine = {**process.identity(), "folder_inode": self.folder.inode()}
        given_to_me = status.pid == mine["pid"] and status.start_ticks in (0, mine["start_ticks"])
        if status.active and not (given_to_me and status.host == mine["host"]):
            raise RunError(self._taken)
        self._lock = lock.take(self.folder.lock_path, LOCK_PATIENCE_SECONDS)
        if self._lock is None:
            raise RunError(self._taken)
        known = {
            "heartbeat": time.time(),
            "started": time.time(),
            "reason": "",
            "fault": "",
            "message": "Starting",
            **mine,
        }
        earlier = status.state if status.state in ENDED else status.resumed_from
        if earlier in WHOLE_WITHOUT:
            self._before = {"state": earlier, "started": status.started, "ended": status.ended}
        known["resumed_from"] = ""
        if not self.record.swap_state(STATES, if_pid=status.pid, state="running", **known):
            self._lock.close()
            raise RunError(f"Another process has just taken the run {self.folder.name}.")

    def _work(self) -> str:
        status = self.folder.read_status(self.record)
        if status.kind not in self.kinds:
            raise RunError(f"This version knows no work of the kind {status.kind!r}: update it, or delete the run.")
        self.job = self.kinds[status.kind](self.folder, self._report)
        self.last = self._speed_from = self.job.now()
        events = cast(Generator[Event, None, None], self.job.events())
        # The first save comes early: the shortest runs are the ones that beginners kill.
        self._saved = time.monotonic() - self.job.save_every_seconds + FIRST_SAVE_SECONDS
        live = self.job.live()
        self.record.put(message="", live=live)
        device = str(live.get("runtime.device", "cpu"))
        self.spending = WorkMeter(find_source(device), status.energy or self.record.last_energy())
        self.spending.go()
        while True:
            self._obey()
            if self.ending:
                break
            if self.paused:
                time.sleep(POLL_SECONDS)
                self._heartbeat()
            elif not self._advance(events):
                break
        events.close()
        self._save()
        return self.ending or "done"

    def _advance(self, events: Iterator[Event]) -> bool:
        """Write down all that one step says; False when there are no more steps."""
        for event in events:
            self._write(event)
            if isinstance(event, Progress):
                return True
        return False

    def _finish(self, state: str, reason: str, fault: str) -> None:
        if self.job is not None:
            self.job.close()
        if state == "failed" and self._before is not None:
            self.record.put(reason=f"It could not go on, and is as it was. {reason}", message="", **self._before)
        else:
            self._put_end(state, reason, fault)
        if reason:
            self.record.log(self.last.step, "warning", reason)
        self.record.drop_commands("The run has ended.")
        self.record.close()
        if self._lock:
            self._lock.close()

    def _put_end(self, state: str, reason: str, fault: str) -> None:
        values: dict[str, Any] = {"state": state, "reason": reason, "fault": fault, "message": "", "ended": time.time()}
        if self.job is not None:
            values |= {"step": self.last.step, "images": self.last.images, "seconds": self.last.seconds}
            values["energy"] = self.spending.to_json()
        self.record.put(**values)

    def _write(self, event: Event) -> None:
        match event:
            case Progress():
                self.last, self._before = event, None
                self._heartbeat()
                if self.job and time.monotonic() - self._saved > self.job.save_every_seconds:
                    self._save()
            case Losses():
                spent = watt_hours(self.spending.now())
                values = event.values if spent is None else {**event.values, "energy/wh": round(spent, 7)}
                self.record.add_row(event.step, event.images, event.seconds, values)
            case Samples():
                file = f"{event.name}-{event.step:09d}.png"
                write_grid(event.images, self.folder.samples / file, event.columns)
                self.record.add_picture(event.step, event.name, file)
            case Note():
                self.record.log(event.step, event.kind, event.text)
            case Facts():
                known = self.folder.read_status(self.record).facts or {}
                self.record.put(facts={**known, **event.values})
        if self.listener:
            self.listener(event)

    def _heartbeat(self, force: bool = False) -> None:
        now = time.monotonic()
        if not force and now - self._beat < HEARTBEAT_SECONDS:
            return
        self._beat = now
        values: dict[str, Any] = {"heartbeat": time.time(), "step": self.last.step, "images": self.last.images}
        values["seconds"] = self.last.seconds
        passed = self.last.seconds - self._speed_from.seconds
        if passed > 1.0:
            values["images_per_second"] = (self.last.images - self._speed_from.images) / passed
            self._speed_from = self.last
        memory = psutil.virtual_memory()
        values["memory_left"] = memory.available / memory.total
        if self.job:
            values |= {"goal": self.job.progress(), "energy": self.spending.to_json()}
        self.record.put(**values)

    def _report(self, text: str, share: float | None) -> None:
        """Told by a job that is still getting ready."""
        now = time.monotonic()
        if now - self._beat > HEARTBEAT_SECONDS / 4 or share is None:
            self._beat = now
            self.record.put(message=text, goal=share if share is not None else 0.0, heartbeat=time.time())

    def _save(self) -> None:
        if self.job:
            # Said before it is done: whenever it is killed, the record is never behind what the disk holds.
            now = self.job.now()
            self.record.put(step=now.step, images=now.images, seconds=now.seconds)
            step = self.job.save()
            self._saved = time.monotonic()
            self.record.put(last_checkpoint=step, goal=self.job.progress())

    def _obey(self) -> None:
        now = time.monotonic()
        if now - self._looked < POLL_SECONDS and not self.paused:
            return
        self._looked = now
        for command in self.record.asked():
            try:
                reply = self._do(command)
            except UserError as error:
                reply = str(error)
                self._write(Note(self.last.step, "warning", reply))
            self.record.answer(command.id, reply)

    def _do(self, command: Command) -> str:
        match command.name:
            case "pause":
                return self._pause()
            case "resume":
                self.paused = False
                self.spending.go()
                self.record.put(state="running")
                self.record.log(self.last.step, "info", "Resumed")
            case "stop":
                self.ending = "stopped"
                self.record.put(message="Stopping")
                self.record.log(self.last.step, "info", "Stopped" + (f": {command.value}" if command.value else ""))
            case "save":
                self._save()
                self.record.log(self.last.step, "info", "Saved a checkpoint")
            case _:
                return self._do_job(command)
        return ""

    def _pause(self) -> str:
        if not self.paused:
            self.paused = True
            self._save()
            self.spending.rest()
            self._heartbeat(force=True)
            self.record.put(state="paused", paused=time.time())
            self.record.log(self.last.step, "info", "Paused")
        return ""

    def _do_job(self, command: Command) -> str:
        if self.job is None:
            raise UserError("The run is still getting ready.")
        if command.name != "set" and not self.paused:
            raise UserError("Single steps are for a paused run: press Pause first.")
        self.spending.go()
        text, events = self.job.apply(command.name, command.value)
        for event in events:
            self._write(event)
        if self.paused:
            self.spending.rest()
        self.last = self.job.now()
        self._heartbeat(force=True)
        self.record.put(live=self.job.live())
        if text:
            self._write(Note(self.last.step, "change", text))
        return text

    def _on_signal(self, *_: object) -> None:
        self.ending = "stopped"
