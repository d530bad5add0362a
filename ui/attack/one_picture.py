"""One picture, attacked at every epsilon: which network, which picture, and what it is to be taken for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gan_core.attack.findings import NETWORK
from gan_core.attack.strip_words import discriminator_entries, reader_entries
from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.job_types.registry import ATTACK
from gan_core.jobs.folder import RunFolder
from gan_core.latent.target import fit_picture
from gan_core.latent_draws import draw_z
from gan_core.places import runs_root
from gan_core.quality.real_or_fake import Round, deal
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from ui.address import follow, put
from ui.attack.view import attack_view
from ui.lab import session as lab
from ui.lab.drawing import drawing
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.pickers import models, pick_model
from ui.server import launcher
from ui.text import escaped, telling

if TYPE_CHECKING:
    from gan_core.attack.pictures import Digits
    from gan_core.attack.strip import Strip
    from gan_core.quality.saved_discriminator import SavedDiscriminator

NETWORK_PARAM = "network"
SHIPPED, OPPONENT = "classifier", "discriminator"
NUM_DEALT = 40
DEALT_ROUND = 1
MOST_MB = 32
DIGIT_SIZE = 28
UNFIT = "draws no grey digits of 28x28, which is what the classifier reads"
NOTHING_YET = "Give the network a picture: its attack appears here."
NO_D = "has no discriminator here"
NO_OPPONENT = (
    "No model here has a discriminator: shipped models come without one, and a VAE has none. Train a GAN first: its "
    "checkpoint holds D."
)
TITLES = {SHIPPED: "Digit classifier", OPPONENT: "A discriminator D"}
ANYTHING = -1
SCALE_READER = "Below the slider: what the network reads at each ε. Bars: how sure it is of each digit; lines: before."
SCALE_D = "Below the slider: the share of real pictures, in percent, that D finds less real than this one."


@st.fragment
@telling
def show_one_picture() -> None:
    """The attacked picture first, on a phone too, and the choices beside it."""
    networks = TITLES | _trained()
    wanted = follow(NETWORK_PARAM, "attack-network", list(networks), SHIPPED)
    picture, choices = st.columns([7, 4], gap="large")
    with choices:
        chosen = st.selectbox(
            "Network",
            list(networks),
            list(networks).index(wanted),
            format_func=networks.__getitem__,
            key="attack-network",
            help="What is to be fooled: the classifier that ships with this app, one that was trained against attacks, "
            "or the discriminator of a run.",
        )
        put(NETWORK_PARAM, "attack-network", chosen or wanted, SHIPPED)
        show = _discriminator if chosen == OPPONENT else _reader
        show(chosen, picture)


def _trained() -> dict[str, str]:
    """The classifiers that this visitor's attacks have trained, newest first."""
    attacks = [each for each in launcher().statuses() if each.job_type == ATTACK.name]
    return {
        each.name: f"Trained classifier · {each.title}"
        for each in attacks
        if (RunFolder(runs_root() / each.name).path / NETWORK).is_file()
    }


def _reader(network: str, place: DeltaGenerator) -> None:
    """Choose a digit and what it is to be read as."""
    source = st.segmented_control(
        "Digit",
        list(SOURCES),
        format_func=lambda name: SOURCES[name][0],
        default="real",
        key="attack-source",
        help="A real digit that no classifier here learned from, a generated one, or your own.",
    )
    picture = SOURCES[source or "real"][1]()
    if picture is None:
        place.info(NOTHING_YET, icon=":material/touch_app:")
        return
    target = st.selectbox(
        "Make it read",
        [ANYTHING, *range(10)],
        format_func=lambda digit: "Anything else" if digit == ANYTHING else str(digit),
        key="attack-target",
        help="Anything else: the attack lowers the certainty of what is read now. A digit: it raises that one’s.",
    )
    with place:
        strips, label = _read_strips(_place(network), picture.tobytes(), target)
        if target == label:
            st.info(f"It reads {label} already: choose another digit.", icon=":material/touch_app:")
            return
        aim = "away" if target == ANYTHING else "towards"
        wanted = label if target == ANYTHING else target
        entries = {name: reader_entries(name, strip, aim, wanted) for name, strip in strips.items()}
        attack_view(strips, entries, key="attack-reader", bars=[str(digit) for digit in range(10)], scale=SCALE_READER)


