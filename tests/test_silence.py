"""Nothing here speaks to another machine by itself: a training run, a server's first page, a script to give away.

What Python does is heard by an audit hook in every process; ONNX Runtime's own reporting is native code, begins to send
after nine seconds and writes its device id into HOME as soon as it is imported: that file is looked for.
"""

import io
import json
import os
import subprocess
import sys
import tomllib
import urllib.request
import zipfile
from pathlib import Path

import pytest

from benchmarks.real_app import Server
from gan_core.export.checked import export
from gan_core.export.package import package
from gan_core.generators.load import load
from gan_core.places import PROJECT

LISTENER = """
import os, socket, sys

def heard(event, arguments):
    if event not in {"socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"}:
        return
    if event == "socket.connect" and arguments[0].type & socket.SOCK_DGRAM:
        return  # asks for a route and sends nothing
    address = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = address[0] if isinstance(address, tuple) else address
    here = {None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", socket.gethostname()}
    if isinstance(host, str) and not host.startswith("/") and host not in here:
        with open(os.environ["HEARD"], "a") as log:
            print(event, host, file=log)

sys.addaudithook(heard)
"""

NATIVE = """
import json, onnxruntime, pathlib, time
device = False
for _ in range(600):  # a thread of its own writes the file
    if device := any("deviceid" in each.as_posix() for each in pathlib.Path.home().rglob("*")):
        break
    if tuple(map(int, onnxruntime.__version__.split(".")[:2])) < (1, 29):
        break
    time.sleep(0.1)
print(json.dumps([onnxruntime.__version__, device]))
"""


@pytest.fixture
def listening(tmp_path: Path) -> dict[str, str]:
    """An environment whose HOME is empty and whose processes write down whom they ask for."""
    (tmp_path / "ear").mkdir()
    (tmp_path / "ear" / "sitecustomize.py").write_text(LISTENER, "utf-8")
    (tmp_path / "home").mkdir()
    ours = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    ours.pop("XDG_CACHE_HOME", None)
    places = {"HOME": str(tmp_path / "home"), "HEARD": str(tmp_path / "heard"), "PYTHONPATH": str(tmp_path / "ear")}
    return ours | places


def reports(environment: dict[str, str]) -> list[str]:
    """Hosts that were asked, and files in HOME that are not this project's own."""
    heard, home = Path(environment["HEARD"]), Path(environment["HOME"])
    files = [each.relative_to(home).as_posix() for each in home.rglob("*") if each.is_file()]
    kept = (".cache/gan_core/", ".cache/torch/", ".streamlit/")
    return [
        *(heard.read_text("utf-8").splitlines() if heard.exists() else []),
        *(each for each in files if not each.startswith(kept)),
    ]


def run(environment: dict[str, str], *arguments: str, cwd: Path = PROJECT) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_listener_hears_a_lookup_and_a_native_report(listening: dict[str, str]) -> None:
    """The control: without it, the tests below could pass because they are deaf."""
    run(listening, "-c", "import socket\ntry: socket.getaddrinfo('elsewhere.invalid', 443)\nexcept OSError: pass")
    assert reports(listening) == ["socket.getaddrinfo elsewhere.invalid"]
    if sys.platform == "win32":
        return  # there it writes nothing into HOME
    version, device = json.loads(run(listening, "-c", NATIVE))
    if not device:
        pytest.skip(f"ONNX Runtime {version} wrote no device id here: the tests below hear lookups only")
    assert any("deviceid" in each for each in reports(listening))


def test_training_and_use_ask_nobody(listening: dict[str, str], tmp_path: Path) -> None:
    out = str(tmp_path / "run")
    run(listening, "-m", "gan_core", "train", "--preset", "quick-digits", "--steps", "60", "--out", out)
    run(listening, "-m", "gan_core", "sample", out, "--num", "4", "--out", str(tmp_path / "a.png"))
    run(listening, "-c", f"from gan_core.generators.load import load; load({out!r}, backend='onnx')")
    assert reports(listening) == []


def test_exported_script_asks_nobody(listening: dict[str, str], tmp_path: Path) -> None:
    generator = load("digits-gan")
    with zipfile.ZipFile(io.BytesIO(package(generator, export(generator, "onnx"), "mine"))) as archive:
        archive.extractall(tmp_path)
    run(listening, str(tmp_path / "mine" / "make_picture.py"), cwd=tmp_path)
    assert (tmp_path / "picture.png").is_file()
    assert reports(listening) == []


def test_server_for_a_class_asks_nobody(
    listening: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in set(os.environ) - set(listening):
        monkeypatch.delenv(name)
    for name, value in listening.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    server = Server(tmp_path / "served")
    server.start()
    try:
        with urllib.request.urlopen(server.url, timeout=30) as page:
            assert page.status == 200
    finally:
        server.stop()
    assert reports(listening) == []


def test_streamlit_gathers_no_statistics() -> None:
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False


def test_reporting_package_of_openvino_is_out_of_reach(listening: dict[str, str]) -> None:
    """OpenVINO imports it as it is imported itself, and reports at once; without it, it stays silent."""
    Path(listening["PYTHONPATH"], "openvino_telemetry.py").write_text("import socket\nsocket.getfqdn()", "utf-8")
    asked = "try: import openvino_telemetry\nexcept ImportError: print('out of reach')"
    assert run(listening, "-c", f"import gan_core\n{asked}").strip() == "out of reach"


def test_whoever_wants_reports_is_not_overruled(listening: dict[str, str]) -> None:
    code = "import os, gan_core; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    assert run(listening, "-c", code).strip() == "1"
    assert run(listening | {"ORT_DISABLE_TELEMETRY": "0"}, "-c", code).strip() == "0"


def test_page_opened_by_an_unknown_name_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    import ui.server  # noqa: F401

    asked: list[str] = []
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, timeout: asked.append(url))
    assert not is_url_from_allowed_origins("http://elsewhere.invalid")
    assert asked == []
