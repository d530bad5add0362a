"""python -m gan_core diagnose: failure modes of a run, with evidence and remedies, and whether it is time to stop."""

import argparse
import json
from typing import Any

from gan_core.cli.models import find


def add_to(commands: Any) -> None:
    """Add `diagnose` to the parser."""
    command = commands.add_parser(
        "diagnose", help="failure modes of a run, with evidence and remedies, and when to stop it"
    )
    command.add_argument("run", metavar="RUN", help="a run's name or folder")
    command.add_argument("--json", action="store_true", help="print findings and advice as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Diagnose and print; 0, whatever was found."""
    from gan_core.doctor import diagnose
    from gan_core.doctor.read_history import read_history
    from gan_core.doctor.when_to_stop import when_to_stop
    from gan_core.doctor.wording import advice_words, finding_words, remedy_words, title_words

    folder = find(chosen.run)
    history = read_history(folder)
    findings, advice = diagnose(history), when_to_stop(history)
    if chosen.json:
        found = {
            "run": folder.name,
            "step": history.step,
            "findings": [
                each.to_json() | {"title": title_words(each), "sentence": finding_words(each)} for each in findings
            ],
            "stop": {"stop": advice.stop, "steps_without": advice.steps_without, "sentence": advice_words(advice)},
        }
        print(json.dumps(found, indent=1))
        return 0
    for each in findings:
        print(f"{title_words(each)} ({each.severity}, since step {each.since_step:,})\n  {finding_words(each)}")
        for remedy in each.remedies:
            assignments = " ".join(f"{name}={value}" for name, value in remedy.changes.items())
            print(f"  - {remedy_words(remedy)} ({remedy.way}: {assignments})")
    if not findings:
        print(f"Nothing found in {history.step:,} steps.")
    print(advice_words(advice))
    return 0
