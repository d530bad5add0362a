"""The game of a generator, a discriminator and a language model: one weighted sum, each path of it a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.objectives.games import Hinge, NonSaturating, Relativistic
from gan_core.objectives.settings import Game, PenaltyInterval, R1Gamma

if TYPE_CHECKING:
    from torch import Tensor

_GAMES: dict[str, Game] = {"relativistic": Relativistic(), "non_saturating": NonSaturating(), "hinge": Hinge()}


class TextToImage(Game):
    """lambda_G L_G + lambda_D L_D + lambda_LM L_LM: D descends its own term, G its own, the text network the others.

    D tells real pictures with their captions from generated ones and from real ones with captions of others, as in
    Reed et al. 2016 (arxiv.org/abs/1605.05396) and DF-GAN (Tao et al. 2022, arxiv.org/abs/2008.05865).
    """

    family: ClassVar[str] = "text_gan"
    title: ClassVar[str] = "Text to image"
    about: ClassVar[str] = (
        "D asks two things: is it real, and is it what the caption says? The language model learns to predict the "
        "next word and to say what the generator needs to know."
    )
    paper: ClassVar[str] = "Reed et al. 2016, arxiv.org/abs/1605.05396; Tao et al. 2022, arxiv.org/abs/2008.05865"

    name: Literal["text_to_image"] = "text_to_image"
    game: Literal["relativistic", "non_saturating", "hinge"] = Field(
        "relativistic", title="Game", description="How D's logits become losses: one of the games for one network each."
    )
    lambda_g: float = Field(1.0, ge=0, le=100, title="Weight of G's loss", description="lambda_G, of what G minimises.")
    lambda_d: float = Field(1.0, ge=0, le=100, title="Weight of D's loss", description="lambda_D, of what D minimises.")
    lambda_lm: float = Field(
        0.5,
        ge=0,
        le=100,
        title="Weight of the language model's loss",
        description="lambda_LM, of the next word's loss. With 0 the text network learns from pictures alone.",
    )
    text_rate: float = Field(
        0.1,
        gt=0,
        le=10,
        title="Learning rate of the text network",
        description="As a share of the generator's. D learns what sentences mean while they move, so they must move "
        "slowly: on the coloured shapes 46 % of shapes are drawn as asked after 1,800 steps with 0.1, 18 % with 1.",
    )
    text_path: Literal["joint", "language_only", "frozen"] = Field(
        "joint",
        title="The text network learns from",
        description="joint: from words and pictures; language_only: from words, the gradient of the pictures stops "
        "before it; frozen: from nothing, it stays as it began.",
    )
    mismatched: bool = Field(
        True,
        title="Mismatched captions",
        description="Show D real pictures with captions of others too: without them it need not read.",
    )
    contrastive: float = Field(
        0.5,
        ge=0,
        le=100,
        title="Contrastive term",
        description="Weight of InfoNCE, which brings each picture's embedding to its own caption's; 0 is off.",
    )
    captioning: float = Field(
        0.5,
        ge=0,
        le=100,
        title="Captioning term",
        description="Weight, times lambda_LM, of the next word's loss with the picture put before the sentence, so "
        "that the language model can describe a picture; 0 is off.",
    )
    r1_gamma: R1Gamma = 0.2
    sentence_r1_gamma: float = Field(
        0.2,
        ge=0,
        le=1000,
        title="R1 gamma of the sentence",
        description="The same with respect to the sentence's embedding, as in DF-GAN; 0 is off.",
    )
    penalty_interval: PenaltyInterval = 16

    @property
    def relativistic(self) -> bool:  # type: ignore[override]  # of the chosen game
        """Whether the generator's loss looks at real samples too."""
        return _GAMES[self.game].relativistic

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """The chosen game's loss of D."""
        return _GAMES[self.game].d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """The chosen game's loss of G."""
        return _GAMES[self.game].g(real_logits, fake_logits)

    def d_of_three(self, real_logits: Tensor, fake_logits: Tensor, wrong_logits: Tensor, is_wrong: Tensor) -> Tensor:
        """1/2 d(real, fake) + 1/2 d(real, mismatched), which of hinge is DF-GAN's; a scalar of logits (N,).

        A row where no caption of the batch is wrong, bool (N,), has its generated sample for a mismatched one.
        """
        wrong_logits = wrong_logits.where(is_wrong, fake_logits)
        return (self.d(real_logits, fake_logits) + self.d(real_logits, wrong_logits)) / 2

    def rate_factors(self) -> dict[str, float]:
        """The text network's."""
        return {"text": self.text_rate}

    @property
    def needs_per_sample_gradients(self) -> bool:
        return super().needs_per_sample_gradients or self.sentence_r1_gamma > 0

    def check(self, d_norm: str) -> None:
        """Raises ValueError with a sentence if this game cannot be played by a discriminator with `d_norm`."""
        super().check(d_norm)
        for name in ("r2_gamma", "gradient_penalty"):
            if getattr(self, name):
                raise ValueError(f"{name} must be 0 for text_to_image, got {getattr(self, name):g}: it has R1 alone")
