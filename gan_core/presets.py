"""Ready-made runs: a title, one sentence on what one will see, and complete settings."""

from dataclasses import dataclass
from typing import Any

from gan_core.config import RunConfig, load_config
from gan_core.errors import SettingsError


@dataclass(frozen=True)
class Preset:
    """One card on the first page. `level` groups them: start (within ten seconds) or explore.

    `question` is what the run answers to whoever watches it. `images_promised`: after so many images, on any machine,
    there is what the title promises, `promise` in words; 0 where nothing is.
    """

    title: str
    about: str
    config: RunConfig
    icon: str
    level: str = "start"
    question: str = ""
    images_promised: int = 0
    promise: str = ""


def _config(title: str, **groups: Any) -> RunConfig:
    return load_config({"title": title, **groups})


_QUICK_GAN = {"name": "dcgan", "latent_dim": 16, "g_channels": [64, 32], "d_channels": [16, 32, 64]}
_QUICK_COLOUR = {
    "name": "dcgan",
    "latent_dim": 32,
    "g_channels": [96, 64, 32],
    "d_channels": [24, 48, 64],
    "d_norm": "none",
    "upsample": "resize",
}
_PLANE_GAN = {
    "name": "mlp_gan",
    "latent_dim": 2,
    "g_widths": [128, 128, 128, 128],
    "d_widths": [128, 128, 128],
    "g_norm": "none",
    "d_norm": "none",
}
_LIGHT_PENALTIES = {"name": "relativistic", "r1_gamma": 0.02, "r2_gamma": 0.02, "penalty_interval": 16}

_FLOW_METRICS = 0.15
"""The share of time for metrics: a flow draws slowly, and 500 samples would come twice a run."""
_FLOW_RATES = {"lr": 2e-3, "beta1": 0.9, "beta2": 0.99}

_TEXT_GAN = {"name": "text_gan", "latent_dim": 16}

