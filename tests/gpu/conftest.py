"""Tests of what only a GPU can show: skipped where there is none, unless another device is named to try them on."""

import os

import pytest
import torch

DEVICE = os.environ.get("GAN_CORE_GPU_TESTS", "cuda")


@pytest.fixture(scope="session")
def device() -> str:
    """Where these tests compute: "cuda"."""
    if DEVICE == "cuda" and not torch.cuda.is_available():
        pytest.skip("needs a GPU that torch can use (CUDA), and there is none here")
    return DEVICE
