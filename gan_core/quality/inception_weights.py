"""python -m gan_core.quality.inception_weights: fetches torchvision's Inception-v3, 104 MB, once. Nothing else does.

Szegedy et al. 2016, Rethinking the Inception architecture, arxiv.org/abs/1512.00567. Torch is imported on use only.
"""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from gan_core.errors import UserError

if TYPE_CHECKING:
    from torch import nn

NAME = "inception_v3_google-0cc3c7bd.pth"
SHA256_BEGINS = NAME.removesuffix(".pth").rsplit("-", 1)[1]
"""torchvision puts it into the name."""
ABSENT = (
    "Inception-v3's weights are not on this machine: download them with `python -m "
    "gan_core.quality.inception_weights` (104 MB from download.pytorch.org), or choose another extractor."
)


def file() -> Path:
    """Where torchvision keeps the weights, whether they are there or not."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    home = Path(os.environ.get("TORCH_HOME") or cache / "torch").expanduser()
    return home / "hub" / "checkpoints" / NAME


def load() -> "nn.Module":
    """The network without its last layer: (N, 3, 299, 299) in [-1, 1] -> (N, 2048).

    Raises UserError where the file is absent or not the one that torchvision published. It is read as tensors only.
    """
    if not file().is_file():
        raise UserError(ABSENT)
    with file().open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if not digest.startswith(SHA256_BEGINS):
        raise UserError(f"{file()} is not the file that torchvision published: delete it, then download it again.")
    from torch import nn
    from torchvision.models import Inception3, Inception_V3_Weights

    weights = Inception_V3_Weights.IMAGENET1K_V1
    # What torchvision's own preparation does to pictures ends at the range of -1 to 1, which is ours already.
    network = Inception3(transform_input=False, init_weights=False)
    network.load_state_dict(weights.get_state_dict(model_dir=str(file().parent), progress=False, weights_only=True))
    network.fc, network.AuxLogits = nn.Identity(), None
    return network.requires_grad_(False).eval()


def main() -> None:
    import torch
    from torchvision.models import Inception_V3_Weights

    file().parent.mkdir(parents=True, exist_ok=True)
    url = Inception_V3_Weights.IMAGENET1K_V1.url
    try:
        torch.hub.download_url_to_file(url, str(file()), hash_prefix=SHA256_BEGINS)
    except (OSError, RuntimeError) as error:
        raise SystemExit(f"{url} could not be fetched: {error}") from error
    print(f"Inception-v3 is at {file()}.")


if __name__ == "__main__":
    main()
