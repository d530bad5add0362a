"""How good the doctor is: how many provoked failures it names, and on how many sound runs it stays silent."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.doctor import FAILURE_MODES, diagnose
from gan_core.doctor.history import History


@dataclass(frozen=True)
class Case:
    """One run: the failure it was started with ("" for a sound one), and what was found, in the order of the report."""

    name: str
    started_failure: str
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.started_failure in self.found if self.started_failure else not self.found


@dataclass(frozen=True)
class Scoreboard:
    cases: tuple[Case, ...]

    @property
    def named(self) -> int:
        """How many provoked failures were named."""
        return sum(each.right for each in self.cases if each.started_failure)

    @property
    def silent(self) -> int:
        """How many sound runs nothing was found in."""
        return sum(each.right for each in self.cases if not each.started_failure)

    def lines(self) -> list[str]:
        """For people: one line a run, and the sums."""
        failing, sound = (
            sum(bool(each.started_failure) is started_failure for each in self.cases)
            for started_failure in (True, False)
        )
        told = [
            f"{'ok ' if each.right else 'NO '} {each.name:28} {', '.join(each.found) or 'nothing found'}"
            for each in self.cases
        ]
        return [
            *told,
            f"{self.named} of {failing} provoked failures named, silent on {self.silent} of {sound} sound runs",
        ]


def score(histories: dict[str, History]) -> Scoreboard:
    """The doctor on runs named after their failure mode, all others being sound."""
    cases = []
    for name, history in histories.items():
        found = tuple(each.failure_mode for each in diagnose(history))
        cases.append(Case(name, name if name in FAILURE_MODES else "", found))
    return Scoreboard(tuple(sorted(cases, key=lambda each: (not each.started_failure, each.name))))
