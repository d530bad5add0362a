"""Settings of a run by the kind of job that it is, from its config.json. Torch is not imported."""

from collections.abc import Callable
from typing import Any

from gan_core.config import RunConfig, load_config
from gan_core.errors import RunError
from gan_core.recovery.settings import RecoverConfig, load_recover_config

LEARNING_SETTINGS: dict[str, Callable[[dict[str, Any]], RunConfig | RecoverConfig]] = {
    "train": load_config,
    "recover": load_recover_config,
}
"""The kinds that learn: they have optimiser, training, runtime and recording, and can be followed live."""


def load_settings(kind: str, values: dict[str, Any]) -> RunConfig | RecoverConfig:
    """The settings in `values`. Raises RunError for a kind of job that does not learn, SettingsError for bad values."""
    if kind not in LEARNING_SETTINGS:
        raise RunError("This is no training run: it cannot be opened here.")
    return LEARNING_SETTINGS[kind](values)
