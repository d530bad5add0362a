"""The base of every settings model: frozen, strict, and able to say in one sentence what is wrong.

No settings module imports torch: the form, the command line and the launcher read settings without it.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, PlainValidator, SerializeAsAny, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError, PydanticKnownError

from gan_core.errors import SettingsError


class Settings(BaseModel):
    """Declared once; validation, form, command line and saved JSON all read it from here."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)
    job_type: ClassVar[str] = ""
    """The type of job whose settings these are; empty for a part of such settings."""


def choice(variants: Mapping[str, type[Settings]]) -> Any:
    """The type of a field that holds one of `variants`, told by its `name`; `variants` is a registry and may grow."""

    def chosen(value: Any) -> Settings:
        if type(value) in variants.values():
            return value
        if not isinstance(value, Mapping):
            raise PydanticKnownError("model_type", {"class_name": "settings"})
        if "name" not in value:
            raise PydanticCustomError("no_name", "must have a name")
        if not isinstance(value["name"], str) or value["name"] not in variants:
            tags = ", ".join(repr(name) for name in variants)
            raise PydanticKnownError(
                "union_tag_invalid",
                {"discriminator": "'name'", "tag": str(value["name"]), "expected_tags": tags},
            )
        return variants[value["name"]].model_validate(value)

    return Annotated[SerializeAsAny[Settings], PlainValidator(chosen)]


def sentence(error: ValidationError) -> str:
    """Every problem in `error` as "name must be ..., got ...", joined by semicolons."""
    problems = error.errors()
    places = [each["loc"] for each in problems]
    # A list with a bad item is also reported as too short: the item says it better.
    told = [p for p in problems if not any(len(o) > len(p["loc"]) and o[: len(p["loc"])] == p["loc"] for o in places)]
    return "; ".join(_problem(each) for each in told)


def parse(model: type[Settings], values: dict[str, Any]) -> Any:
    """A `model` made from `values`. Raises SettingsError with a sentence for each bad value."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise SettingsError(sentence(error)) from error


def flat(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested settings by their dotted names: {"training": {"seconds": 8}} becomes {"training.seconds": 8}."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def read_value(text: str) -> Any:
    """A number, a list or a truth value where `text` is one as JSON; the text itself otherwise."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _problem(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    name, got = _path(error), f", got {error.get('input')!r}"
    match error["type"]:
        case "greater_than_equal":
            return f"{name} must be at least {context['ge']}{got}"
        case "greater_than":
            return f"{name} must be more than {context['gt']}{got}"
        case "less_than_equal":
            return f"{name} must be at most {context['le']}{got}"
        case "less_than":
            return f"{name} must be less than {context['lt']}{got}"
        case "multiple_of":
            return f"{name} must be a multiple of {context['multiple_of']}{got}"
        case "literal_error":
            return f"{name} must be one of {context['expected']}{got}"
        case "union_tag_invalid":
            return f"{name}.name must be one of {context['expected_tags']}, got {context['tag']!r}"
        case "extra_forbidden":
            return f"there is no setting called {name}"
        case "int_parsing" | "int_type" | "int_from_float":
            return f"{name} must be a whole number{got}"
        case "float_parsing" | "float_type":
            return f"{name} must be a number{got}"
        case "too_short":
            return f"{name} must hold at least {context['min_length']} number"
        case "too_long":
            return f"{name} must hold at most {context['max_length']} numbers{got}"
        case "string_too_short":
            return f"{name} must not be empty"
        case "string_too_long":
            return f"{name} must have at most {context['max_length']} letters"
        case "missing":
            return f"{name} is missing"
        case "value_error":
            text = str(context["error"])
            return f"{name}: {text}" if name and not text.startswith(name) else text
        case _:
            return f"{name}: {error['msg'].lower()}{got}"


def _path(error: ErrorDetails) -> str:
    return ".".join(str(part) for part in error["loc"])
