"""What a pupil's answers tell the class: predictions of lessons, and points in games. Nothing outside classrooms."""

from gan_core.classroom.answers import add_score, predict, predicted
from gan_core.classroom.rates import RATES
from gan_core.classroom.rules import check_thawed
from gan_core.places import runs_root
from ui.membership import person

ANSWERS_A_MINUTE = 60


def tell_prediction(lesson: str, step: int, choice: int) -> None:
    """Let a prediction come in. Raises ClassroomError while the class is frozen, and for too many at once."""
    someone = person()
    if someone and someone.pupil:
        check_thawed(someone)
        RATES.count(someone.owner, "answer", times=ANSWERS_A_MINUTE, seconds=60, words="You have answered many times.")
        predict(runs_root(), someone, lesson, step, choice)


def predicted_before(lesson: str, step: int) -> int | None:
    """What this pupil chose before, on this computer or another; the first answer counts."""
    someone = person()
    return predicted(runs_root(), someone).get((lesson, step)) if someone and someone.pupil else None


def tell_score(game: str, played: str, points: int, out_of: int) -> None:
    """Let the points of a round come in. The first time counts, and of `out_of` 0 nothing does."""
    someone = person()
    if someone and someone.pupil and not someone.classroom.frozen:
        add_score(runs_root(), someone, game, played, points, out_of)


def is_pupil() -> bool:
    """Whether this session is a pupil's."""
    someone = person()
    return someone is not None and someone.pupil is not None
