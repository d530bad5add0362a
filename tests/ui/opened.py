"""Pages run by AppTest, with a launcher that starts no processes."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from ui import server

PROJECT = Path(__file__).resolve().parents[2]


class IdleLauncher(server.Launcher):
    """Starts no processes: these tests look at pages, not at workers."""

    def open(self) -> "IdleLauncher":
        return self

    def ask(self, question: str, value: object) -> dict:
        return {
            "networks": {"G": [{"name": "project", "kind": "Linear", "shape": [8, 4, 4], "parameters": 10}]},
            "parameters": {"G": 10},
            "memory_mib": 1.0,
            "images_per_second": 1234.0,
            "device": "CPU",
            "precision": "fp32",
            "channels_last": False,
            "num_threads": 1,
        }


@pytest.fixture(autouse=True)
def idle_launcher(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(server, "Launcher", IdleLauncher)
    yield
    server.close_launchers()


def page(name: str, **query: str) -> AppTest:
    test = AppTest.from_file(str(PROJECT / "pages" / name), default_timeout=30)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def visible(button: Any) -> str:
    """The label as it is seen, without the words that are only spoken."""
    return button.label.split(" :gray-background[")[0]


def click(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if visible(button) == label).click().run()


def texts(test: AppTest) -> str:
    """All that the page says, HTML included."""
    every = [*test.subheader, *test.markdown, *test.caption, *test.info, *test.warning, *test.error]
    return "\n".join(each.value.replace("\\", "") for each in every) + "".join(
        each.proto.body for each in test.get("html")
    )
