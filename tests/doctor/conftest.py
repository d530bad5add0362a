"""The doctor's scoreboard at the end of a test run: how many provoked failures it names, how many sound runs it
leaves alone."""

from typing import Any

from gan_core.doctor import recordings
from gan_core.doctor.scoreboard import score


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.section("the doctor's scoreboard")
    for line in score({name: recordings.load(name) for name in recordings.names()}).lines():
        terminalreporter.write_line(line)
