"""Pictures of the same source that a run does not learn from, to tell learning from memorising."""

import numpy as np

from gan_core.data.image_data import ImageData
from gan_core.data.settings import DataSettings
from gan_core.data.subset import fraction_rows, select, spread


def held_out(settings: DataSettings, most: int) -> ImageData | None:
    """At most `most` pictures that training with `settings` never sees, or None where there are none.

    They are further ones of the source where it has them on this machine (another split, or drawn anew), else those
    that `fraction` leaves out. Nothing is downloaded. Raises DataError where the source has gone.
    """
    if (further := settings.further(most)) is not None:
        return further
    if settings.fraction >= 1:
        return None
    data = settings.load()
    left = np.setdiff1d(np.arange(len(data)), fraction_rows(data, settings.fraction, settings.fraction_seed))
    return spread(select(data, left), most) if len(left) else None
