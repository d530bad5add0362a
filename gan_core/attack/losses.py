"""What an attack raises: the surprise at the right class, the certainty of a wanted one, or D's logit."""

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import cross_entropy

from gan_core.attack.perturb import Loss

Network = Callable[[Tensor], Tensor]
"""Pictures (N, C, H, W) in [-1, 1] to logits: (N, classes) of a classifier, (N,) of a discriminator."""


def away_from(network: Network, label: Tensor) -> Loss:
    """-log p(label | x): anything but the right class int64 (N,)."""
    return lambda x: cross_entropy(network(x), label, reduction="none")


def towards(network: Network, target: Tensor) -> Loss:
    """log p(target | x): the class int64 (N,) that is wanted."""
    return lambda x: -cross_entropy(network(x), target, reduction="none")


def more_real(discriminator: Network) -> Loss:
    """D(x), a logit: what D takes for real."""
    return discriminator


def more_fake(discriminator: Network) -> Loss:
    """-D(x): what D takes for fake."""
    return lambda x: -discriminator(x)
