"""Repair: a picture damaged under sliders, two small networks that repair it, and the latent search beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from gan_core.data import DATASETS, ImageData, load_data
from gan_core.data.stand_ins import STAND_INS
from gan_core.errors import DataError, UserError
from gan_core.generators.generator import to_bytes
from gan_core.jobs.folder import RunFolder
from gan_core.latent.inversion import inpaint, unfit
from gan_core.latent.target import Target, fit_picture
from gan_core.places import runs_root
from gan_core.repair.damage import TASKS, Damaged, centred_square
from gan_core.repair.findings import ADVERSARIAL, BEFORE, MSE
from gan_core.repair.one_picture import Opinion, Repaired, already_damaged, damage_one, opinion_of, repair_one
from gan_core.repair.saved import WEIGHTS as REPAIR_WEIGHTS
from gan_core.repair.saved import RepairModel, find_repair, load_networks, read_model, shipped_models, why_unfit
from gan_core.repair.wording import ABOUT, LATENT, METRIC_ABOUT, TITLES, WHOLE, opinion_words
from gan_core.settings import parse
from ui import state
from ui.address import follow, put
from ui.lab import search
from ui.lab.components import fingerprint
from ui.lab.drawing import drawing, to_mask
from ui.lab.repair_scores import show_scores
from ui.lab.repair_training import begin_training
from ui.lab.repair_view import Shown, repair_view
from ui.lab.session import LabSession
from ui.server import launcher
from ui.text import escaped, show_error

if TYPE_CHECKING:
    from gan_core.repair.unet import RepairNetwork

NETWORK_PARAM, TASK_PARAM = "network", "task"
JOB = "repair"
NUM_REAL = 200
MOST_MB = 32
PICTURES_SHOWN = 280
NOTHING_YET = "Give the networks a picture: what they make of it appears here."
MAYBE_LEARNED = "There are no held-out pictures of this data set here: the networks may have learned from this one."
STAND_IN = (
    "{missing} is not on this server. The built-in {shown} are shown instead: the networks have not learned from them, "
    "and repair them less well."
)
ABSENT = "{title} is not on this server. Draw a picture or upload one."
HOLES = {"square": "A square", "paint": "Paint it"}
ABOUT_PART = (
    "Two U-Nets, the same but for the loss: squared error (MSE) alone, and with a discriminator. Damage a picture, and "
    "drag the line."
)


@dataclass(frozen=True)
class Wanted:
    """What is to be repaired: `spoiled` of one picture, `whole` float32 (C, H, W) as it was, None if nobody knows."""

    spoiled: Damaged
    whole: np.ndarray | None


def show(session: LabSession) -> None:
    """Choose a picture and its damage, look at the repairs, search the latent too, train networks of one's own."""
    models = repair_models()
    card = session.generator.card
    fitting = [name for name, each in models.items() if not why_unfit(each, card.shape, card.config.data.name)]
    if not models:
        st.info("There is no repair network here: train one below.", icon=":material/healing:")
        begin_training(card.config.data)
        return
    st.caption(ABOUT_PART, help=METRIC_ABOUT)
    picture, choices = st.columns([7, 4], gap="large")  # the picture first, on a phone too
    with choices:
        model, task = _network(models, fitting), _task()
        wanted = _wanted(session, model, task)
    with picture:
        if wanted is None:
            st.info(NOTHING_YET, icon=":material/touch_app:")
        else:
            _show_repairs(session, model, task, wanted)
    show_scores(model.findings, task)
    begin_training(card.config.data)


def repair_models() -> dict[str, RepairModel]:
    """Shipped repair networks by name, then those that this visitor's trainings have made, newest first."""
    found = {each.name: each for each in shipped_models()}
    for status in launcher().statuses():
        folder = RunFolder(runs_root() / status.name).path
        if status.job_type == JOB and (folder / REPAIR_WEIGHTS).is_file():
            try:
                found[status.name] = read_model(folder)
            except UserError:
                continue
    return found


def _network(models: dict[str, RepairModel], fitting: list[str]) -> RepairModel:
    first = fitting[0] if fitting else next(iter(models))
    key = f"repair-network-{first}"
    wanted = follow(NETWORK_PARAM, key, list(models), first)
    chosen = st.selectbox(
        "Networks",
        list(models),
        list(models).index(wanted),
        format_func=lambda name: models[name].title,
        key=key,
        help="Two networks that were trained side by side on the same pictures and the same damage. Shipped ones "
        "first, then your own.",
    )
    put(NETWORK_PARAM, key, chosen or wanted, first)
    return models[chosen or wanted]


def _task() -> str:
    wanted = follow(TASK_PARAM, "repair-task", list(TASKS), "fill")
    chosen = st.segmented_control(
        "Damage",
        list(TASKS),
        default=wanted,
        format_func=lambda name: TASKS[name].title,
        key="repair-task",
        help=" ".join(f"{each.title}: {each.about} {each.paper}." for each in TASKS.values()),
    )
    chosen = chosen or wanted
    put(TASK_PARAM, "repair-task", chosen, "fill")
    return chosen


