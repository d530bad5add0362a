"""Figures of reconstructions, of sentences, of a training and of cost."""

from gan_core.figures.figure import Figure, Group

RECONSTRUCTION = Group(
    "Reconstruction and likelihood",
    "How near a picture comes to one that it should equal, and how well a VAE explains what it never saw.",
    {
        "psnr": Figure(
            title="PSNR",
            about="The mean squared error on a logarithmic scale. More is better; blur is hardly punished.",
            formulas=(r"10\log_{10}\frac{L^2}{\operatorname{mean}(x-y)^2}",),
            symbols="x, y: the two pictures; L: the range of a pixel, 1 where black is 0 and white is 1.",
            perfect="Infinity for equal pictures.",
            worst="About 8 dB between two pictures of even noise.",
            interval="None for a picture; a mean over pictures says over how many.",
            checked="Against scikit-image, pixel by pixel, and an error known by hand.",
            checks=(
                "tests/quality/test_similarity.py::test_psnr_and_ssim_are_those_of_scikit_image",
                "tests/quality/test_similarity.py::test_psnr_of_a_known_error",
            ),
            papers=(("Wang et al. 2004", "https://doi.org/10.1109/TIP.2003.819861"),),
            curves=("VAE/psnr", "likeness/"),
        ),
        "ssim": Figure(
            title="SSIM",
            about="Likeness of brightness, contrast and structure in small windows. More is better.",
            formulas=(r"\frac{(2\mu_x\mu_y+C_1)(2\sigma_{xy}+C_2)}{(\mu_x^2+\mu_y^2+C_1)(\sigma_x^2+\sigma_y^2+C_2)}",),
            symbols="Weighted by a Gaussian of 1.5 pixels in every 11x11 window; C_1 = 0.01^2, C_2 = 0.03^2 on [0, 1].",
            perfect="1 for equal pictures.",
            worst="About 0 for pictures that have nothing in common; below 0 for a negative.",
            interval="None for a picture; a mean over pictures says over how many.",
            checked="Against scikit-image, and its luminance and structure terms by hand.",
            checks=(
                "tests/quality/test_similarity.py::test_psnr_and_ssim_are_those_of_scikit_image",
                "tests/quality/test_similarity.py::test_ssim_of_two_flat_pictures_is_its_luminance_term",
                "tests/quality/test_similarity.py::test_ssim_of_a_negative_is_its_structure_term",
            ),
            papers=(("Wang et al. 2004", "https://doi.org/10.1109/TIP.2003.819861"),),
            curves=("VAE/ssim",),
        ),
        "drag_rest": Figure(
            title="Rest of a drag",
            about="How many pixels a dragged point lies from its target at the end; under 1.5 it counts as arrived.",
            formulas=(r"\lVert p-t\rVert,\quad p=\arg\min_q\sum_o g(o)\left(x(q+o)-x_0(s+o)\right)^2",),
            symbols="x_0, x: the first and the last picture; s: where the point was; t: its target; o: offsets up to "
            "the template's radius; g: a Gaussian window.",
            perfect="0.",
            worst="The whole way, or further where another picture was found.",
            interval="None for a drag; benchmarks.drag gives shares of 48 drags by Wilson's score interval.",
            checked="Against a blob whose place is known between pixels, and a model that draws one picture only.",
            checks=(
                "tests/latent/test_drag.py::test_the_tracker_finds_a_blob_between_pixels",
                "tests/latent/test_drag.py::test_what_the_model_cannot_draw_is_not_said_to_have_arrived",
            ),
            papers=(("Pan et al. 2023", "https://arxiv.org/abs/2305.10973"),),
        ),
        "elbo": Figure(
            title="Evidence lower bound",
            about="How well a VAE explains held-out pictures, in nats a picture, without beta and free bits. More is "
            "better.",
            formulas=(r"\mathbb E_{q(z|x)}\left[\ln p(x|z)\right]-D_{KL}\left(q(z|x)\,\Vert\,p(z)\right)",),
            symbols="q: the encoder's Gaussian; p(z): the standard normal distribution; p(x | z): what the decoder "
            "says.",
            perfect="ln p(x), which nobody knows.",
            worst="What a decoder reaches that says the same of every picture.",
            interval="The standard error over pictures.",
            checked="Against a linear VAE whose likelihood is known exactly (probabilistic PCA), and a posterior "
            "that is wrong by a known divergence.",
            checks=(
                "tests/quality/test_bounds.py::test_optimal_linear_vae_reaches_the_exact_likelihood_of_probabilistic_pca",
                "tests/quality/test_bounds.py::test_a_wrong_posterior_lowers_the_elbo_by_its_divergence",
            ),
            papers=(
                ("Kingma and Welling 2014", "https://arxiv.org/abs/1312.6114"),
                ("Salimans et al. 2017", "https://arxiv.org/abs/1701.05517"),
            ),
            curves=("VAE/elbo", "VAE/bits_per_dim", "VAE/reconstruction", "VAE/kl"),
        ),
        "regularised_loss": Figure(
            title="Loss of a regularised autoencoder",
            about="The squared error of reconstructions, with the length of the codes and of the decoder's weights. It "
            "has no likelihood and no bound: compare squared errors of the same data only.",
            formulas=(r"\lVert x-D(E(x))\rVert^2+\tfrac{\beta}{2}\lVert E(x)\rVert^2+\lambda\lVert\theta_D\rVert^2",),
            symbols="E, D: encoder and decoder; theta_D: the decoder's parameters. Means over pictures.",
            perfect="0, with codes and weights of 0: the parts pull against each other.",
            worst="What the mean picture leaves.",
            interval="None for a training step.",
            checked="Each part against sums by hand, and that no weight is pulled but the decoder's.",
            checks=(
                "tests/objectives/test_rae.py::test_the_squared_error_is_summed_over_a_picture_and_averaged_over_the_batch",
                "tests/objectives/test_rae.py::test_no_weight_decays_but_the_decoders",
                "tests/training/test_rae_runs.py::test_the_curves_add_up_to_the_loss",
            ),
            papers=(("Ghosh et al. 2020", "https://arxiv.org/abs/1903.12436"),),
            curves=("AE/loss", "AE/reconstruction", "AE/code", "AE/decoder"),
        ),
        "vector_quantisation_loss": Figure(
            title="Loss of a VQ-VAE",
            about="The squared error of reconstructions through the nearest codes, with the distance of what the "
            "encoder says to the codes that were chosen, and the nats that the prior needs for them.",
            formulas=(
                r"\lVert x-D(e_k)\rVert^2+\beta\lVert E(x)-\operatorname{sg}[e_k]\rVert^2-\ln p(k)",
                r"k_i=\arg\min_j\lVert E(x)_i-e_j\rVert,\quad \ln p(k)=\textstyle\sum_i\ln p(k_i|k_{<i})",
            ),
            symbols="E, D: encoder and decoder; e: the codebook; k: the codes at the places i of the grid; sg: no "
            "gradient. Means over pictures.",
            perfect="The entropy of the data's codes, with no squared error: nobody knows it.",
            worst="What one code for all pictures leaves.",
            interval="None for a training step.",
            checked="The nearest code, the gradient through it, the moving averages and the revival by hand, the parts "
            "against sums by hand, and that a code changes nothing that the prior says of earlier places.",
            checks=(
                "tests/models/test_codebook.py::test_the_nearest_code_is_chosen",
                "tests/models/test_codebook.py::test_codes_move_by_the_moving_averages_of_appendix_a1",
                "tests/models/test_code_prior.py::test_a_later_code_changes_nothing_that_is_said_of_earlier_places",
                "tests/objectives/test_vq.py::test_nats_are_those_of_the_codes_that_came",
            ),
            papers=(("van den Oord et al. 2017", "https://arxiv.org/abs/1711.00937"),),
            curves=("VQ/loss", "VQ/reconstruction", "VQ/commitment", "VQ/prior_bits", "VQ/code_bits"),
        ),
        "code_perplexity": Figure(
            title="Perplexity of the codes",
            about="As many codes, were they used alike, would say as much as those of the codebook do.",
            formulas=(r"\exp\left(-\sum_k p_k\ln p_k\right)",),
            symbols="p_k: the share of all chosen codes that are code k.",
            perfect="The size of the codebook, where the data need it.",
            worst="1: one code for everything.",
            interval="None: of a batch, or of as many pictures as are named.",
            checked="Against shares whose entropy is known by hand.",
            checks=("tests/models/test_codebook.py::test_perplexity_is_the_number_of_codes_used_alike",),
            papers=(("van den Oord et al. 2017", "https://arxiv.org/abs/1711.00937"),),
            curves=("VQ/perplexity", "VQ/used_codes", "VQ/dead_codes"),
        ),
        "active_units": Figure(
            title="Active units",
            about="How many latent numbers say something about the picture. None: the posterior has collapsed.",
            formulas=(r"\#\left\{u:\operatorname{Var}_x\left(\mathbb E_{q(z_u|x)}[z_u]\right)>0.01\right\}",),
            symbols="z_u: one latent number; the variance is over pictures.",
            perfect="As many as the data need.",
            worst="0: posterior collapse.",
            interval="None: a count.",
            checked="Against an encoder whose code never moves.",
            checks=("tests/monitors/test_monitors.py::test_vae_whose_code_never_moves_has_no_active_units",),
            papers=(("Burda et al. 2016", "https://arxiv.org/abs/1509.00519"),),
            curves=("VAE/active_units", "VAE/kl_units"),
        ),
    },
)

