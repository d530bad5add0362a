"""The settings groups of a run that are no choice of a kind: optimiser, training, runtime, recording. No torch here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from gan_core.settings import Settings

BEST_BY = (
    *("quality/frechet", "quality/kid", "quality/precision", "quality/recall", "quality/coverage"),
    *("modes/recognised", "modes/kinds", "classes/accuracy", "text/all", "VAE/elbo", "VAE/psnr", "VAE/ssim"),
)
"""What a best generator can be chosen by; less is better for the two distances, more for the others."""
SAME_RUN = (
    "Same seed, settings, machine, torch and threads: same run, on the CPU to the last bit. "
    "A GPU adds up in an order of its own, so that runs there drift apart."
)

if TYPE_CHECKING:
    BestBy = str
else:
    BestBy = Literal["off", *BEST_BY]


class OptimiserConfig(Settings):
    """How the weights are changed."""

    name: Literal["adam", "adamw"] = Field(
        "adam", description="Adam (Kingma and Ba 2015), or AdamW, which keeps weight decay apart."
    )
    lr: float = Field(
        2e-3,
        title="Learning rate",
        gt=0,
        le=1,
        description="Learning rate of the generator, or of the whole VAE: the size of a step.",
    )
    d_lr: float = Field(
        1e-3,
        title="Learning rate of D",
        gt=0,
        le=1,
        description="Learning rate of the discriminator. A VAE has none and ignores it.",
    )
    beta1: float = Field(
        0.5,
        title="Adam beta 1",
        ge=0,
        lt=1,
        description="How long Adam remembers the gradient's direction. GANs like it short: 0 to 0.5.",
    )
    beta2: float = Field(
        0.99,
        title="Adam beta 2",
        ge=0,
        lt=1,
        description="How long Adam remembers the gradient's size.",
    )
    weight_decay: float = Field(0.0, ge=0, le=1, description="Pulls all weights towards zero at every step. 0 is off.")
    warmup_steps: int = Field(
        0,
        title="Warm-up (steps)",
        ge=0,
        le=100_000,
        description="The learning rate grows from zero over this many steps.",
    )
    schedule: Literal["constant", "cosine"] = Field(
        "constant",
        title="Learning rate schedule",
        description="Cosine lets the learning rate fall to zero at the end of the budget, along half a cosine.",
    )
    clip_grad_norm: float = Field(
        0.0,
        title="Clip gradients at",
        ge=0,
        description="Longest gradient allowed; longer ones are shortened to it. 0 is off.",
    )
    fused: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Fused optimiser",
        description="Adam's whole update in one program instead of some ten passes over the weights: same rule, less "
        "waiting. Auto is on wherever the device has it.",
    )


class TrainingConfig(Settings):
    """How long, and in which portions."""

    batch_size: int = Field(32, ge=2, le=1024, description="Images in a step. Small batches mean more steps a second.")
    num_steps: int = Field(
        0,
        title="Stop after steps",
        ge=0,
        le=10_000_000,
        description="Budget: stop after this many steps. 0 sets no such limit.",
    )
    num_images: int = Field(
        0,
        title="Stop after images",
        ge=0,
        le=10**10,
        description="Budget: stop after the network has seen this many images. 0 sets no such limit.",
    )
    seconds: float = Field(
        0.0,
        title="Stop after seconds",
        ge=0,
        le=10**6,
        description="Budget: stop after this many seconds of training, pauses not counted. 0 is no limit.",
    )
    ema_halflife_images: int = Field(
        4000,
        title="EMA of the weights (images)",
        ge=0,
        le=10**8,
        description="Samples are drawn with an exponential moving average of the weights, in which those of this many "
        "images ago count half: calmer, and mostly better (Yazıcı et al. 2019). 0 is off.",
    )


class RuntimeConfig(Settings):
    """Where and how exactly it is computed."""

    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="Auto takes a GPU where there is one.")
    precision: Literal["auto", "fp32", "bf16", "fp16"] = Field(
        "auto",
        description="Bits per number: fp32 is full fp32, on a GPU without TF32; "
        "bf16 halves them and keeps the range; fp16 needs gradient scaling, "
        "and on a CPU is over ten times slower. "
        "Auto times fp32 and bf16 on this machine and takes the faster.",
    )
    channels_last: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Channels last",
        description="Keep the channels of a pixel side by side in memory: the same sums in another order, at another "
        "speed. They are rounded otherwise, so a run goes another way than without. "
        "Auto follows the precision.",
    )
    compile: bool = Field(
        False,
        title="Compile the networks",
        description="torch.compile writes one program of each network for this machine: quicker steps after a warm-up "
        "of 10 to 60 seconds, which has to pay first. Not together with gradient penalties.",
    )
    num_threads: int = Field(
        0,
        title="CPU threads",
        ge=0,
        le=256,
        description="CPU threads of the run. 0 is one: the small networks here gain next to nothing from more.",
    )


class RecordingConfig(Settings):
    """What is kept of the run. Looking does not change training."""

    sample_interval: int = Field(
        50,
        title="Steps between samples",
        ge=1,
        le=10**6,
        description="Draw the samples again every so many steps (more often at the very start).",
    )
    num_samples: int = Field(
        36,
        title="Samples in the grid",
        ge=4,
        le=144,
        description="How many samples stand in a grid.",
    )
    log_interval: int = Field(
        10,
        title="Log every (steps)",
        ge=1,
        le=1000,
        description="Steps that are averaged into one point of the curves.",
    )
    checkpoint_seconds: float = Field(
        20.0,
        title="Seconds between saves",
        ge=1,
        le=3600,
        description="Save everything this often: what a crash can cost at most.",
    )
    watch_budget: float = Field(
        0.05,
        title="Time for metrics (share)",
        ge=0,
        le=0.5,
        description="How much of the training time may go into measuring quality meanwhile. 0 measures nothing.",
    )
    best_by: BestBy = Field(
        "quality/frechet",
        title="Keep the best by",
        description="The generator that was best by this metric is kept beside the newest, "
        "as far as the run can be measured so.",
    )
