"""python -m gan_core race: two to four settings trained in turns, each with its own clock."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from gan_core.cli.progress import Bar
from gan_core.cli.train import changed
from gan_core.data.report_words import download_words
from gan_core.errors import RunError, SettingsError
from gan_core.present import present
from gan_core.presets import PRESETS, find_preset

if TYPE_CHECKING:
    from gan_core.race.settings import RaceConfig

OWN = ("seconds", "slice_seconds", "num_looks", "num_samples", "target", "extractor", "measure")


def add_to(commands: Any) -> None:
    """Add `race` to the parser."""
    command = commands.add_parser("race", help="train two to four settings in turns, and see which is first")
    command.add_argument("--preset", default="quick-digits", metavar="NAME", help=f"one of {', '.join(PRESETS)}")
    who = command.add_mutually_exclusive_group(required=True)
    who.add_argument("--ready", metavar="NAME", help="a ready-made race: precision, channels-last, data, batch, ...")
    who.add_argument(
        "--lane",
        action="append",
        metavar="NAME: SETTING=VALUE ...",
        help='two to four lanes: "bf16: runtime.precision=bf16"; "as it is:" changes nothing',
    )
    command.add_argument("--seconds", type=float, metavar="S", help="training time per lane, by its own clock")
    command.add_argument("--slice-seconds", type=float, metavar="S", help="how long a turn is (default: 1)")
    command.add_argument("--looks", type=int, metavar="N", dest="num_looks", help="checkpoints scored (default: 12)")
    command.add_argument(
        "--samples", type=int, metavar="N", dest="num_samples", help="samples per score (default: 1000)"
    )
    command.add_argument(
        "--target", type=float, metavar="D", help="the finishing line (default: the best score that all lanes reach)"
    )
    command.add_argument(
        "--extractor",
        metavar="NAME",
        help="feature network of the Fréchet distance (default: the one made for the data)",
    )
    command.add_argument(
        "--measure",
        choices=["frechet", "attributes"],
        help="what lanes are scored by (default: attributes where shapes are drawn from sentences, else frechet)",
    )
    command.add_argument("--seed", type=int)
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", dest="changes", help="a setting for all lanes"
    )
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.set_defaults(do=do)


def do(chosen: argparse.Namespace) -> int:
    """Race to the end; 0 when it ended well."""
    config = _config(chosen)
    if needed := config.base.data.download():
        print(download_words(needed), file=sys.stderr)
    from gan_core.cli.in_terminal import begin, work
    from gan_core.race.results import read_result, to_json
    from gan_core.race.wording import conditions_words, floor_words, measure_title

    folder = begin(config, config.title)
    line = None if chosen.json else _RaceBar(config)
    state = work(folder, line)
    status = folder.status()
    if state not in ("done", "stopped"):
        raise RunError(f"The race {state}. {status.reason}")
    found = read_result(folder)
    if chosen.json:
        print(to_json(found))
        return 0
    present(line).close()
    measure = found.race.measure
    print("\n".join([*found.story(), ""]))
    if measure:
        print(f"{measure_title(measure)}, {conditions_words(measure)}. {floor_words(measure)}".rstrip())
    print(f"{state}: {folder.path}")
    return 0


def _config(chosen: argparse.Namespace) -> RaceConfig:
    from gan_core.race.lane_text import lane_of
    from gan_core.race.presets import RACE_PRESETS, race_of, why_not
    from gan_core.race.settings import load_race_config

    extra = {} if chosen.seed is None else {"seed": chosen.seed}
    base = changed(find_preset(chosen.preset).config, chosen.changes, extra)
    own = {name: getattr(chosen, name) for name in OWN if getattr(chosen, name) is not None}
    if chosen.ready:
        if chosen.ready not in RACE_PRESETS:
            raise SettingsError(f"there is no race {chosen.ready!r}: choose one of {', '.join(RACE_PRESETS)}")
        if problem := why_not(chosen.ready, base):
            raise SettingsError(problem)
        return race_of(chosen.ready, base, **own)
    lanes = [lane_of(text) for text in chosen.lane]
    title = f"{' against '.join(lane['name'] for lane in lanes)}: {base.title}"[:80]
    return load_race_config({"title": title, "base": base.model_dump(mode="json"), "lanes": lanes, **own})


class _RaceBar(Bar):
    """Seconds of all lanes together."""

    def __init__(self, config: RaceConfig) -> None:
        self.total = config.seconds * len(config.lanes)
        super().__init__(total=self.total, unit=" s", desc="Race", bar_format="{l_bar}{bar}| {n:.0f} s")

    def __call__(self, event: Any) -> None:
        from gan_core.events import Note, Progress

        if isinstance(event, Progress):
            self.at(min(event.seconds, self.total))
        if isinstance(event, Note):
            self.note(event.text)
