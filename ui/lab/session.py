"""What all parts of the lab share: the model, and the pictures that the visitor picked. Both stand in the address."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.latent.latent_key import LatentKey, from_token, of_numbers, of_seed
from gan_core.present import present
from gan_core.samplers.files import load_sampler
from gan_core.samplers.sampler import PRIOR, Sampler
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from ui import address
from ui.lab import samplers, sampling
from ui.lab.generators import name_of, pictures_of
from ui.lab.numbers_sent import numbers_sent
from ui.lab.view import BACKENDS

KEYS_PARAM = "keys"
DRAW_PARAM = "draw"
MOST_KEYS = 12
MOST_NUMBERS = 512
"""Of a latent that is kept in the address."""
SEPARATOR = ","
NOTHING = "none"
POINTS = (
    "This model makes points in the plane, and this page is for pictures: choose another model here. To see how "
    "its points developed, open the run and use the slider below the picture."
)


@dataclass(frozen=True)
class LabSession:
    """`model` is the reference that links carry ("shapes-gan", "my-run@1000"); `generator` draws its pictures.

    `sampler` is where the latents of its samples come from.
    """

    model: str
    generator: OnnxGenerator
    sampler: str = PRIOR

    def sample(self, seed: int, number: int) -> LatentKey:
        """Sample `number` of `seed`, from where latents come from here."""
        return of_seed(self.generator, seed, number, sampler=self.sampler)

    def fitted(self) -> Sampler | None:
        """What was fitted to this model's codes, where its samples come from that; None for N(0, I)."""
        return load_sampler(self.generator.card, self.sampler)

    @property
    def backend(self) -> str:
        """Who draws: "auto", or the back-end that the address insists on.

        A flow asks its network for every step: in the browser that would hold the page up, so the server draws.
        """
        usual = "auto" if self.generator.family.one_pass else "socket"
        wanted = address.value(DRAW_PARAM, usual)
        return wanted if wanted in BACKENDS else usual

    @property
    def label_names(self) -> tuple[str, ...]:
        """One name a class; empty for a model without labels."""
        known = self.generator.card.labels
        return known if len(known) == self.generator.num_classes else tuple(map(str, range(self.generator.num_classes)))

    def keys(self) -> list[LatentKey]:
        """The picked pictures in their order, from the address; the first three of seed 0 before anything is picked.

        Empty only after all were taken away.
        """
        text = address.value(KEYS_PARAM)
        if text == NOTHING:
            return []
        found = []
        for token in text.split(SEPARATOR)[:MOST_KEYS] if text else []:
            try:
                found.append(from_token(self.generator, token))
            except UserError:  # of the model that was shown before
                continue
        return found or [self.sample(0, number) for number in range(3)]

    def pictures(self, keys: list[LatentKey]) -> np.ndarray:
        """Uint8 (N, C, H, W), one picture a key."""
        z = np.stack([key.z for key in keys])
        y = None if keys[0].y is None else np.stack([present(key.y) for key in keys])
        return to_bytes(self.generator.decode(z, y))

    def pick(self, keys: list[LatentKey]) -> None:
        """These are the picked pictures from now on."""
        tokens = list(dict.fromkeys(key.token for key in keys))[-MOST_KEYS:]
        wanted = SEPARATOR.join(tokens) or NOTHING
        if address.value(KEYS_PARAM) != wanted:
            address.write(KEYS_PARAM, wanted)

    def keep(self, sent: dict[str, Any]) -> None:
        """Add the latent that a view sent ("z" and "y") to the picked pictures, and run the page again.

        Where there are too many the oldest makes room. Raises UserError for what is no latent of this model.
        """
        if self.generator.latent_dim > MOST_NUMBERS:
            raise UserError(
                f"What is kept stands in the address, and a latent of {self.generator.latent_dim:,} numbers is too "
                "long for that: pick pictures of a seed below."
            )
        try:
            z, y = numbers_sent(sent["z"]), sent.get("y")
            made = of_numbers(z, None if y is None else numbers_sent(y))
            key = from_token(self.generator, made.token)  # what does not fit the model is refused
        except (KeyError, TypeError, ValueError) as error:
            raise UserError("This picture could not be kept. Reload the page.") from error
        self.pick([*self.keys(), key])
        st.toast("Kept: it is now one of your pictures.", icon=":material/bookmark_added:")
        st.rerun()


def open_session(model: str) -> LabSession:
    """The session of the model that `model` refers to; of a flow with the sliders of how it draws, and of a model that
    encodes with the choice of where its latents come from.

    Raises CheckpointError with a sentence when it is gone, and UserError for a model of points.
    """
    folder = resolve(model)
    card = read_card(folder)
    if card.shape.kind != "image":
        raise UserError(POINTS)
    whole = pictures_of(folder)
    if card.config.family.one_pass:
        return LabSession(model, whole, samplers.choose_sampler(whole.card))
    chosen = sampling.choose(whole.card)
    return LabSession(model, sampling.drawing_with(whole.card.path, name_of(whole.card.path), tuple(chosen.values())))