def _place(network: str) -> tuple[str, int]:
    """The folder of a trained network and when it was written; nothing for the shipped one."""
    if network == SHIPPED:
        return "", 0
    folder = launcher().find(network).path
    return str(folder), (folder / NETWORK).stat().st_mtime_ns


@st.cache_data(max_entries=256, show_spinner="Attacking…")
def _read_strips(place: tuple[str, int], pixels: bytes, target: int) -> tuple[dict[str, Strip], int]:
    """By method, and the digit that is read before anything is changed."""
    from gan_core.attack.networks import trained_network
    from gan_core.attack.strip import attack_reader, reads
    from gan_core.generators.torch_generator import use_one_thread
    from gan_core.quality.digit_classifier import shipped_classifier

    use_one_thread()
    network = trained_network(RunFolder(Path(place[0]))) if place[0] else shipped_classifier()
    picture = np.frombuffer(pixels, np.uint8).reshape(1, DIGIT_SIZE, DIGIT_SIZE)
    label = reads(network, picture)
    if target == ANYTHING:
        return attack_reader(network, picture, "away", label), label
    return attack_reader(network, picture, "towards", target), label


@st.cache_resource(show_spinner="Reading digits…")
def _held_out() -> Digits:
    from gan_core.attack.pictures import built_in_digits

    return built_in_digits()[1]


def _real() -> np.ndarray:
    digits = _held_out()
    number = st.number_input("Which one", 1, len(digits.images), 1, key="attack-real", help="Held-out digits.")
    return digits.images[int(number) - 1]


def _generated() -> np.ndarray | None:
    model = pick_model("digits-gan", fits=draws_digits, unfit=UNFIT)
    if model is None:
        return None
    generator = lab.open_session(model).generator
    number = int(st.number_input("Which one", 1, 9999, 1, key="attack-generated", help="Each is another latent.")) - 1
    label = generator.labels_for(1, number % 10 if generator.num_classes else None)
    return to_bytes(generator.decode(draw_z(0, 1, generator.latent_dim, first=number), label))[0]


def draws_digits(model: str) -> bool:
    """Whether the digit classifier can read what a model draws."""
    from gan_core.attack.pictures import why_no_digits

    try:
        return not why_no_digits(read_card(resolve(model)))
    except UserError:
        return False


def _drawn() -> np.ndarray | None:
    size = (DIGIT_SIZE, DIGIT_SIZE)
    png = drawing("attack-drawing", size=size, channels=1, label="Your digit", hint="Draw a digit here.", shown=280)
    return None if png is None else _own(png, "Your digit")


def _sent() -> np.ndarray | None:
    sent = _upload()
    return None if sent is None else _own(sent.getvalue(), sent.name)


def _upload() -> UploadedFile | None:
    return st.file_uploader(
        "A picture",
        type=["png", "jpg", "jpeg", "webp"],
        max_upload_size=MOST_MB,
        key="attack-upload",
        help="The middle square is cropped and scaled to what the network takes.",
    )


def _own(content: bytes, name: str) -> np.ndarray:
    from gan_core.attack.own_picture import own_digit

    digit = own_digit(content, name)
    for note in digit.notes:
        st.caption(f":material/info: {escaped(note)}")
    return digit.picture


SOURCES: dict[str, tuple[str, Callable[[], np.ndarray | None]]] = {
    "real": ("Real", _real),
    "generated": ("Generated", _generated),
    "draw": ("Draw it", _drawn),
    "send": ("Upload", _sent),
}


