"""Figures that compare generated pictures with real ones."""

from gan_core.figures.figure import Figure, Group
from gan_core.quality.density_coverage import NUM_NEAREST
from gan_core.quality.manifold_intervals import REPEATS

_SOURCES = (
    "Where it would lie for other pictures of the same model and the same data, as many. Another seed of the training "
    "is another model, and differs by more: train several seeds and let Compare show them."
)
_RESAMPLED = f"{_SOURCES} From {REPEATS} half samples of both sides, by Student's t."

DISTANCES = Group(
    "Generated pictures beside real ones",
    "Pictures become features of a small network; sets of features are compared. A figure is shown beside what as many "
    "other real pictures reach (its floor) and what noise reaches.",
    {
        "frechet": Figure(
            title="Fréchet distance",
            about="How far apart two Gaussians are that fit the features of generated and of real pictures. Less is "
            "better.",
            formulas=(
                r"\lVert\mu_r-\mu_g\rVert^2+\operatorname{Tr}\left(\Sigma_r+\Sigma_g-2(\Sigma_r\Sigma_g)^{1/2}\right)",
            ),
            symbols="mu and Sigma: mean and unbiased covariance of the features of real (r) and generated (g) "
            "pictures.",
            perfect="Not 0 but the floor: what as many other real pictures reach. It falls as the number of pictures "
            "grows.",
            worst="What noise reaches, worked out on the same protocol.",
            interval=f"{_SOURCES} The standard deviation of draws with replacement, laid around the value.",
            checked="Against distances worked out by hand: Gaussians on a line, with diagonal covariances, with "
            "covariances that do not commute, and moved or stretched sets. That 95 of 100 intervals hold the truth "
            "was counted.",
            checks=(
                "tests/quality/test_frechet.py::test_covariances_that_do_not_commute",
                "tests/quality/test_frechet.py::test_a_moved_set_is_as_far_as_it_was_moved_squared",
                "tests/quality/test_coverage_of_intervals.py::test_frechet_interval_holds_the_truth",
            ),
            papers=(("Heusel et al. 2017", "https://arxiv.org/abs/1706.08500"),),
            curves=("quality/frechet",),
        ),
        "kid": Figure(
            title="KID",
            about="The squared maximum mean discrepancy of the features, with a cubic kernel. Less is better.",
            formulas=(
                r"\tfrac{1}{m(m-1)}\sum_{i\ne j}k(x_i,x_j)+\tfrac{1}{n(n-1)}\sum_{i\ne j}k(y_i,y_j)"
                r"-\tfrac{2}{mn}\sum_{i,j}k(x_i,y_j)",
                r"k(x,y)=\left(\tfrac{x\cdot y}{d}+1\right)^3",
            ),
            symbols="x: features of generated pictures; y: of real ones; d: the number of features.",
            perfect="0 on average for any number of pictures; chance may carry it below.",
            worst="What noise reaches, worked out on the same protocol.",
            interval=f"{_SOURCES} From disjoint blocks, ten or more, by Student's t.",
            checked="Against the kernel's distance of points that lie in two places, and of a moved distribution, "
            "both worked out by hand.",
            checks=(
                "tests/quality/test_kid.py::test_points_that_all_lie_in_two_places_have_the_kernels_distance",
                "tests/quality/test_kid.py::test_moved_distribution_is_at_the_distance_of_its_moments",
                "tests/quality/test_kid.py::test_standard_error_says_how_far_estimates_scatter",
            ),
            papers=(
                ("Bińkowski et al. 2018", "https://arxiv.org/abs/1801.01401"),
                ("Gretton et al. 2012", "https://jmlr.org/papers/v13/gretton12a.html"),
            ),
            curves=("quality/kid",),
        ),
        "precision": Figure(
            title="Precision and recall",
            about="Precision: the share of generated pictures that lie among the real ones. Recall: the share of real "
            "pictures that lie among the generated ones. More is better; a collapse keeps the first and loses the "
            "second.",
            formulas=(
                r"\tfrac{1}{M}\sum_j\mathbb 1\left[\exists i:\lVert g_j-r_i\rVert\le\rho_3(r_i)\right]",
                r"\tfrac{1}{N}\sum_i\mathbb 1\left[\exists j:\lVert r_i-g_j\rVert\le\rho_3(g_j)\right]",
            ),
            symbols="rho_3: the distance of a picture's features to its third nearest other of the same set.",
            perfect="What other real pictures reach: less than 1.",
            worst="0 for what lies nowhere near.",
            interval=_RESAMPLED,
            checked="Against distances taken one by one, and constructed sets with missing and with invented modes.",
            checks=(
                "tests/quality/test_manifolds.py::test_falls_agree_with_distances_one_by_one",
                "tests/quality/test_manifolds.py::test_missing_modes_lower_recall_and_coverage_but_not_precision",
                "tests/quality/test_manifolds.py::test_invented_modes_lower_precision_and_density_but_not_recall",
                "tests/quality/test_coverage_of_intervals.py::test_intervals_of_neighbourhoods_hold_the_truth",
            ),
            papers=(("Kynkäänniemi et al. 2019", "https://arxiv.org/abs/1904.06991"),),
            curves=("quality/precision", "quality/recall"),
        ),
        "density": Figure(
            title="Density and coverage",
            about="Density: in how many real neighbourhoods a generated picture lies. Coverage: the share of real "
            "pictures with a generated one in their neighbourhood. More is better; a single odd real picture raises "
            "neither.",
            formulas=(
                r"\tfrac{1}{kM}\sum_j\sum_i\mathbb 1\left[\lVert g_j-r_i\rVert\le\rho_k(r_i)\right]",
                r"\tfrac{1}{N}\sum_i\mathbb 1\left[\exists j:\lVert g_j-r_i\rVert\le\rho_k(r_i)\right]",
            ),
            symbols=f"rho_k: the distance of a real picture's features to its k-th nearest other; k is {NUM_NEAREST}.",
            perfect="Density 1, which may be exceeded by a model that keeps to the common; coverage: what real "
            "pictures reach.",
            worst="0 for what lies nowhere near.",
            interval=_RESAMPLED,
            checked="Against the paper's own lemma (density 1, coverage by k and N) and constructed sets.",
            checks=(
                "tests/quality/test_manifolds.py::test_two_draws_of_one_distribution_have_density_one",
                "tests/quality/test_manifolds.py::test_two_draws_of_one_distribution_cover_each_other_as_the_lemma_says",
                "tests/quality/test_manifolds.py::test_one_outlier_fools_precision_and_not_density",
            ),
            papers=(("Naeem et al. 2020", "https://arxiv.org/abs/2002.09797"),),
            curves=("quality/density", "quality/coverage"),
        ),
        "sliced": Figure(
            title="Sliced Wasserstein distance",
            about="How far generated features must be moved to lie as the real ones do, along 64 lines. Less is "
            "better.",
            formulas=(r"\left(\tfrac{1}{L}\sum_{\ell}W_2^2(\theta_\ell\cdot X,\theta_\ell\cdot Y)\right)^{1/2}",),
            symbols="theta: directions drawn evenly; W_2 on a line pairs the sorted values.",
            perfect="The floor: what as many other real pictures reach.",
            worst="What noise reaches, worked out on the same protocol.",
            interval=f"{_SOURCES} The standard deviation of draws with replacement, laid around the value.",
            checked="Against the distance moved on a line, and t / sqrt(d) for a move by t in d dimensions.",
            checks=(
                "tests/quality/test_sliced.py::test_on_a_line_it_is_the_distance_moved",
                "tests/quality/test_sliced.py::test_moving_by_t_in_d_dimensions_costs_t_over_root_d",
                "tests/quality/test_coverage_of_intervals.py::test_sliced_interval_holds_the_truth",
            ),
            papers=(("Rabin et al. 2011", "https://doi.org/10.1007/978-3-642-24785-9_37"),),
        ),
        "copying": Figure(
            title="Copying test",
            about="How often a generated picture is nearer to a training picture than a held-out real one is.",
            formulas=(r"C_T=\frac{\sum_\pi P(\pi)\,Z(\pi)}{\sum_\pi P(\pi)}",),
            symbols="pi: cells of the data by k-means; P: the share of held-out pictures in a cell; Z: Mann and "
            "Whitney's rank score of the distances of generated pictures to the training ones, against those of "
            "held-out pictures.",
            perfect="A chance of 50 %: a generated picture is as near as a held-out one.",
            worst="Nearly 100 %: copies.",
            interval="For other pictures of the same model and data; without copying 95 of 100 such intervals hold "
            "50 %.",
            checked="Against Mann and Whitney's score, training pictures with a breath of noise, and models of which "
            "a known part is copied.",
            checks=(
                "tests/quality/test_copying.py::test_the_rank_score_is_that_of_mann_and_whitney",
                "tests/quality/test_copying.py::test_training_pictures_with_a_breath_of_noise_are_copies",
                "tests/quality/test_copying.py::test_without_copies_hardly_any_generator_is_accused",
            ),
            papers=(("Meehan et al. 2020", "https://arxiv.org/abs/2004.05675"),),
        ),
        "health": Figure(
            title="Nearest neighbour and spread",
            about="The median distance of samples to the nearest training picture, and the mean distance between "
            "samples; each over that of real pictures. The doctor reads both.",
            formulas=(
                r"\frac{\operatorname{median}_j\min_i\lVert g_j-r_i\rVert}"
                r"{\operatorname{median}_i\min_{i'\ne i}\lVert r_i-r_{i'}\rVert}",
                r"\frac{\operatorname{mean}_{j\ne j'}\lVert g_j-g_{j'}\rVert}"
                r"{\operatorname{mean}_{i\ne i'}\lVert r_i-r_{i'}\rVert}",
            ),
            symbols="g: samples, r: real pictures, both shrunk to 16x16 where they are larger.",
            perfect="1 and 1.",
            worst="A first near 0: copies. A second near 0: all samples alike.",
            interval="None: a signal for the doctor, no score.",
            checked="Against copies of training pictures (distance 0, spread of the data) and one picture again and "
            "again.",
            checks=(
                "tests/monitors/test_monitors.py::test_copies_of_training_pictures_have_distance_zero_and_the_data_s_spread",
                "tests/monitors/test_monitors.py::test_one_picture_again_and_again_has_no_spread",
            ),
            papers=(),
            curves=("G/nearest", "G/spread"),
        ),
    },
)

