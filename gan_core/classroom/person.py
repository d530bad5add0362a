"""Who somebody is in a classroom, whose a run is, and what follows: who may see it and who may change it."""

from dataclasses import dataclass
from pathlib import Path

from gan_core.classroom.pupils import Pupil, pupil_with_token
from gan_core.classroom.rooms import Classroom, classroom_of_teacher, find_classroom

OWNER = "classroom"
TEACHER = "teacher"
SEPARATOR = ":"


@dataclass(frozen=True)
class Person:
    """A pupil of a classroom, or (without `pupil`) its teacher."""

    classroom: Classroom
    pupil: Pupil | None = None

    @property
    def is_teacher(self) -> bool:
        return self.pupil is None

    @property
    def id(self) -> str:
        return self.pupil.id if self.pupil else TEACHER

    @property
    def name(self) -> str:
        """What the others call them."""
        return self.pupil.name if self.pupil else "the teacher"

    @property
    def owner(self) -> str:
        """What the record of a run says of whose it is. It is no secret."""
        return owner_of(self.classroom.id, self.id)


def owner_of(classroom_id: str, person_id: str) -> str:
    return SEPARATOR.join((OWNER, classroom_id, person_id))


def read_owner(owner: str) -> tuple[str, str] | None:
    """Classroom and person of a run's owner; None for a run that belongs to no classroom."""
    parts = owner.split(SEPARATOR)
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == OWNER else None


def find_person(root: Path, teacher_token: str, pupil_token: str) -> Person | None:
    """Who holds these tokens. Where both are good it is the teacher: they try their own class in another browser."""
    if teacher_token and (classroom := classroom_of_teacher(root, teacher_token)):
        return Person(classroom)
    found = pupil_with_token(root, pupil_token) if pupil_token else None
    return Person(*found) if found else None


class Access:
    """What one person may see and change. It asks once who that is, and once of each classroom whether it still exists.

    Runs of a classroom are seen within it alone and changed by their pupil and the teacher; those of none are seen by
    all. A pupil changes nothing else, except what this browser started before (`own_name`). Outside classrooms
    everybody may change everything that belongs to none.
    """

    def __init__(self, root: Path, person: Person | None, own_name: str = "") -> None:
        self.root, self.person, self.own_name = root, person, own_name
        self._exists: dict[str, bool] = {}

    def may_see(self, owner: str) -> bool:
        known = self._read(owner)
        return known is None or (self.person is not None and self.person.classroom.id == known[0])

    def may_change(self, owner: str) -> bool:
        known = self._read(owner)
        if self.person is None:
            return known is None
        if self.person.is_teacher:
            return known is None or known[0] == self.person.classroom.id
        return owner in (self.person.owner, self.own_name or self.person.owner)

    def _read(self, owner: str) -> tuple[str, str] | None:
        """As `read_owner`; a run that a deleted classroom left behind belongs to none."""
        known = read_owner(owner)
        if known is None:
            return None
        if known[0] not in self._exists:
            self._exists[known[0]] = find_classroom(self.root, known[0]) is not None
        return known if self._exists[known[0]] else None
