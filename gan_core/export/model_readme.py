"""The model card: what an exported model is, what it learned from, how it was checked and how it is used.

After Mitchell et al. 2019, Model Cards for Model Reporting, arxiv.org/abs/1810.03993.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gan_core.cost.counts import count
from gan_core.export.checked import NUM_LATENTS, Exported
from gan_core.export.formats import FORMATS
from gan_core.export.formats.format import Reading
from gan_core.export.markdown_text import code, plain
from gan_core.export.picture_script import SCRIPT, packages
from gan_core.export.wording import parity_words

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator
    from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard

TEXT = """# {title}

{lead}

![Pictures that this file draws](pictures.png)

| | |
|---|---|
{rows}

## Use

```
pip install {packages}
python {script} --seed 3{label}
```

It writes `picture.png`. In your own program: `z` is float32 (N, {latent_dim}), normally distributed{with_label}; the
output is float32 (N, {dims}) in [-1, 1]. N may be any number.{care}
{figures}
## The file

`{file}`, {size:,} bytes: {format_title}. {about}

Before it was offered, the file was read back and compared with its model on {num} latents: {parity}.
{notes}
## Limits

It draws pictures like those it was trained on, at {image_size}x{image_size} pixels, and nothing else; what its
training pictures lack or show with a bias, it lacks or shows in the same way. It is meant for learning and experiments.

## Licence

Not chosen yet: whoever distributes this model states it here, respecting the rights in the training pictures.
"""


def model_readme(generator: Generator, exported: Exported, reading: Reading) -> str:
    """The text of README.md, in Markdown; `reading` is what the script does."""
    card, chosen = generator.card, FORMATS[exported.format]
    labelled = generator.num_classes > 0
    return TEXT.format(
        title=plain(card.title),
        lead=_lead(card),
        rows="\n".join(f"| {name} | {value} |" for name, value in _rows(generator)),
        packages=packages(reading),
        script=SCRIPT,
        label=" --label 1" if labelled else "",
        latent_dim=generator.latent_dim,
        with_label=_told(card.shape),
        dims=", ".join(str(each) for each in card.shape.dims),
        figures=_figures(card),
        care=f" {chosen.care}" if chosen.care else "",
        file=chosen.file,
        size=len(exported.content),
        format_title=chosen.title,
        about=chosen.about,
        num=NUM_LATENTS,
        parity=parity_words(exported.parity.message),
        notes="".join(f"\n- {plain(note)}" for note in exported.notes) + ("\n" if exported.notes else ""),
        image_size=card.shape.image_size,
    )


def _told(shape: SampleShape) -> str:
    if not shape.condition_width:
        return ""
    return f", and `y` is float32 (N, {shape.condition_width})" + (" with a 1 for the label" if shape.is_class else "")


def _lead(card: ModelCard) -> str:
    colour = "colour" if card.shape.channels == 3 else "grey"
    told = card.shape.condition_width
    by_label = " and a label" if card.shape.is_class else f" and a condition of {told} more" if told else ""
    size, numbers = card.shape.image_size, card.latent_dim
    what = card.config.family.what_draws
    return f"{what}: it draws {colour} pictures of {size}x{size} pixels from {numbers} numbers{by_label}."


def _rows(generator: Generator) -> list[tuple[str, Any]]:
    """What it is and what it learned from; figures as they were measured."""
    card, counts = generator.card, count(generator)
    config = card.config
    share = "" if config.data.fraction == 1 else f", {100 * config.data.fraction:g} % of it"
    rows = [
        ("Architecture", f"{config.model.title}: {config.model.paper}"),
        ("Trained on", f"{config.data.title}{share}"),
        ("Objective", config.objective.title),
        ("Training", f"{card.step:,} steps, {card.images:,} pictures shown, {card.seconds:,.0f} seconds"),
        (
            "Labels",
            ", ".join(map(plain, card.labels)) if card.shape.is_class else "none: you cannot ask for one",
        ),
        ("Parameters of the generator", None if counts.num_parameters is None else f"{counts.num_parameters:,}"),
        ("Multiply-adds per picture", None if counts.multiply_adds is None else f"{counts.multiply_adds:,}"),
        ("Reproduced by", code(card.command) if card.command else None),
    ]
    return [(name, value) for name, value in rows if value is not None]


def _figures(card: ModelCard) -> str:
    """What was measured of the model, which holds for this file as far as its pictures are the model's."""
    listed = {name: value for name, value in card.figures.items() if name != "parameters"}
    if not listed:
        return ""
    lines = "\n".join(f"- {plain(name.replace('_', ' '))}: {plain(_figure(value))}" for name, value in listed.items())
    return f"\n## Figures\n\nMeasured on the model before export:\n\n{lines}\n"


def _figure(value: Any) -> str:
    return (", ".join(str(each) for each in value) or "none") if isinstance(value, list) else str(value)
