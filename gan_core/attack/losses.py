"""What an attack raises: the surprise at the right class, the lead of another one, or D's logit."""

from collections.abc import Callable

from torch import Tensor
from torch.nn.functional import cross_entropy

from gan_core.attack.perturb import Loss

Network = Callable[[Tensor], Tensor]
"""Pictures (N, C, H, W) in [-1, 1] to logits: (N, classes) of a classifier, (N,) of a discriminator."""


def away_from(network: Network, label: Tensor) -> Loss:
    """-log p(label | x): anything but the right class int64 (N,)."""
    return lambda x: cross_entropy(network(x), label, reduction="none")


def lead(network: Network, label: Tensor) -> Loss:
    """max_j logit_j - logit_label, over the classes j but `label` int64 (N,): above 0 it is read as another one.

    Unlike the surprise it does not rest where the network is merely unsure of everything. Carlini and Wagner 2017,
    arxiv.org/abs/1608.04644, section V; Madry et al. 2018 score with it too.
    """

    def loss(x: Tensor) -> Tensor:
        logits, at = network(x), label[:, None]
        return logits.scatter(1, at, float("-inf")).amax(dim=1) - logits.gather(1, at)[:, 0]

    return loss


def lead_of(network: Network, target: Tensor) -> Loss:
    """logit_target - max_j logit_j: above 0 it is read as the class int64 (N,) that is wanted."""
    other = lead(network, target)
    return lambda x: -other(x)


def towards(network: Network, target: Tensor) -> Loss:
    """log p(target | x): the class int64 (N,) that is wanted."""
    return lambda x: -cross_entropy(network(x), target, reduction="none")


def more_real(discriminator: Network) -> Loss:
    """D(x), a logit: what D takes for real."""
    return discriminator


def more_fake(discriminator: Network) -> Loss:
    """-D(x): what D takes for fake."""
    return lambda x: -discriminator(x)
