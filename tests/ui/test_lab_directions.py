"""Directions in the lab: which pictures they were learned from is said."""

from pathlib import Path

import pytest

from gan_core.data import torchvision_sets
from gan_core.data.download import DownloadError
from tests.ui.opened import idle_launcher, page  # noqa: F401 - a fixture for every test here
from tests.ui.test_optimise_page import texts


@pytest.fixture(autouse=True)
def no_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(urls: list[str], target: Path, **_: object) -> None:
        raise DownloadError("example.org: no network")

    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path / "none"))
    monkeypatch.setattr(torchvision_sets, "fetch", no_network)


@pytest.mark.parametrize(("method", "said"), [("class_difference", True), ("kl", True), ("sefa", False)])
def test_directions_of_built_in_digits_in_place_of_mnist_say_so(method: str, said: bool) -> None:
    test = page("latent.py", model="digits-vae", part="directions", by=method)
    assert not test.exception and test.pills(key="direction-method").value == method
    assert ("MNIST is not on this server" in texts(test)) is said
