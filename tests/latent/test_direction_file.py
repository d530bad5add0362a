"""Files of directions: kept, read back, and refused when they are not what they should be."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gan_core.errors import CheckpointError, UserError
from gan_core.latent.direction_file import MAX_BYTES, from_json, to_json
from gan_core.latent.directions import Direction
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import ModelCard
from tests.latent.small_models import card

ROUND = Direction("Rounder", np.array([0.6, 0, -0.8], np.float32), "probe", 2.5, "R² 0.82 on held-out samples")


@pytest.fixture
def model(tmp_path: Path) -> ModelCard:
    (tmp_path / "generator.safetensors").write_bytes(b"abc")
    return replace(card("gan", 3), path=tmp_path, title="Shapes")


def changed(whose: ModelCard, /, **changes: object) -> str:
    """The file of one direction, with something else in it."""
    return json.dumps(json.loads(to_json(ROUND, whose)) | changes)


def same(a: Direction, b: Direction) -> bool:
    return np.array_equal(a.vector, b.vector) and replace(a, vector=None) == replace(b, vector=None)


def test_fingerprint_is_the_start_of_the_weights_sha256(model: ModelCard) -> None:
    assert fingerprint(model.path) == "ba7816bf8f01cfea"  # of "abc", as in FIPS 180-2


def test_fingerprint_does_not_depend_on_where_the_model_lies(model: ModelCard, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    shutil.copy(model.path / "generator.safetensors", other)
    assert fingerprint(other) == fingerprint(model.path)


def test_a_direction_comes_back_as_it_was(model: ModelCard) -> None:
    assert same(from_json(to_json(ROUND, model), model)[0], ROUND)
    assert same(from_json(to_json(ROUND, model).encode(), model)[0], ROUND)


def test_any_vector_comes_back_exactly(model: ModelCard) -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        vector = rng.standard_normal(3)
        odd = replace(ROUND, vector=(vector / np.linalg.norm(vector)).astype(np.float32))
        assert same(from_json(to_json(odd, model), model)[0], odd)


def test_several_directions_share_a_file(model: ModelCard) -> None:
    other = replace(ROUND, name="Softer", vector=np.array([0, 1, 0], np.float32))
    found = from_json(to_json([ROUND, other], model), model)
    assert [each.name for each in found] == ["Rounder", "Softer"]
    assert same(found[1], other)


def test_the_file_says_what_it_is_and_whose(model: ModelCard) -> None:
    content = json.loads(to_json(ROUND, model))
    assert (content["format"], content["kind"], content["name"]) == (1, "direction", "Rounder")
    assert content["model"] == {"title": "Shapes", "fingerprint": fingerprint(model.path), "latent_dim": 3}


def test_a_direction_of_another_model_is_refused_with_both_names(model: ModelCard, tmp_path: Path) -> None:
    text = to_json(ROUND, model)
    other = tmp_path / "other"
    other.mkdir()
    (other / "generator.safetensors").write_bytes(b"other weights")
    with pytest.raises(UserError, match=r"'Shapes' .*not to 'Digits'"):
        from_json(text, replace(model, path=other, title="Digits"))


def test_a_longer_vector_is_brought_to_length_one(model: ModelCard) -> None:
    assert from_json(changed(model, vector=[0, 3, 4]), model)[0].vector == pytest.approx([0, 0.6, 0.8])


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff\xfe\x00", "9" * 5000, "\ud800"])
def test_what_is_no_json_is_refused(model: ModelCard, text: str | bytes) -> None:
    with pytest.raises(UserError, match="not a directions file: it is not JSON"):
        from_json(text, model)


@pytest.mark.parametrize("text", ["[]", "3", "null", '"direction"', "{}", '{"kind": "path"}'])
def test_json_of_something_else_is_refused(model: ModelCard, text: str) -> None:
    with pytest.raises(UserError, match="not a directions file"):
        from_json(text, model)


def test_a_huge_file_is_refused_unread(model: ModelCard) -> None:
    with pytest.raises(UserError, match="at most 1 MiB"):
        from_json("9" * (MAX_BYTES + 1), model)


def test_a_later_format_is_refused(model: ModelCard) -> None:
    with pytest.raises(UserError, match="format 2; this version reads format 1"):
        from_json(changed(model, format=2), model)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"vector": [1, 2]}, "must have 3 numbers for this model, got 2"),
        ({"vector": "abc"}, "got none"),
        ({"vector": [0, 0, 0]}, "leads nowhere"),
        ({"vector": [1, None, 0]}, "no finite number"),
        ({"vector": [1, True, 0]}, "no finite number"),
        ({"vector": [1, "2", 0]}, "no finite number"),
        ({"vector": [1, float("nan"), 0]}, "no finite number"),
        ({"vector": [1, float("inf"), 0]}, "no finite number"),
        ({"vector": [1, 10**400, 0]}, "no finite number"),
        ({"vector": [1, 1e200, 0]}, "no finite number"),
        ({"reach": 0}, "reach of 'Rounder' must be above 0"),
        ({"reach": -1}, "must be above 0"),
        ({"reach": 1e9}, "at most 100"),
        ({"reach": "far"}, "must be above 0"),
        ({"name": ""}, "has no name"),
        ({"name": 3}, "its name must be plain text"),
        ({"name": "x" * 81}, "at most 80 letters"),
        ({"name": "a\x00b"}, "its name must be plain text"),
        ({"method": None}, "its method must be plain text"),
        ({"figure": ["R²"]}, "its figure must be plain text"),
        ({"model": None}, "does not say which model"),
        ({"model": {"title": "Shapes"}}, "its fingerprint must be plain text"),
        ({"directions": []}, "holds 1 to 64 directions"),
        ({"directions": [{}] * 65}, "holds 1 to 64 directions"),
        ({"directions": {"a": 1}}, "holds 1 to 64 directions"),
        ({"directions": [7]}, "a direction in this file is damaged"),
    ],
)
def test_a_damaged_direction_is_refused_with_a_sentence(model: ModelCard, changes: dict, words: str) -> None:
    with pytest.raises(UserError, match=f"(?i){words}"):
        from_json(changed(model, **changes), model)


def test_too_many_directions_are_not_written(model: ModelCard) -> None:
    with pytest.raises(UserError, match="1 to 64"):
        to_json([ROUND] * 65, model)
    with pytest.raises(UserError, match="1 to 64"):
        to_json([], model)


def test_open_model_reads_its_files_after_its_checkpoint_was_removed(model: ModelCard) -> None:
    text = to_json(ROUND, model)
    (model.path / "generator.safetensors").unlink()
    assert from_json(text, model)[0].name == ROUND.name


def test_a_model_that_was_never_seen_and_is_gone_is_said_to_be(model: ModelCard) -> None:
    (model.path / "generator.safetensors").unlink()
    with pytest.raises(CheckpointError, match="no longer exists"):
        to_json(ROUND, model)
