"""A lane as text: "bf16: runtime.precision=bf16 training.batch_size=64"."""

from typing import Any

from gan_core.errors import SettingsError
from gan_core.settings import read_value


def lane_of(text: str) -> dict[str, Any]:
    """A lane's JSON from its line; a value is read as JSON where it can be, else as text. Raises SettingsError."""
    name, colon, rest = text.partition(":")
    if not colon or not name.strip():
        raise SettingsError(
            f"a lane wants a name, a colon and settings, such as bf16: runtime.precision=bf16, got {text!r}"
        )
    changes = {}
    for part in rest.split():
        setting, sign, value = part.partition("=")
        if not sign:
            raise SettingsError(f"a lane wants SETTING=VALUE after its name and colon, got {part!r}")
        changes[setting] = read_value(value)
    return {"name": name.strip(), "changes": changes}
