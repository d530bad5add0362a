"""The interface of a monitor: it measures a run now and then, and returns values of curves."""

from typing import Any, ClassVar, Protocol

from gan_core.config import RunConfig
from gan_core.monitors.draws import Draws
from gan_core.training.batches import Batches
from gan_core.training.state import State


class Monitor(Protocol):
    """Made before training, asked whenever the budget allows. It changes nothing: not the state, not its generators.

    Making one must be quick: what takes long belongs into `prepare`, which is called once, before the first look, and
    paid from the same budget. `guess_seconds` is what a look may cost, as long as none was timed.
    """

    title: ClassVar[str]
    guess_seconds: ClassVar[float]
    on: bool
    """Whether it has something to say of such a run; `prepare` may find that it has not."""

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None: ...

    @property
    def draws(self) -> Draws | None:
        """The latents that it looks at, while it is on; None where it looks at none."""

    def prepare(self) -> dict[str, Any]:
        """Get ready; returns facts about the figures to come, such as their extractor and number of pictures."""
        ...

    def look(self, state: State) -> dict[str, float]:
        """What it sees now, by curve name."""
        ...
