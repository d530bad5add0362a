"""What can be measured: titles, directions and papers, for lists and forms. Torch and features are not touched."""

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
            "How far apart the two Gaussians are that fit the features of generated and of real pictures: it sees both "
            "quality and variety. The published FID is this distance on one Inception network; on other features it is "
            "another figure. Heusel et al. 2017, arxiv.org/abs/1706.08500",
        ),
        MetricName(
            "kid",
            "KID",
            "lower",
            "A kernel distance between the features of generated and of real pictures. It is right on average for any "
            "number of pictures, so real against real is 0, and chance may carry it below. Bińkowski et al. 2018, "
            "arxiv.org/abs/1801.01401",
        ),
        MetricName(
            "precision",
            "Precision",
            "higher",
            "The share of generated pictures that lie among the real ones, within the reach of a real picture's third "
            "nearest other: quality. Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991",
        ),
        MetricName(
            "recall",
            "Recall",
            "higher",
            "The share of real pictures that lie among the generated ones, within the reach of a generated picture's "
            "third nearest other: variety. Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991",
        ),
        MetricName(
            "density",
            "Density",
            "higher",
            "In how many real neighbourhoods a generated picture lies, 1 being as many as a real one: quality that a "
            "single "
            "odd real picture cannot raise. It may exceed 1 where a model keeps to the common. Naeem et al. 2020, "
            "arxiv.org/abs/2002.09797",
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
            "How far the classes that are read in generated pictures are from those read in real ones: KL divergence "
            "of the two histograms in nats, 0 where every class comes as often. Missing classes are named.",
        ),
        MetricName(
            "classes",
            "Class accuracy",
            "higher",
            "The share of generated pictures that a network reads as the class that was asked for. Perfect is what it "
            "reads "
            "of real pictures with their own labels; a model that does not listen reaches what guessing does. "
            "Distances do not see it: with every label exchanged they stay the same. Shmelkov et al. 2018, "
            "arxiv.org/abs/1807.09499",
            worst="guessing",
        ),
        MetricName(
            "sliced",
            "Sliced Wasserstein",
            "lower",
            "How far generated features must be moved to lie as the real ones do, along many lines at once: it takes "
            "no Gaussian for granted. Rabin et al. 2011, doi.org/10.1007/978-3-642-24785-9_37",
        ),
    )
}
DEFAULT_MEASURES = ("frechet", "kid", "precision", "recall", "density", "coverage", "kinds", "classes")
