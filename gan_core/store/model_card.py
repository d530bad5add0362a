"""The model card, a file next to the weights, read without torch: settings, shape, labels, figures."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core.config import RunConfig, load_config
from gan_core.errors import CheckpointError
from gan_core.places import SHIPPED
from gan_core.shape import SampleShape
from gan_core.store.machine_settings import as_here

MAX_META_BYTES = 2**20
WEIGHTS, META = "generator.safetensors", "meta.json"
"""The files of a saved model: what draws, and what it is."""
PRETRAINED = SHIPPED / "pretrained"


@dataclass(frozen=True)
class ModelCard:
    """A saved generator: where it is, what it is, what it was trained with. `figures` only for shipped models."""

    path: Path
    name: str
    config: RunConfig
    shape: SampleShape
    labels: tuple[str, ...]
    step: int
    images: int
    seconds: float
    title: str
    figures: dict[str, Any]
    command: str

    @property
    def latent_dim(self) -> int:
        """How many numbers one latent has."""
        return self.config.family.latent_width(self.config.model, self.shape)


def read_card(path: Path) -> ModelCard:
    """The card of the model in the folder `path`. Raises CheckpointError with a sentence."""
    meta = read_meta(path, META)
    try:
        run = run_of(path)
        saved = meta["config"] if run is None else as_here(meta["config"], run)
        config = with_labels(load_config(saved), tuple(meta["labels"]))
        return ModelCard(
            path=path,
            name=path.name,
            config=config,
            shape=SampleShape(**meta["shape"], kind=meta.get("kind", "image")),
            labels=tuple(meta["labels"]),
            step=int(meta["step"]),
            images=int(meta["images"]),
            seconds=float(meta["seconds"]),
            title=str(meta.get("title", config.title)),
            figures=dict(meta.get("figures", {})),
            command=str(meta.get("command", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path.name}/meta.json lacks something or holds the wrong thing: {error}") from error


def run_of(path: Path) -> Path | None:
    """The folder of the run that the model in the folder `path` lies in; None for one that lies by itself."""
    return next((each for each in (path.parent.parent, path.parent) if (each / "config.json").is_file()), None)


def with_labels(config: RunConfig, labels: tuple[str, ...]) -> RunConfig:
    """`config` whose pictures, where they are one's own, get the labels in the order that its model learned them in."""
    if "label_names" not in type(config.data).model_fields or not labels:
        return config
    return config.model_copy(update={"data": config.data.model_copy(update={"label_names": labels})})


def to_meta(card: ModelCard) -> dict[str, Any]:
    """The card as meta.json holds it: what `read_card` reads comes back from this."""
    return {
        "format": 1,
        "config": card.config.model_dump(mode="json"),
        **shape_to_meta(card.shape),
        "labels": list(card.labels),
        "step": card.step,
        "images": card.images,
        "seconds": card.seconds,
        "title": card.title,
        "figures": card.figures,
    }


def shape_to_meta(shape: SampleShape) -> dict[str, Any]:
    """The part of meta.json that says what a sample is; without condition_width it was a class, or nothing."""
    told = {"num_classes": shape.num_classes, "condition_width": shape.condition_width}
    return {"shape": {"channels": shape.channels, "image_size": shape.image_size, **told}, "kind": shape.kind}


def read_meta(path: Path, name: str) -> dict[str, Any]:
    """A JSON object beside the weights. Raises CheckpointError when it is missing, too large or no JSON."""
    file = path / name
    if file.is_symlink():
        raise CheckpointError(f"{path.name}/{name} is a link: only files next to the weights are read.")
    try:
        if file.stat().st_size > MAX_META_BYTES:
            raise CheckpointError(f"{path.name}/{name} is larger than a settings file can be.")
        content = json.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise CheckpointError(f"{path.name}/{name} is missing or damaged: it may have been removed.") from error
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise CheckpointError(f"{path.name}/{name} is missing or damaged: {why}") from error
    if not isinstance(content, dict):
        raise CheckpointError(f"{path.name}/{name} does not have the expected contents.")
    return content


def shipped() -> list[Path]:
    """The folders of the models that come with the project."""
    return sorted(path.parent for path in PRETRAINED.glob(f"*/{WEIGHTS}"))
