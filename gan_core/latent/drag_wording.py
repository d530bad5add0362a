"""What came of a drag, in sentences."""

import math

from gan_core.latent.drag import DragState

LOST = 0.25
"""Below this likeness nothing in the picture looks like what was around the point."""
LONG = 1.5
"""Of the ‖z‖ of a typical z: beyond, the model is where it drew no picture while it learned."""


def outcome(state: DragState) -> str:
    """Whether the points arrived, how far they are from it if not, and what else a reader should know of it."""
    if state.likeness < LOST:
        words = "The model does not follow: nothing in the picture looks like what was around the point any more."
    elif state.reached:
        words = f"Arrived, {state.rest:.1f} px from the target."
    else:
        words = f"The model does not reach it: {state.rest:.1f} px left."
    if state.another_picture:
        words += " Another picture was found instead: most of what lies around changed too."
    share = float(math.sqrt((state.z.astype(float) ** 2).mean()))
    if share > LONG:
        words += f" z is at its limit, {share:.1f} times as long as a typical one: few pictures lie further out."
    return words
