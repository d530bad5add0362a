"""What stands beside a model's weights comes back from what was written."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gan_core.store.model_card import read_card, shipped, to_meta


@pytest.mark.parametrize("folder", shipped(), ids=lambda path: path.name)
def test_card_that_is_written_is_read_as_it_was(folder: Path, tmp_path: Path) -> None:
    card = read_card(folder)
    (tmp_path / "meta.json").write_text(json.dumps(to_meta(card)), "utf-8")
    assert read_card(tmp_path) == replace(card, path=tmp_path, name=tmp_path.name, command="")
