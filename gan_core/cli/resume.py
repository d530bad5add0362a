"""What may change when a run is resumed: live settings and settings of the machine. Everything else is refused."""

from typing import Any

from gan_core.config import LIVE, RunConfig
from gan_core.errors import SettingsError
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder
from gan_core.recovery.settings import RecoverConfig
from gan_core.runs.fitting import check_pictures_of
from gan_core.store.machine_settings import MACHINE_BOUND, PATHS, check_here


def apply(folder: RunFolder, changes: dict[str, Any]) -> list[str]:
    """Let `changes` hold when the run continues; returns what was changed at once, in words. Live settings are left as
    commands, which the worker obeys and tells of. Raises RunError or SettingsError, having changed nothing.
    """
    status = folder.status()
    values = folder.config()
    for name, value in (status.live or {}).items():
        if name in LIVE:
            put(values, name, value)
    for name, value in changes.items():
        if name not in (*LIVE, *MACHINE_BOUND):
            raise SettingsError(
                f"{name} cannot be changed when a run is resumed: fork the run for that. "
                f"What can: {', '.join((*LIVE, *MACHINE_BOUND))}"
            )
        if status.job_type == RecoverConfig.job_type and name in PATHS:  # its data are its teacher's
            check_here({"data": {"path": value}})
        else:
            put(values, name, value)
    if changes:
        load_settings(status.job_type, values)
    check_here(values)
    if "data.path" in changes and status.job_type == RunConfig.job_type:
        check_pictures_of(folder, values["data"]["path"])
    machine = {name: value for name, value in changes.items() if name in MACHINE_BOUND}
    told = [folder.change_machine(machine)] if machine else []
    for name, value in changes.items():
        if name in LIVE:
            folder.ask("set", {"name": name, "value": value})
    return told


def check_live(folder: RunFolder, name: str, value: Any) -> None:
    """Raises SettingsError where a continued run cannot take this setting, or not this value."""
    if name not in LIVE:
        raise SettingsError(f"{name} cannot be changed while a run trains; what can: {', '.join(LIVE)}")
    status, values = folder.status(), folder.config()
    for known, each in {**{n: v for n, v in (status.live or {}).items() if n in LIVE}, name: value}.items():
        put(values, known, each)
    load_settings(status.job_type, values)


def put(values: dict[str, Any], name: str, value: Any) -> None:
    """Set the dotted setting `name` in saved settings. Raises SettingsError where there is no such group."""
    group, _, key = name.partition(".")
    if not isinstance(values.get(group), dict):
        raise SettingsError(f"there is no setting called {name} in this run")
    if group == "data" and key not in values[group]:
        raise SettingsError(f"there is no setting called {name} for the data set {values[group].get('name')!r}")
    values[group][key] = value
