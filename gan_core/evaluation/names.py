"""Titles, directions and papers of the metrics, for lists and forms. Imports neither torch nor features."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MetricName:
    """`better` is lower or higher; `about` says what it is, with the paper; `worst` is what reaches the ceiling."""

    name: str
    title: str
    better: str
    about: str
    worst: str = "noise"


MEASURE_NAMES: dict[str, MetricName] = {
    each.name: each
    for each in (
        MetricName(
            "frechet",
            "Fréchet distance",
            "lower",
            "The distance between two Gaussians fitted to the features of generated and of real pictures: it "
            "reflects both quality and variety. The published FID is this distance on one Inception network; on "
            "other features it is a different figure. Heusel et al. 2017, arxiv.org/abs/1706.08500",
        ),
        MetricName(
            "kid",
            "KID",
            "lower",
            "A kernel distance between the features of generated and of real pictures. It is unbiased for any "
            "number of pictures, so real against real is 0 on average, and chance may take it below. Bińkowski et "
            "al. 2018, arxiv.org/abs/1801.01401",
        ),
        MetricName(
            "precision",
            "Precision",
            "higher",
            "The share of generated pictures that lie among the real ones, within the distance from a real picture "
            "to its third nearest neighbour: quality. Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991",
        ),
        MetricName(
            "recall",
            "Recall",
            "higher",
            "The share of real pictures that lie among the generated ones, within the distance from a generated "
            "picture to its third nearest neighbour: variety. Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991",
        ),
        MetricName(
            "density",
            "Density",
            "higher",
            "In how many real neighbourhoods a generated picture lies, where 1 is as many as for a real one: "
            "quality, which a single unusual real picture cannot raise. It may exceed 1 if a model draws mostly "
            "common pictures. Naeem et al. 2020, arxiv.org/abs/2002.09797",
        ),
        MetricName(
            "coverage",
            "Coverage",
            "higher",
            "The share of real pictures with a generated one in their neighbourhood: variety. "
            "Naeem et al. 2020, arxiv.org/abs/2002.09797",
        ),
        MetricName(
            "kinds",
            "Class balance",
            "lower",
            "How far the classes of generated pictures, as a network reads them, are from those of real ones: the "
            "KL divergence of the two histograms in nats, 0 if every class is equally frequent in both. Missing "
            "classes are named.",
        ),
        MetricName(
            "classes",
            "Class accuracy",
            "higher",
            "The share of generated pictures that a network reads as the class that was asked for. The best "
            "possible value is that of real pictures with their own labels; a model that ignores the class scores "
            "like guessing. Distances do not show this: they stay the same if every label is exchanged. Shmelkov "
            "et al. 2018, arxiv.org/abs/1807.09499",
            worst="guessing",
        ),
        MetricName(
            "sliced",
            "Sliced Wasserstein",
            "lower",
            "How far generated features must be moved to match the real ones, averaged over many projections onto "
            "a line: it does not assume Gaussians. Rabin et al. 2011, doi.org/10.1007/978-3-642-24785-9_37",
        ),
    )
}
DEFAULT_MEASURES = ("frechet", "kid", "precision", "recall", "density", "coverage", "kinds", "classes")
