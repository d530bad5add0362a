"""What is said of a variant: its card. Torch is not imported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from gan_core.store.model_card import ModelCard

UNSAVED = Path("unsaved-variant")
"""Where a variant's card says it is, until it is saved."""


def card_of_variant(card: ModelCard, words: str, changes: dict[str, Any] | None = None) -> ModelCard:
    """The card of a variant: the title says what was done, and figures of the baseline do not hold any more.

    `changes` are dotted settings, as RunConfig.with_changes takes them.
    """
    config = card.config.with_changes(changes or {})
    return replace(card, path=UNSAVED, config=config, title=f"{card.title}, {words}", figures={}, command="")