def _wanted(session: LabSession, model: RepairModel, task: str) -> Wanted | None:
    source = st.segmented_control(
        "Picture",
        list(SOURCES),
        format_func=lambda name: SOURCES[name][0],
        default="real",
        key="repair-source",
        help="A real picture that the networks have not learned from, one that the model above generates, or your own.",
    )
    source = source or "real"
    target = SOURCES[source][1](session, model)
    if target is None:
        return None
    for note in target.notes:
        st.caption(f":material/info: {escaped(note)}")
    damaged = (
        task != "double"
        and source in OWN
        and st.toggle(
            "It is damaged already",
            key="repair-already",
            help="Nothing is added to your picture: the networks repair it as it is. What it looked like before nobody "
            "knows, so there are no scores.",
        )
    )
    return _damaged(model, task, target.picture, damaged)


def _damaged(model: RepairModel, task: str, picture: np.ndarray, already: bool) -> Wanted | None:
    about = TASKS[task].strength
    strength, hole, seed = None, None, 0
    if task == "fill":
        hole = _hole(model, picture)
        if hole is None:
            return None
    elif about is not None:
        strength = st.slider(
            about.title if not already else f"{about.title}, as you guess it",
            about.low,
            about.high,
            about.usual,
            0.05,
            key="repair-strength",
            help=f"{about.about} The networks are told it.",
        )
        if not already:
            seed = int(st.number_input("Noise number", 1, 9999, 1, key="repair-seed", help="Other noise, as strong."))
    if already:
        return Wanted(already_damaged(task, picture, strength=strength, hole=hole), None)
    return Wanted(damage_one(task, picture, strength=strength, hole=hole, seed=seed), picture)


def _hole(model: RepairModel, picture: np.ndarray) -> np.ndarray | None:
    """Bool (H, W); None while nothing is painted."""
    about = TASKS["fill"].strength
    assert about is not None
    size = (model.shape.image_size, model.shape.image_size)
    how = st.segmented_control(
        "Hole",
        list(HOLES),
        format_func=HOLES.__getitem__,
        default="square",
        key="repair-hole",
        help="A square in the middle, or what you paint over.",
    )
    if how != "paint":
        share = st.slider(about.title, about.low, about.high, about.usual, 0.05, key="repair-side", help=about.about)
        return centred_square(size, share)
    png = drawing(
        "repair-mask",
        size=size,
        channels=len(picture),
        mode="mask",
        background=to_bytes(picture[None])[0],
        label="The hole",
        hint="Paint over what is to be drawn anew.",
        shown=PICTURES_SHOWN,
    )
    return None if png is None else to_mask(png)


def _real(_: LabSession, model: RepairModel) -> Target | None:
    data = _held_out(model.data.name, model.data.model_dump(mode="json"))
    key = f"repair-real-{model.name}"
    number = int(st.number_input("Which one", 1, len(data), 1, key=key, help=f"1 to {len(data)}.")) - 1
    return Target(data.images[number].astype(np.float32) / 127.5 - 1, data.notes)


@st.cache_resource(max_entries=4, show_spinner="Reading pictures…")
def _held_out(name: str, settings: dict[str, Any]) -> ImageData:
    """Pictures that training does not see; built-in ones of the same sort, or those of the training, with a note.

    Raises DataError where there are none on this server.
    """
    wanted = parse(DATASETS[name], settings)
    if (found := wanted.further(NUM_REAL)) is not None:
        return found
    if wanted.download() is None:
        data = load_data(wanted)
        return replace(data, notes=(*data.notes, MAYBE_LEARNED))
    if name not in STAND_INS:
        raise DataError(ABSENT.format(title=wanted.title))
    other = DATASETS[STAND_INS[name]]
    data = load_data(parse(other, {"name": STAND_INS[name], "image_size": wanted.image_size}))
    note = STAND_IN.format(missing=wanted.title, shown=other.title.lower())
    return replace(data, notes=(*data.notes, note))


def _generated(session: LabSession, model: RepairModel) -> Target | None:
    if session.generator.card.shape.dims != model.shape.dims:
        wanted = " x ".join(map(str, model.shape.dims))
        st.info(f"The model above draws pictures of another size than {wanted}.", icon=":material/block:")
        return None
    number = int(st.number_input("Which one", 1, 9999, 1, key="repair-generated", help="Each is another latent.")) - 1
    picture = session.pictures([session.sample(0, number)])[0]
    return Target(picture.astype(np.float32) / 127.5 - 1)


