"""What the people of a classroom may do with runs: the guard that a launcher asks before it does anything."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from gan_core.classroom.database import ClassroomError
from gan_core.classroom.person import Access, Person, read_owner
from gan_core.classroom.pupils import pupils_of
from gan_core.classroom.rates import RATES
from gan_core.config import RunConfig, load_config
from gan_core.errors import SettingsError
from gan_core.jobs.folder import Status
from gan_core.jobs.index import RunIndex
from gan_core.presets import PRESETS

MOST_WAITING = 3
STARTS_A_MINUTE = 10
FROZEN = "Your teacher has frozen the class: nothing can be started or sent just now. Look to the front."
SAME = ("data", "model", "objective")
"""What a pupil's run must have in common with an allowed preset; rates, budgets and the seed are free."""


class ClassroomGuard:
    """Asked by the launcher on behalf of one browser; `find` says who that is, None for nobody of a classroom, and
    `own_name` what else this browser's runs belong to.

    Made anew for each thing that is asked: who somebody is may change meanwhile.
    """

    def __init__(
        self,
        root: Path,
        index: RunIndex,
        find: Callable[[], Person | None],
        own_name: Callable[[], str] = lambda: "",
    ) -> None:
        self.root, self.index, self._find, self._own_name = root, index, find, own_name

    @cached_property
    def access(self) -> Access:
        return Access(self.root, self._find(), self._own_name())

    def check_start(self, config: dict[str, Any], job_type: str) -> None:
        """Raises ClassroomError where this person may not start such a run now."""
        person = self.access.person
        if person is None or person.pupil is None:
            return
        check_thawed(person)
        check_preset(person, config, job_type)
        RATES.count(person.owner, "start", times=STARTS_A_MINUTE, seconds=60, words="You have started many runs.")
        waiting = sum(status.owner == person.owner for status in self.index.queue())
        if waiting >= MOST_WAITING:
            raise ClassroomError(
                f"{waiting} runs of yours wait already. Watch how one of them goes, or stop one on the Runs page."
            )

    def check_resume(self, status: Status) -> None:
        """Raises ClassroomError where this person may not let that run continue."""
        self.check_change(status)
        if self.access.person:
            check_thawed(self.access.person)

    def check_change(self, status: Status) -> None:
        """Raises ClassroomError where that run is not this person's to stop, change, rename or delete."""
        if not self.may_change(status):
            raise ClassroomError(self.whose(status))

    def check_server(self) -> None:
        """Raises ClassroomError where something concerns the runs of everybody."""
        if self.access.person and not self.access.person.is_teacher:
            raise ClassroomError("Only the teacher can do this.")

    def may_change(self, status: Status) -> bool:
        return self.access.may_change(status.owner)

    def may_see(self, status: Status) -> bool:
        return self.access.may_see(status.owner)

    def whose(self, status: Status) -> str:
        """Whose run that is, as a sentence for somebody who may not change it."""
        person = self.access.person
        if person is None:
            return "This run belongs to a class: only its pupil and the teacher can change it."
        name = owner_name(self.root, person, status.owner)
        if not name:
            return "This run is not yours: in a class, pupils change their own runs."
        return f"This is a run of {name}: only {name} and the teacher can change it."


def owner_name(root: Path, person: Person, owner: str) -> str:
    """What the run's owner is called in this person's classroom; empty for a stranger, and for the teacher's own."""
    known = read_owner(owner)
    if known is None or known[0] != person.classroom.id:
        return ""
    return next((each.name for each in pupils_of(root, known[0]) if each.id == known[1]), "")


def check_thawed(person: Person) -> None:
    """Raises ClassroomError while the teacher has frozen the classroom."""
    if person.classroom.frozen and not person.is_teacher:
        raise ClassroomError(FROZEN)


def check_preset(person: Person, config: dict[str, Any], job_type: str) -> None:
    """Raises ClassroomError for a run that is none of the presets which pupils may train just now."""
    allowed = person.classroom.presets
    if allowed is None:
        return
    if job_type == RunConfig.job_type and any(is_preset(config, name) for name in allowed):
        return
    titles = ", ".join(f"“{PRESETS[name].title}”" for name in allowed if name in PRESETS)
    raise ClassroomError(f"Just now your class trains {titles or 'nothing'}: your teacher has chosen so.")


def is_preset(config: dict[str, Any], name: str) -> bool:
    """Whether these settings are that preset's in data, model and objective."""
    if name not in PRESETS:
        return False
    try:
        given = load_config(config)
    except SettingsError:
        return False
    preset = PRESETS[name].config
    return all(getattr(given, group) == getattr(preset, group) for group in SAME)
