"""Applies a remedy: to the running run, to a fork of it, or to a new run."""

from typing import Any

from gan_core.config import RunConfig, load_config
from gan_core.doctor.finding import Remedy
from gan_core.doctor.wording import remedy_words
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.launcher import Launcher
from gan_core.runs.fork import fork, why_not


def way_now(folder: RunFolder, status: Status, remedy: Remedy) -> str:
    """How `remedy` would be applied to the run as it is now: live, fork, restart, or advice."""
    if remedy.way == "live" and status.active:
        return "live"
    if remedy.way in ("live", "fork"):
        return "restart" if why_not(folder.path, status) else "fork"
    return remedy.way


def apply_remedy(launcher: Launcher, folder: RunFolder, remedy: Remedy, owner: str = "") -> RunFolder:
    """Does it; returns the run in which the remedy works: this one, or a new, queued one. Raises UserError."""
    status = folder.status()
    match way_now(folder, status, remedy):
        case "live":
            launcher.check_change(folder)
            for name, value in remedy.changes.items():
                folder.ask("set", {"name": name, "value": value})
            return folder
        case "fork":
            config = load_config(folder.config())
            title = f"{status.title}, treated"
            return fork(launcher, folder, changes=longer(config, status) | remedy.changes, title=title, owner=owner)
        case "restart":
            config = load_config(folder.config()).with_changes(remedy.changes)
            return launcher.start(config.model_dump(mode="json"), title=f"{config.title}, again"[:80], owner=owner)
        case _:
            raise RunError(f"“{remedy_words(remedy)}” is advice: no button can apply it.")


def longer(config: RunConfig, status: Status) -> dict[str, Any]:
    """The budgets that let a fork train as long again as the run was to, by what was set last."""
    used = {"num_steps": status.step, "num_images": status.images, "seconds": round(status.seconds, 1)}
    live = status.live or {}
    limits = {name: live.get(f"training.{name}", getattr(config.training, name)) for name in used}
    return {f"training.{name}": used[name] + limit for name, limit in limits.items() if limit}
