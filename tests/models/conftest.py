"""One thread and the same random numbers for every test here."""

import pytest
import torch

torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def seeded_torch():
    torch.manual_seed(0)
