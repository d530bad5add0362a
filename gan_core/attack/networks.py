"""The digit classifiers that can be attacked: the shipped one, and those that were trained against attacks."""

from __future__ import annotations

from gan_core.attack.findings import NETWORK
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder
from gan_core.quality.digit_classifier import DigitClassifier
from gan_core.store.own_files import own_path
from gan_core.store.weights import load_weights


def trained_network(folder: RunFolder) -> DigitClassifier:
    """The network that an attack has trained. Raises UserError where there is none, or a damaged one."""
    path = own_path(folder.path, NETWORK)
    if not path.is_file():
        raise RunError("This attack has trained no classifier: choose one with adversarial training.")
    return load_weights(DigitClassifier(), path).requires_grad_(False).eval()
