"""The Playground as one HTML file, and as a component of the app: both train in the browser and send no requests."""

import base64
import gzip
import hashlib
import json
import re
from functools import lru_cache

import numpy as np

from gan_core.data.digits import read_digits
from gan_core.export.join_modules import join_modules
from gan_core.web.plane import PLANE

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
COMMENT_LINES = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def plane_html() -> bytes:
    """The page as UTF-8, below EXPORTED_BYTES. It loads nothing, from anywhere: its own policy forbids it."""
    script, worker = plane_script(), plane_worker()
    style = (PLANE / "page.css").read_text("utf-8") + plane_style()
    given = {
        "policy": _policy(script, style),
        "style": style,
        "worker": worker,
        "digits": packed_digits(),
        "script": script,
    }
    template = (PLANE / "plane.html").read_text("utf-8")
    return PLACEHOLDER.sub(lambda found: given[found[1]], template).encode()


def plane_component() -> str:
    """A module whose default export mounts the playground where Streamlit wants a component."""
    given = ", ".join(json.dumps(text) for text in (plane_worker(), packed_digits()))
    return f"{plane_script()}\n{COMPONENT.replace('GIVEN', given)}"


COMPONENT = """
const mounted = new WeakMap()
export default function ({ parentElement }) {
  let app = mounted.get(parentElement)
  if (!app) {
    const root = parentElement.querySelector("[data-plane]")
    app = globalThis.ganPlane(root, GIVEN)
    mounted.set(parentElement, app)
  }
  return () => {
    app.close()
    mounted.delete(parentElement)
  }
}
"""


def plane_script() -> str:
    """The page's own script."""
    return _lean(join_modules(PLANE / "entry.js"))


def plane_worker() -> str:
    """The script of the worker that trains."""
    return _lean(join_modules(PLANE / "worker.js"))


def plane_style() -> str:
    """The playground's style sheet; all of its rules begin at .gp."""
    return (PLANE / "plane.css").read_text("utf-8")


@lru_cache(maxsize=1)
def packed_digits() -> str:
    """scikit-learn's 1,797 digits, 64 values from 0 to 16 and the label each: uint8, gzip, base64."""
    pictures, labels = read_digits()
    rows = np.column_stack([pictures.reshape(len(pictures), -1), labels]).astype(np.uint8)
    return base64.b64encode(gzip.compress(rows.tobytes(), 9, mtime=0)).decode()


def _lean(script: str) -> str:
    """Without lines of comment and indentation, a third of our scripts. No template of ours spans lines."""
    return INDENT.sub("", COMMENT_LINES.sub("", script))


def _policy(script: str, style: str) -> str:
    """The page's own script and style, known by their hashes, a worker from memory, and nothing else."""

    def known(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    scripts = f"script-src {known(script)} 'wasm-unsafe-eval'; worker-src blob:"
    return f"default-src 'none'; {scripts}; style-src {known(style)}; base-uri 'none'; form-action 'none'"
