"""The script that comes with an exported model: it draws a picture and does not need this project."""

from gan_core.export.formats.format import Reading
from gan_core.export.markdown_text import readable
from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard

SCRIPT = "make_picture.py"
TEXT = '''"""Draws one picture with the model beside this file. Needs: pip install {packages}"""

import argparse
{system}from pathlib import Path

{before}{imports}

{classes}here = Path(__file__).resolve().parent
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--seed", type=int, default=0, help="another number, another picture")
{asked}parser.add_argument("--out", default="picture.png")
chosen = parser.parse_args()

z = np.random.Generator(np.random.PCG64([chosen.seed, 0])).standard_normal((1, {latent_dim})).astype(np.float32)
{label}{draw}
pixels = ((x[0] + 1) * 127.5).round().clip(0, 255).astype(np.uint8)
Image.fromarray(pixels.transpose(1, 2, 0).squeeze()).save(chosen.out)
print(chosen.out)
'''
IMPORTS = ("import numpy as np", "from PIL import Image")
ASKED = 'parser.add_argument("--label", type=int, default=0, choices=range({count}), help={words!r})\n'
TOLD = "y = np.random.Generator(np.random.PCG64([chosen.seed, 1])).standard_normal((1, {width})).astype(np.float32)\n"
LABEL = "y = np.eye({count}, dtype=np.float32)[[chosen.label]]\n"


def packages(reading: Reading) -> str:
    """What pip is to install."""
    return " ".join((*reading.packages, "numpy", "pillow"))


def picture_script(card: ModelCard, reading: Reading) -> str:
    """The script's text. The picture of a seed is the first one that `python -m gan_core sample --seed` draws."""
    count = card.shape.num_classes
    return TEXT.format(
        packages=packages(reading),
        system="import os\n" if reading.before else "",
        before=f"{reading.before}\n\n" if reading.before else "",
        imports="\n".join(sorted((*IMPORTS, *reading.imports), key=lambda line: (line.startswith("from"), line))),
        classes=f"\n{reading.classes}\n\n\n" if reading.classes else "",
        asked=ASKED.format(count=count, words=_which(card.labels)) if count else "",
        latent_dim=card.latent_dim,
        label=_label(card.shape),
        draw=reading.draw,
    )


def _label(shape: SampleShape) -> str:
    """The line that makes y: the class asked for, or numbers of the seed where the condition is no class."""
    if shape.is_class:
        return LABEL.format(count=shape.num_classes)
    return TOLD.format(width=shape.condition_width) if shape.condition_width else ""


def _which(labels: tuple[str, ...]) -> str:
    """The help of --label, with the names where they say more than the numbers."""
    if all(name == str(index) for index, name in enumerate(labels)):
        return "what to draw"
    named = ", ".join(f"{index} {readable(name)}" for index, name in enumerate(labels))
    return f"what to draw: {named}".replace("%", "%%")  # which argparse would take for a placeholder
