"""What every data set's settings have in common. Nothing here imports torch: forms read these without it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from gan_core.data.image_data import ImageData, Report
from gan_core.places import cache_folder
from gan_core.settings import Settings


def quiet(text: str, share: float | None) -> None:
    """A Report that tells nobody."""


def image_size_field(default: int) -> Any:
    """The field `image_size`, with a data set's own default."""
    return Field(
        default,
        ge=16,
        le=64,
        multiple_of=4,
        description="Width and height of every picture in pixels, a multiple of 4 from 16 to 64: "
        "smaller pictures train faster, larger ones show more.",
    )


@dataclass(frozen=True)
class Download:
    """What must be fetched before anything can be learned. `stand_in`: offline, other pictures take the place."""

    title: str
    megabytes: float
    stand_in: bool = False


class DataSettings(Settings):
    """The settings of one data set; `load` gives its pictures. A source adds a Literal `name` and what it needs."""

    title: ClassVar[str] = ""
    about: ClassVar[str] = ""
    kind: ClassVar[Literal["image", "points"]] = "image"
    channels: ClassVar[int | None] = None
    """1 for grey, 3 for colour, None where only loading can tell; of points, their coordinates."""
    class_names: ClassVar[tuple[str, ...]] = ()
    """The labels' names; empty where only loading can tell."""
    condition_width: ClassVar[int] = 0
    """How many numbers stand for each sample where networks are told more than its label; 0 for the label."""

    captioned: ClassVar[bool] = False
    """Whether its pictures have captions, or may have: only loading a folder can tell."""

    if TYPE_CHECKING:  # every set has these; each declares them itself, as a field or a constant

        @property
        def name(self) -> str: ...

        @property
        def image_size(self) -> int: ...

    fraction: float = Field(
        1.0,
        gt=0,
        le=1,
        description="Share of the pictures to learn from, the same share of every label: try 0.05 to see what "
        "happens when there is too little to learn from.",
    )
    fraction_seed: int = Field(
        0, ge=0, description="Selects which pictures the fraction keeps; the same number keeps the same pictures."
    )

    def load(self, report: Report = quiet) -> ImageData:
        """All pictures of this data set, before `fraction`. Raises DataError with what to do."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to load itself")

    def download(self) -> Download | None:
        """What `load` would fetch from the network; None where all is here."""
        return None

    def further(self, most: int) -> ImageData | None:
        """At most `most` samples of the same kind that `load` does not give; None where there are none here."""
        return None


class PictureSettings(DataSettings):
    """What all sets of pictures have besides: a size, and small changes that make few pictures go further."""

    image_size: int = image_size_field(32)
    flip: bool = Field(
        False,
        description="Mirror each picture of a batch left to right with a probability of one half: good for objects "
        "and animals, wrong for digits and letters.",
    )
    shift: int = Field(
        0,
        ge=0,
        le=8,
        description="Move each picture of a batch by up to this many pixels in any direction, which makes a small "
        "data set go further; 0 does not move them.",
    )


def data_root(root: str) -> Path:
    """The folder of downloaded data sets: `root`, else the variable GAN_CORE_DATA, else this user's cache."""
    named = root or os.environ.get("GAN_CORE_DATA", "")
    return Path(named).expanduser() if named else cache_folder() / "data"
