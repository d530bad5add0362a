"""One's own pictures in the form: what will be learned is shown before Train can be pressed."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core.data import store_upload
from gan_core.presets import PRESETS
from tests.data.conftest import encoded, red, zip_bytes
from tests.data.test_data_report import HEIC
from tests.ui.opened import idle_launcher  # noqa: F401

SCRIPT = """
import streamlit as st
from gan_core.presets import PRESETS
from ui import state
from ui.form import advanced_form
if "opened" not in st.session_state:
    st.session_state["opened"] = True
    state.load_form(PRESETS["quick-digits"].config.with_changes({changes!r}).model_dump(mode="json"))
advanced_form()
"""


def form(changes: dict) -> AppTest:
    return AppTest.from_string(SCRIPT.format(changes=changes), default_timeout=30).run()


def kept(uploads: Path, files: dict[str, bytes]) -> dict[str, str]:
    return {"data.name": "folder", "data.path": str(store_upload(zip_bytes(files), uploads))}


def said(test: AppTest) -> str:
    assert not test.exception
    shown = (test.markdown, test.caption, test.warning, test.error, test.info)
    return " ".join(each.value for kind in shown for each in kind).replace("\\", "")


def train_button(test: AppTest):
    return next(button for button in test.button if button.label == "Train")


def test_form_shows_labels_with_counts_and_what_was_left_out(tmp_path: Path) -> None:
    blue = encoded(Image.new("RGB", (20, 20), "blue"))
    files = {"train/cat/1.png": red(), "train/cat/2.jpg": HEIC, "train/dog/1.png": blue, "val/dog/1.png": blue}
    test = form(kept(tmp_path, files))
    words = said(test)
    assert "2 colour pictures, 32x32; 2 labels from folders: cat 1, dog 1." in words
    assert "2 pictures are checked and ready" in words
    assert "1 HEIC file was left out" in words and "held out for comparison" in words
    assert "A batch holds 2 samples instead of 32" in words
    assert not train_button(test).disabled


def test_conditional_model_without_labels_cannot_be_trained_and_the_form_says_so(tmp_path: Path) -> None:
    test = form(kept(tmp_path, {"1.png": red(), "2.png": red()}) | {"model.conditional": True})
    assert "sort the pictures into one sub-folder per label" in said(test) and train_button(test).disabled


def test_one_picture_cannot_be_trained_on_and_the_form_says_so(tmp_path: Path) -> None:
    test = form(kept(tmp_path, {"1.png": red()}) | {"model.conditional": False})
    assert "There is 1 sample to learn from: take at least 2." in said(test)
    assert train_button(test).disabled


def test_fraction_that_leaves_one_picture_cannot_be_trained_on(tmp_path: Path) -> None:
    files = {f"{i}.png": red() for i in range(20)}
    test = form(kept(tmp_path, files) | {"model.conditional": False, "data.fraction": 0.05})
    assert "a fraction of 0.05 leaves no more" in said(test) and train_button(test).disabled


def test_pictures_that_have_gone_are_asked_for_again(tmp_path: Path) -> None:
    test = form({"data.name": "folder", "data.path": str(tmp_path / "gone.zip")})
    words = said(test)
    assert "no longer on this server" in words and "ready" not in words and str(tmp_path) not in words
    assert train_button(test).disabled


def test_download_is_said_before_train_is_pressed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path))
    words = said(form({"data.name": "mnist"}))
    assert "about 10 MB will be downloaded when training starts" in words and "Offline, the run stops" in words


def test_card_of_a_preset_says_that_it_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path))
    assert any(preset.config.data.download() for preset in PRESETS.values())
    words = said(
        AppTest.from_string("from ui.gallery import presets_gallery\npresets_gallery()", default_timeout=30).run()
    )
    assert "MNIST is not on this machine yet" in words and "small built-in pictures are used instead" in words


def test_sheet_shows_the_pictures_as_the_network_gets_them(tmp_path: Path) -> None:
    from ui.uploads import inspected

    files = {f"{i}.png": encoded(Image.fromarray(np.full((30, 40, 3), i, np.uint8))) for i in (0, 200)}
    data = inspected(kept(tmp_path, files)["data.path"], 28, "auto")
    assert data.images.shape == (2, 1, 28, 28) and data.images[:, 0, 0, 0].tolist() == [0, 200]
