"""A worker: consumes a job's events, writes them to its folder and obeys the commands it finds there."""

import signal
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from typing import Any

import psutil

from gan_core.errors import RunError, UserError, system_words
from gan_core.events import Event, Facts, Losses, Note, Progress, Samples
from gan_core.grid import grid_bytes
from gan_core.jobs import process
from gan_core.jobs.folder import ENDED, RunFolder
from gan_core.jobs.job import Explain, Job, JobTypes, Meter, NoMeter
from gan_core.jobs.record import Command
from gan_core.jobs.sink import LocalSink, Sink
from gan_core.jobs.status import Status

POLL_SECONDS = 0.02
HEARTBEAT_SECONDS = 0.4
FIRST_SAVE_SECONDS = 2.0
WHOLE_WITHOUT = ("done", "stopped")
"""Of a run that ended so nothing is lost where it cannot be resumed."""


class Worker:
    """Runs the job of one folder to its end. `listener` hears every event, for a progress bar.

    The job's files lie in `folder`; all else goes through the sink, which writes into that folder unless told.
    """

    def __init__(
        self,
        folder: RunFolder,
        job_types: JobTypes,
        explain: Explain,
        listener: Callable[[Event], None] | None = None,
        *,
        sink: Sink | None = None,
        ticket: str = "",
    ) -> None:
        self.folder, self.job_types, self.explain, self.listener = folder, job_types, explain, listener
        self.sink: Sink = sink or LocalSink(folder)
        self.ticket = ticket
        self.job: Job | None = None
        self.paused = False
        self.ending: str | None = None
        self.why = ""
        self.last = Progress(0, 0, 0.0)
        self.meter: Meter = NoMeter()
        self._facts: dict[str, Any] = {}
        self._speed_from = self.last
        self._beat = self._looked = self._saved = 0.0
        self._before: dict[str, Any] | None = None
        """What the record said of a run that was done or stopped before this: it holds again if nothing comes of it."""

    def run(self) -> str:
        """Work until the job ends or is stopped; returns the state it ended in."""
        status = self.sink.claim(process.identity(), self.ticket)
        earlier = status.state if status.state in ENDED else status.resumed_from
        if earlier in WHOLE_WITHOUT:
            self._before = {"state": earlier, "started": status.started, "ended": status.ended}
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
        state, reason, fault = "failed", "", ""
        try:
            self.sink.reserve_room()
            state = self._work(status)
            reason = self.why if state == "stopped" else ""
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
            self._finish(state, reason, fault)
            for number, handler in before.items():
                signal.signal(number, handler)
        return state

    def _work(self, status: Status) -> str:
        job_type = self.job_types.get(status.job_type)
        if job_type is None:
            raise RunError(
                f"This version does not know the job type {status.job_type!r}: update it, or delete the run."
            )
        self.job = job_type.make()(self.folder, self._report)
        self.last = self._speed_from = self.job.now()
        self.sink.forget_after(self.last.step or -1)
        self._facts = dict(status.facts or {})
        events = self.job.events()
        # The first save comes early: the shortest runs are the ones that beginners kill.
        self._saved = time.monotonic() - self.job.save_every_seconds + FIRST_SAVE_SECONDS
        live = self.job.live()
        self.sink.put(message="", live=live)
        device = str(live.get("runtime.device", "cpu"))
        self.meter = job_type.meter(device, status.energy)
        self.meter.go()
        while True:
            self._obey()
            if self.ending:
                break
            if self.paused:
                time.sleep(POLL_SECONDS)
                self._heartbeat()
            elif not self._advance(events):
                break
        if isinstance(events, Generator):
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
            try:
                self.sink.keep_files()
            except (
                OSError,
                UserError,
            ) as error:  # the last words are said all the same
                told = system_words(error) if isinstance(error, OSError) else str(error)
                state, reason = "failed", reason or told
        values: dict[str, Any] = {"state": state, "reason": reason, "fault": fault, "message": "", "ended": time.time()}
        if state == "failed" and self._before is not None:
            values |= {"reason": f"It could not continue, and is as it was. {reason}", "fault": "", **self._before}
        elif self.job is not None:
            values |= {"step": self.last.step, "images": self.last.images, "seconds": self.last.seconds, **self._used()}
        self.sink.finish(**values)

    def _used(self) -> dict[str, Any]:
        """What the meter counts, as a value of the status; empty where it counts nothing."""
        used = self.meter.to_json()
        return {"energy": used} if used else {}

    def _write(self, event: Event) -> None:
        match event:
            case Progress():
                self.last, self._before = event, None
                self._heartbeat()
                if self.job and time.monotonic() - self._saved > self.job.save_every_seconds:
                    self._save()
            case Losses():
                values = {**event.values, **self.meter.row()}
                self.sink.add_row(event.step, event.images, event.seconds, values)
            case Samples():
                self.sink.add_picture(event.step, event.name, grid_bytes(event.images, event.columns))
            case Note():
                self.sink.log(event.step, event.kind, event.text)
            case Facts():
                self._facts |= event.values
                self.sink.put(facts=self._facts)
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
            values |= {"goal": self.job.progress(), **self._used()}
        self.sink.put(**values)
        self.sink.keep_files()

    def _report(self, text: str, share: float | None) -> None:
        """Told by a job that is still getting ready."""
        now = time.monotonic()
        if now - self._beat > HEARTBEAT_SECONDS / 4 or share is None:
            self._beat = now
            self.sink.put(message=text, goal=share if share is not None else 0.0, heartbeat=time.time())

    def _save(self) -> None:
        if self.job:
            # Said before it is done: whenever it is killed, the record is never behind what the disk holds.
            now = self.job.now()
            self.sink.put(step=now.step, images=now.images, seconds=now.seconds, goal=self.job.progress())
            step = self.job.save()
            self._saved = time.monotonic()
            self.sink.keep_files()
            self.sink.put(last_checkpoint=step, goal=self.job.progress())

    def _obey(self) -> None:
        now = time.monotonic()
        if now - self._looked < POLL_SECONDS and not self.paused:
            return
        self._looked = now
        for command in self.sink.asked():
            try:
                reply = self._do(command)
            except UserError as error:
                reply = str(error)
                self._write(Note(self.last.step, "warning", reply))
            self.sink.answer(command.id, reply)

    def _do(self, command: Command) -> str:
        match command.name:
            case "pause":
                return self._pause()
            case "resume":
                self.paused = False
                self.meter.go()
                self.sink.put(state="running")
                self.sink.log(self.last.step, "info", "Resumed")
            case "stop":
                self.ending, self.why = "stopped", command.value if isinstance(command.value, str) else ""
                self.sink.put(message="Stopping")
                self.sink.log(self.last.step, "info", "Stopped" + (f": {self.why}" if self.why else ""))
            case "save":
                self._save()
                self.sink.log(self.last.step, "info", "Saved a checkpoint")
            case _:
                return self._do_job(command)
        return ""

    def _pause(self) -> str:
        if not self.paused:
            self.paused = True
            self._save()
            self.meter.rest()
            self._heartbeat(force=True)
            self.sink.put(state="paused", paused=time.time())
            self.sink.log(self.last.step, "info", "Paused")
        return ""

    def _do_job(self, command: Command) -> str:
        if self.job is None:
            raise UserError("The run is still starting.")
        if command.name != "set" and not self.paused:
            raise UserError("Single steps need a paused run: press Pause first.")
        self.meter.go()
        text, events = self.job.apply(command.name, command.value)
        for event in events:
            self._write(event)
        if self.paused:
            self.meter.rest()
        self.last = self.job.now()
        self._heartbeat(force=True)
        self.sink.put(live=self.job.live())
        if text:
            self._write(Note(self.last.step, "change", text))
        return text

    def _on_signal(self, *_: object) -> None:
        self.ending = "stopped"