def _drawn(_: LabSession, model: RepairModel) -> Target | None:
    size, channels = (model.shape.image_size, model.shape.image_size), model.channels
    png = drawing(
        f"repair-drawing-{channels}-{size[0]}",
        size=size,
        channels=channels,
        label="Your drawing",
        hint="Draw here.",
        shown=PICTURES_SHOWN,
    )
    return None if png is None else fit_picture(png, model.shape, name="Your drawing", centre=channels == 1)


def _sent(_: LabSession, model: RepairModel) -> Target | None:
    sent = st.file_uploader(
        "A picture",
        type=["png", "jpg", "jpeg", "webp"],
        max_upload_size=MOST_MB,
        key="repair-upload",
        help="The middle square is cropped and scaled to what the networks take.",
    )
    return None if sent is None else fit_picture(sent.getvalue(), model.shape, name=sent.name, ground=model.ground)


SOURCES: dict[str, tuple[str, Callable[[LabSession, RepairModel], Target | None]]] = {
    "real": ("Real", _real),
    "generated": ("Generated", _generated),
    "draw": ("Draw it", _drawn),
    "send": ("Upload", _sent),
}
OWN = ("draw", "send")


@st.cache_resource(max_entries=6, show_spinner="Loading the networks…")
def _loaded(name: str, _written: int) -> dict[str, RepairNetwork]:
    from gan_core.generators.torch_generator import use_one_thread

    use_one_thread()
    return load_networks(find_repair(name))


def _show_repairs(session: LabSession, model: RepairModel, task: str, wanted: Wanted) -> None:
    networks = _loaded(model.name, (model.path / REPAIR_WEIGHTS).stat().st_mtime_ns)
    data_name = model.data.name
    found = repair_one(networks, wanted.spoiled, wanted.whole, data_name)
    name = fingerprint(session.model, task, found.pictures[BEFORE].tobytes())
    last = state.last_found(name)
    why = _no_search(session, model)
    pictures, opinions = dict(found.pictures), dict(found.opinions)
    if last is not None:
        pictures[LATENT] = last[0]
        opinions[LATENT] = opinion_of(last[0], found.whole, data_name)
    if found.whole is not None:
        pictures[WHOLE] = found.whole
    near = {each: (opinion.psnr, opinion.ssim) for each, opinion in opinions.items() if opinion.psnr is not None}
    words = opinion_words({each: (psnr, ssim) for each, (psnr, ssim) in near.items() if ssim is not None})
    repair_view(_entries(pictures, opinions, found), words, key="repair-view")
    if why:
        st.caption(f":material/search_off: {escaped(why)}")
    elif last is None and st.button(
        "Search the latent too",
        icon=":material/search:",
        key="repair-search",
        help="Which picture of the model above fits what is known best? Takes a few seconds. Yeh et al. 2017, "
        "arxiv.org/abs/1607.07539",
    ):
        try:
            state.remember_found(name, (searched(session, wanted.spoiled),))
        except UserError as error:
            show_error(error)
            return
        st.rerun()


def _no_search(session: LabSession, model: RepairModel) -> str:
    """Why the model above is not searched for this picture, in a sentence; or ""."""
    card = session.generator.card
    if card.shape.dims != model.shape.dims or why_unfit(model, card.shape, card.config.data.name):
        return f"The latent search needs a model of {model.data.title} of the same size: choose one above."
    return unfit(session.generator)


def searched(session: LabSession, spoiled: Damaged) -> np.ndarray:
    """Uint8 (C, H, W): what the latent search makes of it."""
    target, hole = spoiled.pictures[0], spoiled.hole[0]
    known = ~hole if hole.any() else None
    found = search.watch(session, target, known, None)
    return to_bytes((found.picture if known is None else inpaint(found.picture, target, known))[None])[0]


def _entries(pictures: dict[str, np.ndarray], opinions: dict[str, Opinion], found: Repaired) -> list[Shown]:
    repairs = [each for each in (MSE, ADVERSARIAL, LATENT) if each in opinions]
    lines = {name: _lines(opinions[name]) for name in opinions}
    best: dict[str, list[int]] = {name: [] for name in pictures}
    for place, metric in enumerate(("psnr", "ssim")):
        values = {name: getattr(opinions[name], metric) for name in repairs}
        if None not in values.values():
            best[max(values, key=values.__getitem__)].append(place)
    if found.whole is not None:
        lines[WHOLE] = ["", "", _read(found.whole_read)]
    return [
        Shown(name, TITLES[name], picture, tuple(each for each in lines[name] if each), tuple(best[name]), ABOUT[name])
        for name, picture in pictures.items()
    ]


def _lines(opinion: Opinion) -> list[str]:
    read = _read(opinion.read)
    if opinion.psnr is None or opinion.ssim is None:
        return [read]
    level = "∞" if np.isinf(opinion.psnr) else f"{opinion.psnr:.1f}"
    return [f"PSNR {level} dB", f"SSIM {opinion.ssim:.3f}", read]


def _read(name: str | None) -> str:
    return "" if name is None else f"read as {name}" if name else "read as nothing"