SENTENCES = Group(
    "Sentences and pictures",
    "Text to image is scored by a reader that knows nothing of the model.",
    {
        "attributes": Figure(
            title="Accuracy per attribute",
            about="The share of pictures in which the shape reader sees what the caption says, for each attribute "
            "and for all five together; combinations that were held out stand apart.",
            formulas=(r"\tfrac{1}{N}\sum_i\mathbb 1\left[\operatorname{read}_a(G(z_i,\text{caption}_i))=a_i\right]",),
            symbols="a: shape, colour, size, place or background.",
            perfect="What the reader sees of real shapes with their own captions: nearly 100 %.",
            worst="Guessing: one over the number of values.",
            interval="For other latents and captions of the same model, by Wilson's score interval.",
            checked="Against a drawer that does as asked, one that draws red things alone, and real shapes.",
            checks=(
                "tests/evaluation/test_attributes.py::test_drawer_that_does_as_asked_is_right_in_all",
                "tests/evaluation/test_attributes.py::test_drawer_of_red_things_alone_is_right_in_colour_as_often_as_red_was_asked_for",
                "tests/quality/test_retrieval.py::test_real_shapes_are_read_as_what_they_are",
            ),
            papers=(),
            curves=("text/",),
        ),
        "retrieval": Figure(
            title="Retrieval accuracy (R-precision)",
            about="How often a picture's nearest caption, by the model's own embeddings, is one that fits it. It "
            "says how well these agree with each other, not how well it draws.",
            formulas=(r"\tfrac{1}{N}\sum_i\mathbb 1\left[\operatorname{fits}(i,\arg\max_j\cos(p_i,s_j))\right]",),
            symbols="p: embeddings of pictures; s: of captions.",
            perfect="100 %.",
            worst="One over the number of captions.",
            interval="None: a signal beside the reader's figures.",
            checked="Against a constructed case of three pictures and a head that knows nothing.",
            checks=(
                "tests/quality/test_retrieval.py::test_one_of_three_pictures_finds_its_caption_first_and_two_among_two",
                "tests/monitors/test_text_monitors.py::test_retrieval_of_a_head_that_knows_nothing_is_about_chance",
            ),
            papers=(("Xu et al. 2018", "https://arxiv.org/abs/1711.10485"),),
        ),
        "language": Figure(
            title="Language model loss",
            about="The mean surprise at the next word, on captions that were not learned from. Perplexity is e to "
            "the loss.",
            formulas=(r"-\tfrac{1}{L}\sum_t\ln p(w_t\mid w_1\dots w_{t-1})",),
            symbols="w: words, with the end of the sentence as one; padding does not count.",
            perfect="The entropy of the grammar over its mean length: nobody who knows only the words so far can do "
            "better.",
            worst="ln of the number of words: guessing evenly.",
            interval="None: a mean over many thousand words.",
            checked="The loss against a mean by hand; the grammar's entropy against all its sentences counted one by "
            "one.",
            checks=(
                "tests/text/test_losses.py::test_next_word_loss_is_the_mean_surprise_per_word_with_the_end_and_without_padding",
                "tests/text/test_grammar.py::test_entropy_is_that_of_all_sentences_counted_one_by_one",
                "tests/text/test_language_model.py::test_two_sentences_are_learned_to_their_entropy",
            ),
            papers=(("Shannon 1948", "https://doi.org/10.1002/j.1538-7305.1948.tb01338.x"),),
            curves=("T/",),
        ),
    },
)

