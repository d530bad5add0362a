"""The groups of a run's settings that all models share: optimiser, training, runtime, recording. No torch here."""

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
    "Same seed, settings, machine, torch and threads: same run, on the CPU to the last bit. A GPU adds numbers in "
    "varying order, so runs there drift apart."
)

if TYPE_CHECKING:
    BestBy = str
else:
    BestBy = Literal["off", *BEST_BY]


class OptimiserConfig(Settings):
    """How the weights are changed."""

    name: Literal["adam", "adamw"] = Field(
        "adam", description="Adam (Kingma and Ba 2015), or AdamW, which decouples weight decay from the gradient."
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
        description="Learning rate of the discriminator. A VAE has no discriminator and ignores it.",
    )
    beta1: float = Field(
        0.5,
        title="Adam beta 1",
        ge=0,
        lt=1,
        description="How long Adam remembers the gradient's direction. GANs train best with a short memory: 0 to 0.5.",
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
        description="Run Adam's whole update in one kernel instead of some ten passes over the weights: the same "
        "update, faster. Auto switches it on wherever the device supports it.",
    )


class TrainingConfig(Settings):
    """How long, and in which portions."""

    batch_size: int = Field(
        32, ge=2, le=1024, description="Images per step. Smaller batches mean more steps per second."
    )
    processes: int = Field(
        1,
        ge=1,
        le=64,
        title="Processes",
        description="How many processes train the network together, each on its part of every batch: on several GPUs, "
        "or on the cores of a computer. Noise and data are as of one process; batch norm and minibatch stddev take "
        "their statistics of each process's part. A race trains each of its lanes in one.",
    )
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
        description="Budget: stop after this many seconds of training, pauses not counted. 0 sets no such limit.",
    )
    ema_halflife_images: int = Field(
        4000,
        title="EMA of the weights (images)",
        ge=0,
        le=10**8,
        description="Samples are drawn with an exponential moving average of the weights, in which weights from "
        "this many images ago count half as much: steadier, and usually better (Yazıcı et al. 2019). 0 is off.",
    )


class RuntimeConfig(Settings):
    """Where and how exactly it is computed."""

    device: Literal["auto", "cpu", "cuda", "mps"] = Field("auto", description="Auto uses a GPU if there is one.")
    precision: Literal["auto", "fp32", "bf16", "fp16"] = Field(
        "auto",
        description="Bits per number: fp32 is full fp32 (on a GPU, without TF32); bf16 halves them and keeps the "
        "range; fp16 needs gradient scaling, and on a CPU is over ten times slower. Auto times steps of this "
        "network on this machine and uses bf16 where it is clearly faster.",
    )
    channels_last: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Channels last",
        description="Store the channels of each pixel side by side in memory: the same sums in a different order, "
        "at a different speed. Rounding differs too, so the run takes a different course. Auto times both on "
        "this network and this machine.",
    )
    compile: bool = Field(
        False,
        title="Compile the networks",
        description="torch.compile compiles each network for this machine: faster steps after a warm-up of 10 to 60 "
        "seconds, which a short run does not recoup. Cannot be combined with gradient penalties.",
    )
    cuda_graphs: bool = Field(
        False,
        title="CUDA graphs",
        description="On a GPU: record a whole training step and repeat it with one launch, which small networks "
        "wait for more than for arithmetic. The first steps and single ones run as ever, and so does all on a CPU. "
        "Cannot be combined with fp16, torch.compile or several processes. Not tried on a GPU yet.",
    )
    num_threads: int = Field(
        0,
        title="CPU threads",
        ge=0,
        le=256,
        description="CPU threads for the run. 0 times this network on more threads where cores are free, and takes "
        "them only where they bring much: one core is always left to the page and to other runs.",
    )


class RecordingConfig(Settings):
    """What is kept of the run. Looking does not change training."""

    sample_interval: int = Field(
        50,
        title="Steps between samples",
        ge=1,
        le=10**6,
        description="Draw new samples after this many steps (more often at the very start).",
    )
    num_samples: int = Field(
        36,
        title="Samples in the grid",
        ge=4,
        le=144,
        description="How many samples a grid shows.",
    )
    log_interval: int = Field(
        10,
        title="Log every (steps)",
        ge=1,
        le=1000,
        description="How many steps are averaged into one point of the curves.",
    )
    checkpoint_seconds: float = Field(
        20.0,
        title="Seconds between saves",
        ge=1,
        le=3600,
        description="How often everything is saved, which is the most that a crash can cost.",
    )
    watch_budget: float = Field(
        0.05,
        title="Time for metrics (share)",
        ge=0,
        le=0.5,
        description="The share of training time that may be spent on metrics. 0 computes none.",
    )
    best_by: BestBy = Field(
        "quality/frechet",
        title="Keep the best by",
        description="The generator that scored best by this metric is kept as well as the newest one, if the metric "
        "applies to the run.",
    )
