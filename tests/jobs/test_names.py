"""Names of run folders: free ones, however many begin in one second."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from gan_core.jobs import folder as folders
from gan_core.jobs.folder import new_name


def test_a_name_that_is_taken_is_not_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters: Iterator[str] = iter(["aaaa0", "aaaa1", "bbbb0"])
    monkeypatch.setattr(folders, "uuid4", lambda: SimpleNamespace(hex=next(letters)))
    monkeypatch.setattr(folders.time, "strftime", lambda _: "1130-100000")
    first = new_name(tmp_path, "Tiny run!")
    (tmp_path / first).mkdir()
    assert (first, new_name(tmp_path, "Tiny run!")) == ("tiny-run-1130-100000-aaaa", "tiny-run-1130-100000-bbbb")