CLASSES = Group(
    "Classes and modes",
    "A network that learned real pictures reads the generated ones.",
    {
        "kinds": Figure(
            title="Class balance",
            about="How far the classes that are read in generated pictures are from those in real ones. Less is "
            "better.",
            formulas=(r"D_{KL}(p\,\Vert\,q)=\sum_c p_c\ln\frac{p_c}{q_c}",),
            symbols="p: shares of the classes read with certainty in generated pictures; q: in real ones.",
            perfect="0 nats, but for what chance adds to so many pictures.",
            worst="ln of the number of classes, where one class is all there is.",
            interval="Both histograms drawn anew; only the spread of the draws is taken: drawing twice adds to the "
            "distance.",
            checked="Against ln 2 for half of the classes, ln of their number for one class alone, and what chance "
            "gives.",
            checks=(
                "tests/quality/test_modes.py::test_half_the_kinds_diverge_by_log_two",
                "tests/quality/test_modes.py::test_one_kind_alone_diverges_by_the_log_of_their_number",
                "tests/quality/test_modes.py::test_chance_alone_gives_the_floor_of_the_divergence",
            ),
            papers=(("Srivastava et al. 2017", "https://arxiv.org/abs/1705.07761"),),
            curves=("modes/",),
        ),
        "classes": Figure(
            title="Class accuracy",
            about="The share of generated pictures that are read as the class that was asked for. More is better.",
            formulas=(r"\tfrac{1}{N}\sum_i\mathbb 1\left[\operatorname{read}(G(z_i,y_i))=y_i\right]",),
            symbols="y: the class asked for; what is read without certainty counts as wrong.",
            perfect="What the same network reads of real pictures with their own labels.",
            worst="Guessing: one over the number of classes.",
            interval="For other latents of the same model, by Wilson's score interval.",
            checked="Against a model that draws what it is asked, one whose every label is shifted by three (0 %), "
            "and one that does not listen (chance).",
            checks=(
                "tests/quality/test_class_accuracy.py::test_every_label_shifted_by_three_is_right_not_once",
                "tests/quality/test_class_accuracy.py::test_a_model_that_ignores_the_label_reaches_chance",
                "tests/quality/test_proportion.py::test_interval_holds_the_truth_in_about_95_of_100_cases",
            ),
            papers=(
                ("Shmelkov et al. 2018", "https://arxiv.org/abs/1807.09499"),
                ("Wilson 1927", "https://doi.org/10.1080/01621459.1927.10502953"),
            ),
            curves=("classes/",),
        ),
        "points": Figure(
            title="Modes of the ring and the grid",
            about="The share of points within three standard deviations of the nearest mode, and how many modes have "
            "such a point.",
            formulas=(r"\tfrac{1}{N}\sum_i\mathbb 1\left[\min_k\lVert x_i-c_k\rVert\le 3\sigma\right]",),
            symbols="c: the middles of the modes; sigma: their standard deviation.",
            perfect="98.9 % of points, all modes.",
            worst="One mode, or none.",
            interval="None: the data are known exactly, and so many points are drawn that chance hardly shows.",
            checked="Against the chi-square distribution of perfect points and one point for all latents.",
            checks=(
                "tests/quality/test_modes.py::test_of_perfect_points_98_9_percent_lie_within_three_deviations_of_a_mode",
                "tests/monitors/test_known_modes.py::test_one_point_for_all_latents_is_one_mode_of_eight",
            ),
            papers=(("Srivastava et al. 2017", "https://arxiv.org/abs/1705.07761"),),
        ),
        "stacked": Figure(
            title="Modes of Stacked MNIST",
            about="How many of the 1,000 combinations of three digits 26,000 samples show, by the published count "
            "and by certain readings alone.",
            formulas=(r"K\left(1-(1-\tfrac1K)^N\right)",),
            symbols="What chance lets N perfect samples show of K = 1,000 modes that come equally often.",
            perfect="1,000 modes, KL divergence 0.",
            worst="1 mode; but blurred samples and noise, too, are of some mode by the published count.",
            interval="None by the published protocol.",
            checked="Against labels of real pictures and the expectation above.",
            checks=(
                "tests/quality/test_stacked_digits.py::test_kinds_of_real_pictures_are_those_of_their_labels",
                "tests/quality/test_stacked_digits.py::test_most_covered_is_the_expectation",
            ),
            papers=(("Srivastava et al. 2017", "https://arxiv.org/abs/1705.07761"),),
        ),
    },
)