COST = Group(
    "Time, size and energy",
    "What a variant costs beside its own baseline, on the same device and in the same run.",
    {
        "time": Figure(
            title="Time per picture",
            about="The median over rounds in which every variant has its turn, in random order; ratios are taken "
            "within a round. Less is better.",
            formulas=(r"\operatorname{median}_r\frac{t_r(\text{variant})}{t_r(\text{baseline})}",),
            symbols="t: seconds of a turn in round r, of which the middle call counts.",
            perfect="A ratio of 1 means no difference.",
            worst="There is no worst.",
            interval="The median of other rounds on this machine in this state, by order statistics, widened by 2 % "
            "for where a model lies in memory. It says nothing of another machine.",
            checked="Against factors that are known, under drift, halts and noise, and the table of the sign test.",
            checks=(
                "tests/cost/test_timing.py::test_planted_factor_is_found_whatever_the_noise",
                "tests/cost/test_busy_machine.py::test_drift_halts_and_the_order_of_turns_leave_the_interval_honest",
                "tests/cost/test_intervals.py::test_median_lies_between_the_order_statistics_of_the_sign_test_table",
            ),
            papers=(
                ("Thompson 1936", "https://doi.org/10.1214/aoms/1177732502"),
                ("Mytkowicz et al. 2009", "https://doi.org/10.1145/1508284.1508275"),
            ),
            curves=("images_per_second",),
        ),
        "size": Figure(
            title="Multiply-adds, parameters and size of the file",
            about="Counted, not estimated: a convolution uses its kernel once for each output.",
            formulas=(r"\sum_{\text{layers}}\frac{C_{in}}{\text{groups}}\,C_{out}\,k_h k_w\,H_{out}W_{out}",),
            symbols="C: feature maps; k: the kernel's size; H and W: the output's.",
            perfect="There is no best: quality has its price.",
            worst="There is no worst.",
            interval="None: exact.",
            checked="A GAN counted by hand, and PyTorch's count against that of the ONNX file.",
            checks=(
                "tests/cost/test_counts.py::test_digits_gan_is_counted_by_hand",
                "tests/cost/test_counts.py::test_torch_and_onnx_agree",
                "tests/cost/test_counts.py::test_size_is_that_of_the_saved_file",
            ),
        ),
        "energy": Figure(
            title="Energy and CO2",
            about="Watt-hours from the processor's or the GPU's own counter; where there is none, an assumed power "
            "times time, which decides nothing. CO2 by the grid's published intensity.",
            formulas=(
                r"E=\int P\,dt",
                r"\mathrm{CO_2}=E\cdot\text{intensity}",
            ),
            symbols="P: power; the intensity in grams per kilowatt-hour, with its source beside it.",
            perfect="0.",
            worst="There is no worst.",
            interval="Of a ratio of energies, as for time. An assumed power has no interval.",
            checked="Against counters that come round, stand still or go away.",
            checks=(
                "tests/energy/test_meters.py::test_counter_that_comes_round_goes_on",
                "tests/energy/test_meters.py::test_machine_without_counters_assumes_a_power_and_says_so",
                "tests/energy/test_meters.py::test_a_kilowatt_hour_emits_what_the_grid_says",
            ),
            papers=(),
            curves=("energy/",),
        ),
    },
)