PRESETS: dict[str, Preset] = {
    "quick-digits": Preset(
        "Digits in ten seconds",
        "Two networks that learn from each other: G draws digits from noise, D tells them from real ones.",
        _config(
            "Digits in ten seconds",
            data={"name": "digits", "image_size": 28},
            model={**_QUICK_GAN, "conditional": True},
            objective={"name": "least_squares"},
            optimiser={"lr": 3e-3, "d_lr": 1.5e-3},
            training={"batch_size": 32, "seconds": 30},
            recording={"sample_interval": 20, "num_samples": 50},
        ),
        "draw",
        question="What is a GAN?",
        images_promised=24_000,
        promise="four of five samples can be read",
    ),
    "colour-shapes": Preset(
        "Colour shapes",
        "Coloured shapes: first blobs of colour, then edges, then corners.",
        _config(
            "Colour shapes",
            data={"name": "shapes", "image_size": 32},
            model=_QUICK_COLOUR,
            objective=_LIGHT_PENALTIES,
            optimiser={"lr": 2e-3, "d_lr": 1e-3, "beta1": 0.0},
            training={"batch_size": 32, "seconds": 60},
            recording={"sample_interval": 25},
        ),
        "category",
        question="What does a GAN learn first?",
    ),
    "draw-what-i-say": Preset(
        "Draw what I say",
        "A language model and a GAN learn together: captions become pictures, and babble becomes grammar.",
        _config(
            "Draw what I say",
            data={"name": "shapes", "image_size": 32, "hold_out": True},
            model=_TEXT_GAN,
            objective={"name": "text_to_image"},
            optimiser={"lr": 1e-3, "d_lr": 1e-3, "beta1": 0.0},
            training={"batch_size": 32, "seconds": 240},
            recording={"sample_interval": 50, "best_by": "text/all"},
        ),
        "chat",
        question="Can a sentence become a picture?",
    ),
    "vae-bottleneck": Preset(
        "A VAE and its bottleneck",
        "Every picture compressed to two numbers and reconstructed: see what survives.",
        _config(
            "A VAE and its bottleneck",
            data={"name": "digits", "image_size": 28},
            model={"name": "mlp_vae", "latent_dim": 2},
            objective={"name": "elbo"},
            optimiser={"lr": 2e-3, "beta1": 0.9, "beta2": 0.999},
            training={"batch_size": 64, "seconds": 30, "ema_halflife_images": 1000},
            recording={"sample_interval": 20},
        ),
        "compress",
        question="What fits through two numbers?",
    ),
    "shapes-vae": Preset(
        "Shapes through a VAE",
        "Inputs above, reconstructions below: colours come first, corners last.",
        _config(
            "Shapes through a VAE",
            data={"name": "shapes", "image_size": 32},
            model={"name": "mlp_vae", "latent_dim": 16},
            objective={"name": "elbo", "beta": 2},
            optimiser={"lr": 2e-3, "beta1": 0.9, "beta2": 0.999},
            training={"batch_size": 64, "seconds": 60, "ema_halflife_images": 2000},
            recording={"sample_interval": 25},
        ),
        "filter_center_focus",
        question="What does a VAE leave out?",
    ),
    "shapes-rae": Preset(
        "Shapes without noise",
        "An autoencoder that is told its codes' length and its decoder's weights, and no noise. Watch the "
        "reconstructions become sharper than a VAE's; its samples come from Gaussians that are fitted to the codes.",
        _config(
            "Shapes without noise",
            data={"name": "shapes", "image_size": 32},
            model={"name": "mlp_rae", "latent_dim": 16},
            objective={"name": "rae_l2"},
            optimiser={"lr": 2e-3, "beta1": 0.9, "beta2": 0.999},
            training={"batch_size": 64, "seconds": 90, "ema_halflife_images": 2000},
            recording={"sample_interval": 50},
        ),
        "grain",
        "explore",
        question="What does the noise of a VAE do?",
    ),
    "shapes-vq": Preset(
        "Shapes from a codebook",
        "Every picture becomes a grid of sixteen codes out of a codebook of 128. Watch how many codes are used, and "
        "when the prior's bits fall: then samples get whole.",
        _config(
            "Shapes from a codebook",
            data={"name": "shapes", "image_size": 32},
            model={"name": "conv_vq", "channels": [32, 64], "num_codes": 128},
            objective={"name": "vector_quantisation", "commitment": 0.5},
            optimiser={"lr": 1.5e-3, "beta1": 0.9, "beta2": 0.999},
            training={"batch_size": 32, "seconds": 180, "ema_halflife_images": 2000},
            recording={"sample_interval": 50},
        ),
        "grid_view",
        question="Can a picture be written in sixteen words?",
    ),
    "digits-vq": Preset(
        "Digits from a codebook",
        "A label, and sixteen codes chosen one after another: the prior says which follow which. Look at the code map "
        "in latent space afterwards, and change one code.",
        _config(
            "Digits from a codebook",
            data={"name": "digits", "image_size": 28},
            model={"name": "conv_vq", "channels": [32, 64], "num_codes": 32, "conditional": True},
            objective={"name": "vector_quantisation"},
            optimiser={"lr": 2e-3, "beta1": 0.9, "beta2": 0.999},
            training={"batch_size": 32, "seconds": 180, "ema_halflife_images": 2000},
            recording={"sample_interval": 50},
        ),
        "grid_on",
        "explore",
        question="What does a code say of a stroke?",
    ),
    "digits-unlabelled": Preset(
        "Digits without labels",
        "Without labels, the GAN has to find all ten digits by itself. Watch which ones go missing.",
        _config(
            "Digits without labels",
            data={"name": "digits", "image_size": 28},
            model=_QUICK_GAN,
            objective={"name": "least_squares"},
            optimiser={"lr": 3e-3, "d_lr": 1.5e-3},
            training={"batch_size": 32, "seconds": 90},
            recording={"sample_interval": 25},
        ),
        "question_mark",
        "explore",
        question="Does it find all ten digits by itself?",
    ),
    "wgan-gp": Preset(
        "WGAN-GP, slow and steady",
        "Five critic steps for each generator step: slower, but the critic's loss is meaningful.",
        _config(
            "WGAN-GP, slow and steady",
            data={"name": "digits", "image_size": 28},
            model={**_QUICK_GAN, "d_norm": "layer"},
            objective={"name": "wasserstein"},
            optimiser={"lr": 1e-3, "d_lr": 1e-3, "beta1": 0.0, "beta2": 0.9},
            training={"batch_size": 32, "seconds": 180},
            recording={"sample_interval": 20},
        ),
        "waves",
        "explore",
        question="Can a loss say how good it is?",
    ),
    "relativistic": Preset(
        "A modern baseline",
        "Relativistic loss with R1 and R2, after R3GAN (2024). Unlike R3GAN, G has batch norm and the penalties "
        "are computed in every fourth update only.",
        _config(
            "A modern baseline",
            data={"name": "shapes", "image_size": 32},
            model={"name": "resnet_gan", "latent_dim": 32, "d_norm": "none"},
            objective={"name": "relativistic"},
            optimiser={"lr": 1e-3, "d_lr": 1e-3, "beta1": 0.0, "beta2": 0.99},
            training={"batch_size": 32, "seconds": 300},
            recording={"sample_interval": 25},
        ),
        "balance",
        "explore",
        question="What do GANs do differently today?",
    ),
    "shapes-in-styles": Preset(
        "Shapes in styles",
        "A style-based GAN: every layer is told what to draw. Mix the styles of two pictures afterwards.",
        _config(
            "Shapes in styles",
            data={"name": "shapes", "image_size": 32},
            model={"name": "style_gan", "g_channels": [48, 32, 16], "d_channels": [16, 32, 64]},
            # R1 as in the authors' settings for small pictures: 0.0002 times pixels, over the batch.
            objective={"name": "non_saturating", "r1_gamma": 0.0064, "penalty_interval": 16},
            optimiser={"lr": 2.5e-3, "d_lr": 2.5e-3, "beta1": 0.0, "beta2": 0.99},
            training={"batch_size": 32, "seconds": 180},
            recording={"sample_interval": 50},
        ),
        "palette",
        question="What does each layer decide?",
    ),
    "digits-growing": Preset(
        "Digits that grow",
        "Seven pixels wide at first, then 14, then 28: both networks are given new layers, which fade in. Watch "
        "alpha, and how a blob becomes a stroke.",
        _config(
            "Digits that grow",
            data={"name": "digits", "image_size": 28},
            model={
                **{"name": "progressive_gan", "g_channels": [64, 32, 16], "d_channels": [16, 32, 64]},
                **{"stable_images": 6000, "fading_images": 6000},
            },
            objective={"name": "least_squares"},
            optimiser={"lr": 2e-3, "d_lr": 2e-3, "beta1": 0.0, "beta2": 0.99},
            training={"batch_size": 32, "seconds": 180},
            recording={"sample_interval": 25},
        ),
        "zoom_in",
        question="Can a GAN begin small?",
    ),
    "shapes-growing": Preset(
        "Shapes that grow",
        "Eight pixels wide, then 16, then 32. Look which of colour, place and outline is there at which size, and "
        "whether it stays when the picture grows.",
        _config(
            "Shapes that grow",
            data={"name": "shapes", "image_size": 32},
            model={
                **{"name": "progressive_gan", "g_channels": [48, 32, 16], "d_channels": [16, 32, 64]},
                **{"stable_images": 8000, "fading_images": 8000},
            },
            objective={"name": "relativistic"},
            optimiser={"lr": 2e-3, "d_lr": 2e-3, "beta1": 0.0, "beta2": 0.99},
            training={"batch_size": 32, "seconds": 300},
            recording={"sample_interval": 25},
        ),
        "open_in_full",
        "explore",
        question="What is learned at which size?",
    ),
    "first-gan": Preset(
        "The first GAN, 2014",
        "Fully connected networks and the game of Goodfellow et al. 2014; batch norm in G and Adam are later "
        "additions.",
        _config(
            "The first GAN, 2014",
            data={"name": "digits", "image_size": 28},
            model={"name": "mlp_gan", "latent_dim": 32, "d_norm": "none"},
            objective={"name": "non_saturating"},
            optimiser={"lr": 5e-4, "d_lr": 5e-4},
            training={"batch_size": 64, "seconds": 90},
            recording={"sample_interval": 50},
        ),
        "history_edu",
        "explore",
        question="How did it begin?",
    ),
    "ring-of-eight": Preset(
        "Ring of eight",
        "Points in the plane: does it find all eight modes, or hop between a few? The background shows what D "
        "believes.",
        _config(
            "Ring of eight",
            data={"name": "ring"},
            model=_PLANE_GAN,
            objective={"name": "relativistic", "r1_gamma": 0.006, "r2_gamma": 0.006, "penalty_interval": 4},
            optimiser={"lr": 3e-3, "d_lr": 2e-3, "beta1": 0.0, "schedule": "cosine"},
            training={"batch_size": 128, "num_steps": 10_000, "ema_halflife_images": 10_000},
            recording={"sample_interval": 50},
        ),
        "blur_circular",
        "explore",
        question="Why do modes go missing?",
    ),
    "grid-of-25": Preset(
        "Grid of 25",
        "Twenty-five modes, five by five: the classic test for mode collapse. Count what is missing.",
        _config(
            "Grid of 25",
            data={"name": "grid25"},
            model=_PLANE_GAN,
            objective={"name": "relativistic", "r1_gamma": 0.1, "r2_gamma": 0.1, "penalty_interval": 4},
            optimiser={"lr": 3e-3, "d_lr": 2e-3, "beta1": 0.0, "schedule": "cosine"},
            training={"batch_size": 128, "num_steps": 14_000, "ema_halflife_images": 10_000},
            recording={"sample_interval": 100},
        ),
        "apps",
        "explore",
        question="How many modes does it keep?",
    ),
    "ring-flow": Preset(
        "Ring of eight, as a flow",
        "No opponent and no game: points of noise flow to eight modes, each on a path of its own, and no mode goes "
        "missing. What lies between the modes?",
        _config(
            "Ring of eight, as a flow",
            data={"name": "ring"},
            model={"name": "mlp_flow", "num_steps": 20},
            objective={"name": "flow_matching"},
            optimiser={"lr": 2e-3, "beta1": 0.9, "beta2": 0.99, "schedule": "cosine"},
            training={"batch_size": 256, "num_steps": 8_000, "ema_halflife_images": 20_000},
            recording={"sample_interval": 100},
        ),
        "air",
        "explore",
        question="Can one learn without an opponent?",
    ),
    "digits-flow": Preset(
        "Flow through noise",
        "A network learns in which direction a digit lies, from any mixture of noise and digit; ten small steps then "
        "lead from noise to a digit that you name.",
        _config(
            "Flow through noise",
            data={"name": "digits", "image_size": 28},
            model={"name": "unet_flow", "conditional": True},
            objective={"name": "flow_matching"},
            optimiser=_FLOW_RATES,
            training={"batch_size": 32, "seconds": 120, "ema_halflife_images": 2000},
            recording={"sample_interval": 100, "num_samples": 20, "watch_budget": _FLOW_METRICS},
        ),
        "water",
        "explore",
        question="How does noise become a digit?",
    ),
    "shapes-flow": Preset(
        "Shapes out of noise",
        "Coloured shapes by flow matching: slower than a GAN, and it forgets no colour. Afterwards, try how few steps "
        "will do.",
        _config(
            "Shapes out of noise",
            data={"name": "shapes", "image_size": 32},
            model={"name": "unet_flow", "channels": [24, 32, 48]},
            objective={"name": "flow_matching"},
            optimiser=_FLOW_RATES,
            training={"batch_size": 32, "seconds": 300, "ema_halflife_images": 4000},
            recording={"sample_interval": 100, "num_samples": 25, "watch_budget": _FLOW_METRICS},
        ),
        "waves",
        "explore",
        question="In how many steps does noise become a picture?",
    ),
    "emoji-from-names": Preset(
        "Emoji from their names",
        "The emoji of your own font and what Unicode calls them: which of the names never seen find their picture?",
        _config(
            "Emoji from their names",
            data={"name": "emoji", "image_size": 32},
            model={**_TEXT_GAN, "latent_dim": 32, "vocabulary": 2048, "g_channels": [128, 96, 64, 32]},
            objective={"name": "text_to_image"},
            optimiser={"lr": 1e-3, "d_lr": 1e-3, "beta1": 0.0},
            training={"batch_size": 32, "seconds": 900},
            recording={"sample_interval": 100},
        ),
        "mood",
        "explore",
        question="Does it know pictures by their names?",
    ),
    "stacked-mnist": Preset(
        "A thousand classes",
        "Three digits on top of each other, in red, green and blue: 1,000 classes to remember. How many appear?",
        _config(
            "A thousand classes",
            data={"name": "stacked_mnist"},
            model={
                "name": "dcgan",
                "latent_dim": 64,
                "g_channels": [96, 48],
                "d_channels": [32, 64, 96],
                "d_norm": "none",
            },
            objective=_LIGHT_PENALTIES,
            optimiser={"lr": 2e-3, "d_lr": 1e-3, "beta1": 0.0},
            training={"batch_size": 32, "seconds": 900},
            recording={"sample_interval": 100},
        ),
        "layers",
        "explore",
        question="Does it remember a thousand classes?",
    ),
}


def find_preset(name: str) -> Preset:
    """The preset called `name`. Raises SettingsError that lists them."""
    if name not in PRESETS:
        raise SettingsError(f"there is no preset {name!r}: choose one of {', '.join(PRESETS)}")
    return PRESETS[name]
