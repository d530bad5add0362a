"""The data of a map for the browser: the plane, real pictures on it, and the prior."""

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from gan_core.data.image_data import Attribute, ImageData
from gan_core.latent.maps import Encoded, Plane, Projection, encode_data, project
from ui.lab.packed import packed
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.lab.wall import sprite

MOST_POINTS = 1500
MOST_TSNE_POINTS = 1000
MARGIN = 1.06
LABEL = "label"


@dataclass(frozen=True)
class Sheet:
    """Real pictures in latent space; all of them as one picture, a WebP in a data: address; what is known of them."""

    encoded: Encoded
    pictures: str
    groups: dict[str, Attribute]
    notes: tuple[str, ...]


@st.cache_data(max_entries=12, show_spinner="Encoding real pictures…")
def sheet_of(_session: LabSession, fingerprint: str, most: int) -> Sheet:
    """At most `most` of the pictures behind a VAE. Raises UserError where they are gone or do not fit."""
    data = pictures_behind(_session)
    encoded = encode_data(_session.generator, data, most)
    groups = {name: Attribute(each.values[encoded.index], each.names) for name, each in groupings(data).items()}
    return Sheet(encoded, webp_address(sprite(data.images[encoded.index])), groups, data.notes)


@st.cache_data(max_entries=12, show_spinner="Arranging the pictures…")
def laid_out(_mu: np.ndarray, fingerprint: str, method: str) -> Projection:
    """Their places on the map by a method of gan_core.latent.maps. Raises UserError."""
    return project(_mu, method)


def webp_address(picture: np.ndarray) -> str:
    """uint8 (C, H, W) as the data: address of a lossless WebP: half of what a PNG takes."""
    out = io.BytesIO()
    shown = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
    Image.fromarray(shown).save(out, "WEBP", lossless=True, quality=50, method=2)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def groupings(data: ImageData) -> dict[str, Attribute]:
    """All that the dots may be coloured by: the label first, then what else is known of the pictures."""
    found = {}
    if data.labels is not None and data.label_names:
        found[LABEL] = Attribute(data.labels, tuple(data.label_names))
    return {**found, **{name: each for name, each in data.attributes.items() if not _same(each, data)}}


def _same(attribute: Attribute, data: ImageData) -> bool:
    return data.labels is not None and np.array_equal(attribute.values, data.labels)


def points_for_page(sheet: Sheet, points: np.ndarray, group: str, version: str) -> dict[str, Any]:
    """The scatter: places (N, 2), latents to decode, pictures, and which name of the grouping `group` each has."""
    encoded, known = sheet.encoded, sheet.groups.get(group)
    return {
        "version": version,
        "at": packed(points),
        "mu": packed(encoded.mu),
        "labels": None if encoded.labels is None else encoded.labels.tolist(),
        "groups": None if known is None else known.values.tolist(),
        "names": [] if known is None else list(known.names),
        "pictures": sheet.pictures,
        "count": len(points),
    }


def home(points: np.ndarray) -> dict[str, float]:
    """The square that holds all `points` (N, 2): its middle, and how wide it is."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    return {"u": float(middle[0]), "v": float(middle[1]), "width": float(MARGIN * max((high - low).max(), 1e-3))}


def plane_for_page(plane: Plane, y: np.ndarray | None) -> dict[str, Any]:
    """A flat plane as latent_plane.js takes it; the label is the same all over it."""
    found: dict[str, Any] = {
        "origin": np.asarray(plane.centre, np.float64).tolist(),
        "along": plane.axes.tolist(),
        "low": [-1, -1],
        "high": [1, 1],
    }
    if y is not None:
        still = np.zeros_like(y).tolist()
        found["y"] = {"origin": y.tolist(), "along": [still, still]}
    return found


def prior_circles(plane: Plane) -> dict[str, float]:
    """Where N(0, I) has its middle on a plane of orthonormal axes: its contours are circles round it, 1, 2, 3 wide."""
    u, v = plane.coordinates(np.zeros((1, len(plane.centre))))[0]
    return {"u": float(u), "v": float(v)}


def share_of_variance(mu: np.ndarray, points: np.ndarray) -> float:
    """How much of the variance of latents (N, D) a plane holds on which they fall at `points` (N, 2): 0 to 1."""
    whole = float(np.var(mu, axis=0, dtype=np.float64).sum())
    return float(np.var(points, axis=0, dtype=np.float64).sum()) / whole if whole > 0 else 1.0