def _discriminator(_: str, place: DeltaGenerator) -> None:
    """Choose a run, and what its D is shown."""
    from gan_core.attack.opponent import why_no_opponent

    model = pick_model(fits=has_opponent, unfit=NO_D) if any(map(has_opponent, models())) else None
    if model is None:
        st.info(NO_OPPONENT, icon=":material/model_training:")
        return
    session = lab.open_session(model)
    if why := why_no_opponent(session.generator.card):
        st.info(escaped(why), icon=":material/block:")
        return
    source = st.segmented_control(
        "Picture",
        list(SHOWN_TO_D),
        format_func=SHOWN_TO_D.__getitem__,
        default="fake",
        key="attack-shown",
        help="Fakes, noise and your own picture are changed until D takes them for real; real ones until it does not.",
    )
    source = source or "fake"
    dealt = deal(session.generator, pictures_behind(session, exact=True), DEALT_ROUND, 2 * NUM_DEALT)
    picture, condition = _shown_to_d(source, session, dealt)
    if picture is None:
        place.info(NOTHING_YET, icon=":material/touch_app:")
        return
    with place:
        card = session.generator.card
        aim = "more_fake" if source == "real" else "more_real"
        opponent = _opponent(str(card.path), fingerprint(card.path))
        labels = None if dealt.labels is None else dealt.labels[~dealt.made]
        real = opponent.logits(dealt.pictures[~dealt.made], labels)
        strips = _d_strips(fingerprint(card.path), opponent, picture, condition, aim)
        entries = {name: discriminator_entries(name, strip, aim, real) for name, strip in strips.items()}
        attack_view(strips, entries, key="attack-d", bars=["real pictures that D finds less real"], scale=SCALE_D)


def _shown_to_d(source: str, session: LabSession, dealt: Round) -> tuple[np.ndarray | None, np.ndarray | None]:
    """uint8 (C, H, W), and the condition that D is told with it."""
    wanted = ~dealt.made if source == "real" else dealt.made
    number = 0
    if source != "send":
        about = "The same number is the same picture."
        number = int(st.number_input("Which one", 1, NUM_DEALT, 1, key="attack-number", help=about)) - 1
    condition = None if dealt.labels is None else dealt.labels[wanted][number]
    if source == "noise":
        return np.random.default_rng(number).integers(0, 256, dealt.pictures.shape[1:], np.uint8), condition
    if source == "send":
        sent = _upload()
        if sent is None:
            return None, None
        target = fit_picture(sent.getvalue(), session.generator.card.shape, name=sent.name)
        if session.label_names:
            names = list(session.label_names)
            condition = np.asarray(names.index(st.selectbox("Told to D as", names, help="The class of your picture.")))
        return to_bytes(target.picture[None])[0], condition
    return dealt.pictures[wanted][number], condition


def has_opponent(model: str) -> bool:
    """Whether a model comes with a discriminator that is attacked here."""
    from gan_core.attack.opponent import why_no_opponent

    try:
        return not why_no_opponent(read_card(resolve(model)))
    except UserError:
        return False


@st.cache_resource(max_entries=8, show_spinner="Loading the discriminator…")
def _opponent(model: str, _name: str) -> SavedDiscriminator:
    from gan_core.attack.opponent import load_opponent
    from gan_core.generators.torch_generator import use_one_thread

    use_one_thread()
    return load_opponent(read_card(Path(model)))


@st.cache_data(max_entries=128, show_spinner="Attacking…")
def _d_strips(
    name: str, _opponent: SavedDiscriminator, picture: np.ndarray, condition: np.ndarray | None, aim: Any
) -> dict[str, Strip]:
    """`name` tells one discriminator from another."""
    from gan_core.attack.strip import attack_discriminator

    return attack_discriminator(_opponent, picture, condition, aim)


SHOWN_TO_D = {"fake": "Fake", "noise": "Noise", "real": "Real", "send": "Upload"}
