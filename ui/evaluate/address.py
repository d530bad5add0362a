"""The subjects that the address proposes for an evaluation."""

from ui import address, state

SUBJECTS_PARAM = "subjects"


def leave_evaluation(subjects: list[str] | None = None) -> None:
    """Back to choosing, with those that were evaluated."""
    state.leave(state.EVALUATION_PARAM, {SUBJECTS_PARAM: ",".join(subjects)} if subjects else {})


def asked_subjects() -> list[str]:
    """What a link proposes."""
    return [part for part in address.value(SUBJECTS_PARAM).split(",") if part]
