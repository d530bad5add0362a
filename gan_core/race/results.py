"""The results of a race so far, read from its folder and exported."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from dataclasses import dataclass

from gan_core.energy.grids import grams_of_co2
from gan_core.errors import RunError, UserError
from gan_core.jobs.folder import RunFolder
from gan_core.race.lane_log import ATTRIBUTES, Race, from_json
from gan_core.race.lane_log import to_json as race_json
from gan_core.race.ranking import Ranking, finishing_line, rankings
from gan_core.race.settings import RaceConfig, load_race_config
from gan_core.race.wording import summary
from gan_core.store.own_files import read_own

RACE = "race.json"
JOULES_PER_WH = 3600.0
SHOWN, SHOWN_COLUMNS = 20, 5
"""Pictures of each lane to look at."""


def lane_pictures(index: int) -> str:
    """What the pictures of the lane of that number are called in the run's record."""
    return f"lane_{'abcd'[index]}"


@dataclass(frozen=True)
class RaceResult:
    """One race. Before its first look `race` has no tracks."""

    config: RaceConfig
    race: Race

    @property
    def line(self) -> float | None:
        """The score that counts as the finish; None while nobody knows."""
        return finishing_line(self.race, self.config.target)

    @property
    def metric(self) -> str:
        """By what it is scored: frechet or attributes."""
        return self.race.measure.metric if self.race.measure else self.config.scored_by

    def standings(self) -> list[Ranking]:
        return rankings(self.race, self.config.target)

    def story(self) -> list[str]:
        return summary(self.race, self.config)


def read_result(folder: RunFolder) -> RaceResult:
    """All that is known of the race in `folder`. Raises UserError with a sentence where a file is damaged."""
    config = load_race_config(folder.config())
    try:
        return RaceResult(config, from_json(read_own(folder.path, RACE)))
    except FileNotFoundError:
        return RaceResult(config, Race(()))
    except (OSError, UnicodeDecodeError, UserError) as error:
        raise RunError(f"{RACE} of this race is damaged: race again.") from error


def to_json(found: RaceResult) -> str:
    """Settings, what was seen, and what it comes to, in one."""
    known = found.line
    whole = {
        "config": found.config.model_dump(mode="json"),
        "race": json.loads(race_json(found.race)),
        "finishing_line": known,
        "standings": [dataclasses.asdict(each) for each in found.standings()],
        "story": found.story(),
    }
    return json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False)


FRECHET_COLUMN = "frechet_distance"
COLUMNS = (
    "lane",
    "seconds",
    "step",
    "images",
    FRECHET_COLUMN,
    "low",
    "high",
    "wh",
    "wh_is",
    "grams_co2",
    "extractor",
    "num_images",
    "reference",
)


def to_csv(found: RaceResult) -> str:
    """A line for each look at a lane, with what the figure was measured on. Raises UserError where nothing was seen.

    Of attributes the score is the share that is wrong, and the shares that are right stand behind.
    """
    measure = found.race.measure
    if measure is None:
        raise UserError("Nothing has been measured yet.")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    kinds = list(next((look.right for track in found.race.tracks for look in track.looks), {}))
    score = {ATTRIBUTES: "attributes_wrong"}.get(measure.metric, FRECHET_COLUMN)
    writer.writerow(
        [*(score if name == FRECHET_COLUMN else name for name in COLUMNS), *(f"{kind}_right" for kind in kinds)]
    )
    for track in found.race.tracks:
        for look in track.looks:
            energy = (
                ("", "unavailable", "")
                if look.joules is None
                else (
                    look.joules / JOULES_PER_WH,
                    "measured" if track.measured else "assumed",
                    grams_of_co2(look.joules, found.config.grid),
                )
            )
            row = (track.name, look.seconds, look.step, look.images, look.value, look.low, look.high, *energy)
            right = [look.right.get(kind, "") for kind in kinds]
            writer.writerow((*row, measure.extractor, measure.num_images, measure.reference, *right))
    return out.getvalue()
