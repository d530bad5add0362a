"""Text models that are open on this server: the very weights that the page's pictures come from."""

from gan_core.generators.generator import Generator
from gan_core.latent.sentences import TextModel
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from ui.lab.generators import insides_of, model_of


def reads_sentences(reference: str) -> bool:
    """Whether the model that `reference` means takes a sentence. Raises CheckpointError with a sentence."""
    return bool(read_card(resolve(reference)).config.model.sentence_width)


def text_model_of(reference: str, mark: str = "") -> TextModel:
    """The open text model with the fingerprint `mark`, else what the reference means now; see `model_of`.

    Raises UserError for a model that reads no sentences.
    """
    drawn: Generator = model_of(reference, mark)
    return TextModel(insides_of(drawn.card.path))
