"""One picture damaged and repaired by both networks, with what can be said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.similarity import psnr, ssim
from gan_core.repair.damage import TASKS, Damaged, damage, enlarge, known
from gan_core.repair.findings import BEFORE

if TYPE_CHECKING:
    from gan_core.repair.unet import RepairNetwork


@dataclass(frozen=True)
class Opinion:
    """Of one picture: PSNR in dB and SSIM against the untouched one, None where there is none, and the class that is
    read with certainty, "" where nothing is, None where nobody reads such pictures.
    """

    psnr: float | None
    ssim: float | None
    read: str | None


@dataclass(frozen=True)
class Repaired:
    """Uint8 (C, H, W) by name: "damaged", "mse" and "adversarial"; `whole` is the untouched one, where it is known."""

    whole: np.ndarray | None
    pictures: dict[str, np.ndarray]
    opinions: dict[str, Opinion]
    whole_read: str | None


def damage_one(
    task: str, picture: np.ndarray, *, strength: float | None, hole: np.ndarray | None, seed: int
) -> Damaged:
    """Float32 (C, H, W) in [-1, 1] damaged: of the usual strength unless told, a hole as painted or a square.

    Raises UserError for a strength out of range, and for a hole of nothing or of everything.
    """
    about = TASKS[task]
    _check_strength(task, strength)
    if hole is not None:
        check_hole(hole)
    usual = strength if strength is not None or about.strength is None else about.strength.usual
    return damage(task, picture[None], seed, strength=usual, hole=hole)


def already_damaged(task: str, picture: np.ndarray, *, strength: float | None, hole: np.ndarray | None) -> Damaged:
    """Float32 (C, H, W) that is damaged already, of "double" (C, H/2, W/2). UserError where a hole is missing."""
    _check_strength(task, strength)
    if task == "double":
        return known(task, enlarge(picture[None]))
    if task == "fill":
        if hole is None:
            raise UserError("Where is the hole? Paint it, or give a mask that is dark where it is.")
        check_hole(hole)
        return known(task, picture[None], hole=hole)
    about = TASKS[task].strength
    assert about is not None
    return known(task, picture[None], sigma=about.usual if strength is None else strength)


def check_hole(hole: np.ndarray) -> None:
    """Raises UserError for a hole of nothing or of everything."""
    if not hole.any():
        raise UserError("There is no hole: paint over the part that is to be filled in.")
    if hole.all():
        raise UserError("The hole is the whole picture: leave part of it visible.")


def _check_strength(task: str, strength: float | None) -> None:
    about = TASKS[task].strength
    if strength is None:
        return
    if about is None:
        raise UserError(f"“{TASKS[task].title}” has no strength: leave it out.")
    if not about.low <= strength <= about.high:
        raise UserError(f"The strength must be {about.low:g} to {about.high:g}, got {strength:g}.")


def repair_one(
    networks: Mapping[str, RepairNetwork], spoiled: Damaged, whole: np.ndarray | None, data_name: str
) -> Repaired:
    """What both networks make of one damaged picture; `whole` is float32 (C, H, W) as it was, if that is known."""
    from gan_core.repair.learning import repair

    found = {BEFORE: spoiled.pictures} | {name: repair(network, spoiled) for name, network in networks.items()}
    pictures = {name: to_bytes(each)[0] for name, each in found.items()}
    original = None if whole is None else to_bytes(whole[None])[0]
    opinions = {name: opinion_of(each, original, data_name) for name, each in pictures.items()}
    read = None if original is None else read_class(original, data_name)
    return Repaired(original, pictures, opinions, read)


def opinion_of(picture: np.ndarray, whole: np.ndarray | None, data_name: str) -> Opinion:
    """Of uint8 (C, H, W), compared with the untouched one where that is known."""
    read = read_class(picture, data_name)
    if whole is None:
        return Opinion(None, None, read)
    first, second = (each.astype(np.float32) / 127.5 - 1 for each in (picture, whole))
    return Opinion(float(psnr(first, second)), float(ssim(first, second)), read)


def read_class(picture: np.ndarray, data_name: str) -> str | None:
    """The name of the class of uint8 (C, H, W); "" where the reader is not sure, None where there is no reader."""
    reader = CLASS_READERS.get(data_name)
    if reader is None:
        return None
    label = int(reader.read(picture[None])[0])
    return reader.names[label] if label >= 0 else ""
