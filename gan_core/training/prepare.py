"""What training starts with: fresh state, data on the device and label names."""

from collections.abc import Callable

from gan_core.config import NO_LABELS, RunConfig
from gan_core.data import ImageData, load_data
from gan_core.errors import DataError
from gan_core.training.batches import Batches
from gan_core.training.execution import Execution
from gan_core.training.state import State, initial_state
from gan_core.training.trainers import trainer_of

Report = Callable[[str, float | None], None]


def prepare(config: RunConfig, execution: Execution, report: Report) -> tuple[State, Batches, tuple[str, ...]]:
    """Fresh state, data on the device and label names. Raises DataError, SettingsError."""
    return prepare_with(load_data(config.data, report), config, execution, report)


def prepare_with(
    data: ImageData, config: RunConfig, execution: Execution, report: Report
) -> tuple[State, Batches, tuple[str, ...]]:
    """As `prepare`, with pictures that are loaded already: those that `config.data` asks for."""
    told = config.model.conditional and not config.model.sentence_width
    if told and data.conditions is None and data.num_classes < 2:
        raise DataError(NO_LABELS)
    shape = data.shape(config.data.image_size, config.model.conditional)
    if config.model.sentence_width:
        shape = config.shape(shape.channels)
    report("Building the networks", None)
    state = initial_state(config, shape, execution)
    return state, trainer_of(config).batches(state, data, config), data.label_names
