"""The model that the address names on the Optimise page."""

from ui import state
from ui.pickers import MODEL_PARAM


def leave_measurement(model: str = "") -> None:
    """Back to choosing, with the model that was measured."""
    state.leave(state.MEASUREMENT_PARAM, {MODEL_PARAM: model} if model else {})
