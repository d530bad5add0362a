"""What the pupils of a classroom do: who is here, who trains, who waits where, and what they have on the disk."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from gan_core.classroom.person import TEACHER, read_owner
from gan_core.classroom.pupils import Pupil, pupils_of
from gan_core.jobs.index import RunIndex
from gan_core.jobs.status import Status


@dataclass(frozen=True)
class Activity:
    """One pupil: the runs that work, those that wait with their places in the queue, and all that lie on the disk."""

    pupil: Pupil
    working: tuple[Status, ...]
    waiting: tuple[tuple[Status, int], ...]
    num_runs: int
    num_bytes: int

    @property
    def going(self) -> list[Status]:
        """What can be stopped."""
        return [*self.working, *(status for status, _ in self.waiting)]


def runs_of_classroom(index: RunIndex, classroom_id: str) -> dict[str, list[Status]]:
    """The runs of each person of a classroom, the newest first; the teacher's are under "teacher"."""
    owned: dict[str, list[Status]] = defaultdict(list)
    for status in index.statuses():
        known = read_owner(status.owner)
        if known and known[0] == classroom_id:
            owned[known[1]].append(status)
    return owned


def activities(root: Path, index: RunIndex, classroom_id: str) -> list[Activity]:
    """Every pupil, in the order of their names."""
    owned = runs_of_classroom(index, classroom_id)
    places = {status.name: number for number, status in enumerate(index.queue(), 1)}
    found = []
    for pupil in pupils_of(root, classroom_id):
        runs = owned.get(pupil.id, [])
        working = tuple(status for status in runs if status.active)
        waiting = [(status, places[status.name]) for status in runs if status.name in places]
        waiting.sort(key=lambda pair: pair[1])
        num_bytes = sum(index.run_bytes(status.name) for status in runs)
        found.append(Activity(pupil, working, tuple(waiting), len(runs), num_bytes))
    return found


def teachers_runs(index: RunIndex, classroom_id: str) -> list[Status]:
    """What the teacher has started in this classroom."""
    return runs_of_classroom(index, classroom_id).get(TEACHER, [])
