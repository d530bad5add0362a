"""Trained repair networks as files: those that ship, and those of this machine's runs. Never unpickled."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.data import DataSettings
from gan_core.data.stand_ins import STAND_INS
from gan_core.errors import CheckpointError
from gan_core.places import runs_root
from gan_core.repair.findings import Findings, from_values
from gan_core.repair.settings import RepairConfig, load_repair_config
from gan_core.shape import SampleShape
from gan_core.store import atomic
from gan_core.store.machine_settings import as_here
from gan_core.store.model_card import META, PRETRAINED
from gan_core.store.own_files import own_path

if TYPE_CHECKING:
    from gan_core.repair.unet import RepairNetwork

WEIGHTS = "repair.safetensors"
MAX_META_BYTES = 2**20


@dataclass(frozen=True)
class RepairModel:
    """Two trained networks: where they are, what they learned from, until which step, and what was found.

    `ground` in [-1, 1] is the brightness around what they learned from.
    """

    path: Path
    config: RepairConfig
    channels: int
    ground: float
    step: int
    findings: Findings
    figures: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def title(self) -> str:
        return self.config.title

    @property
    def data(self) -> DataSettings:
        return self.config.data

    @property
    def shape(self) -> SampleShape:
        """Of the pictures that it repairs."""
        return SampleShape(self.channels, self.data.image_size)


def save_model(
    folder: Path,
    networks: dict[str, RepairNetwork],
    config: RepairConfig,
    step: int,
    ground: float,
    *,
    half: bool = False,
    **more: Any,
) -> None:
    """Both networks in the folder, in half precision where they are to ship; `more` are further values of the card."""
    import torch
    from safetensors.torch import save

    weights = {
        f"{name}.{key}": value.to(torch.float16 if half else torch.float32, copy=True)  # both may be one network yet
        for name, network in networks.items()
        for key, value in network.state_dict().items()
    }
    channels = next(iter(networks.values())).image_channels
    meta = {"format": 1, "config": config.model_dump(mode="json"), "channels": channels, "ground": ground}
    meta |= {"step": step, **more}
    atomic.write_bytes(folder / WEIGHTS, save(weights))
    atomic.write_json(folder / META, meta)


def read_model(folder: Path) -> RepairModel:
    """The card of the networks in `folder`, without their weights. Raises CheckpointError with a sentence."""
    path = own_path(folder, META)
    try:
        if path.stat().st_size > MAX_META_BYTES:
            raise ValueError("it is too large")
        meta = json.loads(path.read_text("utf-8"))
        saved = as_here(meta["config"], folder) if (folder / "config.json").is_file() else meta["config"]
        findings = from_values(meta["findings"]) if "findings" in meta else Findings()
        return RepairModel(
            folder,
            load_repair_config(saved),
            int(meta["channels"]),
            float(meta["ground"]),
            int(meta["step"]),
            findings,
            dict(meta.get("figures", {})),
        )
    except (OSError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise CheckpointError(f"{folder.name}/{META} is missing or damaged: choose another repair network.") from error


def load_networks(model: RepairModel) -> dict[str, RepairNetwork]:
    """Both networks, ready for use. Raises CheckpointError where the file is missing or of another network."""
    from gan_core.repair.learning import NETWORKS
    from gan_core.repair.unet import RepairNetwork
    from gan_core.store.weights import load_tensors

    weights = load_tensors(own_path(model.path, WEIGHTS))
    found = {}
    for name in NETWORKS:
        network = RepairNetwork(model.channels)
        own = {key.removeprefix(f"{name}."): value for key, value in weights.items() if key.startswith(f"{name}.")}
        try:
            network.load_state_dict(own)
        except RuntimeError as error:
            raise CheckpointError(f"{model.name}/{WEIGHTS} holds another network: train again.") from error
        found[name] = network.requires_grad_(False).eval()
    return found


def shipped_models() -> list[RepairModel]:
    """Those that ship, by name."""
    return [read_model(each.parent) for each in sorted(PRETRAINED.glob(f"*/{WEIGHTS}"))]


def find_repair(where: str) -> RepairModel:
    """A shipped repair network by its name, or one of a run by its name or folder. Raises CheckpointError."""
    place = Path(where)
    folders = [place] if "/" in where else [PRETRAINED / where, runs_root() / where, place]
    for folder in folders:
        if where and (folder / WEIGHTS).is_file():
            return read_model(folder)
    names = ", ".join(each.name for each in shipped_models()) or "none"
    raise CheckpointError(f"{where} holds no repair networks: name a run of `job repair`, or a shipped one ({names}).")


def why_unfit(model: RepairModel, shape: SampleShape, data_name: str) -> str:
    """Why these networks do not repair such pictures, in a sentence; "" where they do."""
    if shape.kind != "image":
        return "Points are not pictures: there is nothing to repair."
    if shape.dims != model.shape.dims:
        has, wants = (" x ".join(map(str, each.dims)) for each in (shape, model.shape))
        return f"“{model.title}” repairs pictures of {wants}, and these have {has}."
    if data_name not in (model.data.name, STAND_INS.get(model.data.name)):
        return f"“{model.title}” has learned from {model.data.title} only."
    return ""
