"""Figures of attacks: how often a network is fooled, and what training against attacks keeps."""

from gan_core.figures.figure import Figure, Group

_PAPERS = (
    ("Goodfellow et al. 2015", "https://arxiv.org/abs/1412.6572"),
    ("Madry et al. 2018", "https://arxiv.org/abs/1706.06083"),
)

ROBUSTNESS = Group(
    "Attacks",
    "A picture is changed by at most epsilon in every pixel, on the scale on which black is 0 and white is 1.",
    {
        "attack_success": Figure(
            title="Success of an attack",
            about="The share of pictures that a network reads wrongly after the attack, of those that it read right "
            "before. FGSM takes one step; PGD takes many from a random start, and is what robustness is scored by.",
            formulas=(
                r"x'=\Pi\left(x+\epsilon\,\operatorname{sign}\nabla_x L(x,y)\right)",
                r"x_{t+1}=\Pi\left(x_t+\tfrac{2.5\,\epsilon}{T}\operatorname{sign}\nabla_x L(x_t,y)\right)",
                r"\Pi(z)=\min(\max(z,x-\epsilon,0),x+\epsilon,1)",
            ),
            symbols="L: the surprise at the right class y; T: the steps of PGD. Of a discriminator L is its logit.",
            perfect="0 %: nothing within epsilon changes what is read.",
            worst="100 %.",
            interval="For other pictures of the same source, by Wilson's score interval; between generated and real "
            "ones by Newcombe's, of which the same classes are compared.",
            checked="Against steps and projections by hand, and linear networks, whose success follows from their "
            "margins.",
            checks=(
                "tests/attack/test_perturb.py::test_fgsm_of_a_line_moves_each_pixel_by_the_sign_of_its_weight",
                "tests/attack/test_perturb.py::test_one_step_of_pgd_by_hand",
                "tests/attack/test_perturb.py::test_projection_keeps_what_is_within_and_cuts_what_is_outside",
                "tests/attack/test_perturb.py::test_success_on_a_line_is_what_its_margins_say_and_never_falls",
                "tests/quality/test_proportion.py::test_interval_of_a_difference_is_that_of_newcombes_table",
            ),
            papers=(*_PAPERS, ("Newcombe 1998", "https://pubmed.ncbi.nlm.nih.gov/9595617/")),
        ),
        "robust_accuracy": Figure(
            title="Robust accuracy",
            about="The share of held-out digits that is still read right after an attack. High after FGSM and nothing "
            "after PGD: the training has collapsed (catastrophic overfitting).",
            formulas=(r"\tfrac{1}{N}\sum_i\mathbb 1\left[\operatorname{read}(x_i')=y_i\right]",),
            symbols="x': the digit after FGSM or PGD; y: its class.",
            perfect="The accuracy on digits as they are.",
            worst="0 %.",
            interval="For other held-out digits, by Wilson's score interval. Another seed is another network, and "
            "differs by more.",
            checked="The same attacks; a collapse is told from a training that lasts.",
            checks=(
                "tests/attack/test_perturb.py::test_no_attack_leaves_the_ball_or_the_range",
                "tests/attack/test_findings.py::test_fgsm_high_and_pgd_at_nothing_is_a_collapse_and_is_said",
            ),
            papers=(*_PAPERS, ("Wong et al. 2020", "https://arxiv.org/abs/2001.03994")),
        ),
    },
)
