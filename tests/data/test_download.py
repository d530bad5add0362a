import errno
import functools
import hashlib
import io
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gan_core.data import download
from gan_core.data.download import DownloadError, fetch
from tests.unprivileged import read_only

CONTENT = b"pictures" * 100_000
MD5 = hashlib.md5(CONTENT).hexdigest()


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path, monkeypatch) -> Iterator[str]:
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "data.gz").write_bytes(CONTENT)
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(folder))) as http:
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


def told(reports: list) -> object:
    return lambda text, share: reports.append((text, share))


def test_download_tells_its_progress(server, tmp_path):
    reports: list = []
    fetch([server + "data.gz"], tmp_path / "new" / "data.gz", md5=MD5, title="Pictures", report=told(reports))
    assert (tmp_path / "new" / "data.gz").read_bytes() == CONTENT
    assert reports[-1] == ("Downloading Pictures: 0.8 of 0.8 MB", 1.0)


def test_second_mirror_is_asked_where_the_first_fails(server, tmp_path):
    urls = [server + "missing.gz", server + "data.gz"]
    fetch(urls, tmp_path / "data.gz", md5=MD5, title="Pictures", report=told([]))
    assert (tmp_path / "data.gz").read_bytes() == CONTENT


def test_wrong_content_is_refused_and_leaves_nothing(server, tmp_path):
    folder = tmp_path / "new"
    with pytest.raises(DownloadError, match="something other"):
        fetch([server + "data.gz"], folder / "data.gz", md5="0" * 32, title="Pictures", report=told([]))
    assert list(folder.iterdir()) == []


def test_whole_file_is_not_fetched_again(tmp_path):
    (tmp_path / "data.gz").write_bytes(CONTENT)
    fetch([], tmp_path / "data.gz", md5=MD5, title="Pictures", report=told([]))


def test_server_that_refuses_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1:9: "):
        fetch(["http://127.0.0.1:9/data.gz"], tmp_path / "data.gz", md5=MD5, title="Pictures", report=told([]))


def test_name_that_is_looked_up_for_ever_is_given_up(tmp_path, monkeypatch):
    answered = threading.Event()

    def hang(*_: object, **__: object) -> None:
        answered.wait(5)
        raise OSError("too late")

    monkeypatch.setattr(download.urllib.request, "urlopen", hang)
    monkeypatch.setattr(download, "OPEN_SECONDS", 0.05)
    with pytest.raises(DownloadError, match="did not answer within"):
        fetch(["http://example.org/data.gz"], tmp_path / "data.gz", md5=MD5, title="Pictures", report=told([]))
    answered.set()


def test_folder_that_cannot_be_written_is_told_before_the_network_is_asked(server, tmp_path):
    reports: list = []
    home = tmp_path / "home"
    home.mkdir()
    with (
        read_only(home),
        pytest.raises(DownloadError, match=r"^the folder for it cannot be written\. The system") as no,
    ):
        fetch([server + "data.gz"], home / "new" / "data.gz", md5=MD5, title="Pictures", report=told(reports))
    assert reports == [] and str(tmp_path) not in str(no.value) and "Errno" not in str(no.value)


def test_full_disk_is_told_as_such_and_leaves_nothing(server, tmp_path, monkeypatch):
    def full(self: io.RawIOBase, block: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "new"
    monkeypatch.setattr(download, "open_part", lambda part: type("Full", (io.BytesIO,), {"write": full})())
    with pytest.raises(DownloadError, match="disk"):
        fetch([server + "data.gz"], folder / "data.gz", md5=MD5, title="Pictures", report=told([]))
    assert list(folder.iterdir()) == []
