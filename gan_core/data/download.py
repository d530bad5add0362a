"""Downloads with progress and a check of the content, which fail quickly without a network."""

import hashlib
import os
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO
from urllib.error import HTTPError

from gan_core.data.image_data import Report
from gan_core.errors import system_words

OPEN_SECONDS = 8.0
READ_SECONDS = 20.0
BLOCK = 1 << 18


class DownloadError(Exception):
    """A file could not be had; the words say why, as the end of a sentence."""


def fetch(urls: list[str], target: Path, *, md5: str, title: str, report: Report) -> None:
    """Fetches the first of `urls` that answers rightly to `target`, which appears only when it is whole.

    Raises DownloadError where none does.
    """
    if target.is_file() and _md5(target) == md5:
        return
    with _own_disk():
        target.parent.mkdir(parents=True, exist_ok=True)
    problems = []
    for url in urls:
        try:
            _fetch_one(url, target, md5=md5, title=title, report=report)
            return
        except DownloadError as error:
            problems.append(str(error))
        except (OSError, HTTPException, ValueError) as error:
            problems.append(f"{_host(url)}: {getattr(error, 'reason', None) or error or type(error).__name__}")
    raise DownloadError("; ".join(problems))


def _fetch_one(url: str, target: Path, *, md5: str, title: str, report: Report) -> None:
    report(f"Asking {_host(url)} for {title}", None)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with _open(url) as response:
            received = _receive(response, part, title, report)
        if received != md5:
            raise DownloadError(f"{_host(url)} sent something other than the expected {target.name}")
        with _own_disk():
            part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def _own_disk() -> Iterator[None]:
    """What fails meanwhile is this machine's folder and not the network: the words say so."""
    try:
        yield
    except OSError as error:
        raise DownloadError(f"the folder for it cannot be written. {system_words(error).rstrip('.')}") from error


def _receive(response: HTTPResponse, part: Path, title: str, report: Report) -> str:
    """Writes the answer to `part` and gives its MD5."""
    digest, done, total = hashlib.md5(usedforsecurity=False), 0, response.length
    of = f" of {total / 1e6:.1f}" if total else ""
    with _own_disk():
        sink = open_part(part)
    with sink:
        while block := response.read(BLOCK):
            with _own_disk():
                sink.write(block)
            digest.update(block)
            done += len(block)
            report(f"Downloading {title}: {done / 1e6:.1f}{of} MB", min(done / total, 1.0) if total else None)
    return digest.hexdigest()


def open_part(part: Path) -> BinaryIO:
    """Where a download is written while it is not whole."""
    return part.open("wb")


def _open(url: str) -> HTTPResponse:
    """The answer to a request. Looking up a name knows no time limit of its own, so it runs beside us."""
    outcome: list[HTTPResponse | Exception] = []

    def ask() -> None:
        try:
            request = urllib.request.Request(url, headers={"User-Agent": "gan_core"})
            outcome.append(urllib.request.urlopen(request, timeout=READ_SECONDS))
        except (OSError, HTTPException, ValueError) as error:
            if isinstance(error, HTTPError):
                error.close()
            outcome.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(OPEN_SECONDS)
    if not outcome:
        raise DownloadError(f"{_host(url)} did not answer within {OPEN_SECONDS:.0f} s")
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _host(url: str) -> str:
    return url.split("/")[2]
