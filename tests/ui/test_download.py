"""Files that are made when they are asked for reach the browser whatever other sessions do meanwhile."""

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from ui.download import KEPT, download_button


class Runtime:
    """What a download needs of Streamlit's runtime."""

    def __init__(self) -> None:
        self.storage = MemoryMediaFileStorage("/media")
        self.media_file_mgr = MediaFileManager(self.storage)


@pytest.fixture
def made_up_runtime(monkeypatch: pytest.MonkeyPatch) -> Runtime:
    made = Runtime()
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: made)
    return made


def pressed(at: Runtime, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """The name under which the file of a button pressed just now can be fetched."""
    given = {}
    monkeypatch.setattr("ui.download.st.download_button", lambda label, make, **how: given.update(make=make, **how))
    download_button("Take", lambda: text, file_name="a.txt", mime="text/plain")
    manager = at.media_file_mgr
    file = manager.add_deferred(given["make"], given["mime"], "1.0", file_name=given["file_name"])
    return manager.execute_deferred(file).rsplit("/", 1)[1]


def test_made_file_outlasts_the_ends_of_other_scripts(
    made_up_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = pressed(made_up_runtime, monkeypatch, "found")
    for _ in range(3):
        made_up_runtime.media_file_mgr.remove_orphaned_files()
    assert made_up_runtime.storage.get_file(name).content == b"found"


def test_no_more_files_are_kept_than_said(made_up_runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [pressed(made_up_runtime, monkeypatch, f"file {index}") for index in range(KEPT + 3)]
    made_up_runtime.media_file_mgr.remove_orphaned_files()
    made_up_runtime.media_file_mgr.remove_orphaned_files()  # the first time marks them
    assert [is_there(made_up_runtime, name) for name in names] == 3 * [False] + KEPT * [True]


def is_there(at: Runtime, name: str) -> bool:
    try:
        return bool(at.storage.get_file(name))
    except MediaFileStorageError:
        return False


def test_a_press_does_not_run_the_page_again() -> None:
    def script() -> None:
        import streamlit as st

        from ui.download import download_button

        st.session_state.runs = st.session_state.get("runs", 0) + 1
        download_button("Take", lambda: b"x", file_name="x.bin", mime="application/octet-stream")

    page = AppTest.from_function(script).run()
    assert page.get("download_button")[0].proto.ignore_rerun
