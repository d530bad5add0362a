"""How good the doctor is: how many provoked failures it names, and on how many sound runs it stays silent."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.doctor import FAILURE_MODES, diagnose
from gan_core.doctor.history import History


@dataclass(frozen=True)
class Case:
    """One run: what was planted in it ("" for a healthy one), and what was found, in the order it was told."""

    name: str
    planted: str
    found: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.planted in self.found if self.planted else not self.found


@dataclass(frozen=True)
class Scoreboard:
    cases: tuple[Case, ...]

    @property
    def named(self) -> int:
        """Planted illnesses that were named."""
        return sum(each.right for each in self.cases if each.planted)

    @property
    def silent(self) -> int:
        """Healthy runs that nothing was said of."""
        return sum(each.right for each in self.cases if not each.planted)

    def lines(self) -> list[str]:
        """For people: one line a run, and the sums."""
        ill, well = (sum(bool(each.planted) is planted for each in self.cases) for planted in (True, False))
        told = [
            f"{'ok ' if each.right else 'NO '} {each.name:28} {', '.join(each.found) or 'nothing found'}"
            for each in self.cases
        ]
        return [*told, f"{self.named} of {ill} provoked failures named, silent on {self.silent} of {well} sound runs"]


def score(histories: dict[str, History]) -> Scoreboard:
    """The doctor on runs named after their illness, or otherwise healthy."""
    cases = []
    for name, history in histories.items():
        found = tuple(each.illness for each in diagnose(history))
        cases.append(Case(name, name if name in FAILURE_MODES else "", found))
    return Scoreboard(tuple(sorted(cases, key=lambda each: (not each.planted, each.name))))
