"""Every session key of the app and its meaning. Nothing else writes to st.session_state by name."""

import time
from typing import Any

import streamlit as st

from gan_core.job_types.registry import ATTACK, EVALUATE, MEASURE, RACE, REPAIR, TRAIN
from gan_core.jobs.job import OWN_PAGE
from gan_core.latent.direction import Direction
from gan_core.presets import PRESETS
from ui import address

FORM = "form_values"
FORM_VERSION = "form_version"
FORM_FROM = "form_from"
DELETED = "deleted_run"
DELETING = "deleting_run"
UPLOADS = "checked_uploads"
OPENED = "opened_run"
DIRECTIONS = "own_directions"
SEEN_UPLOADS = "seen_uploads"
FOUND = "last_found"
HEARD = "heard_of_views"
RECIPES = "own_recipes"
DRAFT = "draft_steps"
TICKED = "ticked_variants"
TICKS_WANTED = "ticks_wanted"
TICKS_SEEN = "ticks_in_address"
SUBJECT = "looked_at"
RUN_PLACES = "run_places"
IN_BROWSER = "measured_in_browser"
CHOICES = "kept_choices"
QUIZ_GUESSES = "quiz_guesses"
DIAGNOSES = "own_diagnoses"
LESSON = "open_lesson"
PREDICTIONS = "lesson_predictions"
HAPPENED = "lesson_happened"
FINISHED = "finished_lessons"
RUN_PARAM, JOB_PARAM = TRAIN.param, OWN_PAGE
MEASUREMENT_PARAM, RACE_PARAM, EVALUATION_PARAM = MEASURE.param, RACE.param, EVALUATE.param
ATTACK_PARAM, REPAIR_PARAM = ATTACK.param, REPAIR.param
FORK_PARAM = "fork"
DOUBLE_CLICK_SECONDS = 1.5


def form_values() -> dict[str, Any]:
    """The settings under Advanced as plain JSON values; they survive a change of page."""
    if FORM not in st.session_state:
        load_form(next(iter(PRESETS.values())).config.model_dump(mode="json"))
    return st.session_state[FORM]


def load_form(values: dict[str, Any]) -> None:
    """Fill the form with the settings `values`. Every widget starts anew."""
    st.session_state[FORM] = values
    st.session_state[FORM_VERSION] = st.session_state.get(FORM_VERSION, 0) + 1


def form_from() -> tuple[str, list[str]]:
    """The preset or run that the form began with, and what was changed since, as the address last said."""
    return st.session_state.get(FORM_FROM, ("", []))


def remember_form_from(base: str, changes: list[str]) -> None:
    st.session_state[FORM_FROM] = (base, changes)


def form_version() -> int:
    """Changes whenever the form is filled anew; part of every widget's key."""
    return st.session_state.get(FORM_VERSION, 0)


def checked_uploads() -> dict[str, str]:
    """Where the zips that this session uploaded are kept, by Streamlit's number of the upload."""
    return st.session_state.setdefault(UPLOADS, {})


def opened(param: str) -> str:
    """The job that `param` of the address names, "" for none: a reload, a link and the browser's Back lead to it.

    The second half of a double click comes with the address of before: what was just opened stays open.
    """
    name = address.value(param)
    if not name and (name := just_opened(param)):
        address.replace({param: name})
    return name


def show(param: str, name: str) -> None:
    """Make the address name this job, and nothing else."""
    address.replace({param: name})
    st.session_state.setdefault(OPENED, {})[param] = (name, time.monotonic())


def just_opened(param: str) -> str:
    """The job that was opened there less than a double click ago; empty if there is none."""
    name, moment = st.session_state.get(OPENED, {}).get(param, ("", 0.0))
    return name if time.monotonic() - moment < DOUBLE_CLICK_SECONDS else ""


def leave(param: str, query: dict[str, str] | None = None) -> None:
    """Back to where such a job is chosen; the address then says `query`."""
    st.session_state.get(OPENED, {}).pop(param, None)
    address.replace(query)


def open_run() -> str:
    return opened(RUN_PARAM)


def show_run(name: str) -> None:
    show(RUN_PARAM, name)


def leave_run() -> None:
    leave(RUN_PARAM)


def ask_to_delete(name: str) -> None:
    """The run whose deletion waits for a yes; empty for none."""
    st.session_state[DELETING] = name


def asked_to_delete() -> str:
    return str(st.session_state.get(DELETING, ""))


def remember_deleted(name: str, title: str) -> None:
    """For the undo button."""
    st.session_state[DELETED] = (name, title)


def last_deleted() -> tuple[str, str] | None:
    return st.session_state.get(DELETED)


def forget_deleted() -> None:
    st.session_state.pop(DELETED, None)


def own_directions(fingerprint: str) -> list[Direction]:
    """The directions that this visitor named or read from a file, of the model with that fingerprint."""
    return list(st.session_state.get(DIRECTIONS, {}).get(fingerprint, {}).values())


def keep_direction(fingerprint: str, direction: Direction) -> None:
    """Remember a direction of a model; one of the same name gives way."""
    st.session_state.setdefault(DIRECTIONS, {}).setdefault(fingerprint, {})[direction.name] = direction


def is_new_upload(widget: str, file_id: str) -> bool:
    """Whether this upload of `widget` is seen for the first time; it is not, from then on."""
    seen = st.session_state.setdefault(SEEN_UPLOADS, {})
    if seen.get(widget) == file_id:
        return False
    seen[widget] = file_id
    return True


def remember_found(fingerprint: str, found: tuple[Any, ...]) -> None:
    """The last search in the latent space of these weights: target, what was known of it, and the answer."""
    st.session_state[FOUND] = (fingerprint, found)


def last_found(fingerprint: str) -> tuple[Any, ...] | None:
    known, found = st.session_state.get(FOUND, ("", None))
    return found if known == fingerprint else None


def quiz_guess(fingerprint: str, number: int) -> list[int] | None:
    """Which pictures of a round of that model this visitor called made; None if it was not played."""
    return st.session_state.get(QUIZ_GUESSES, {}).get((fingerprint, number))


def keep_quiz_guess(fingerprint: str, number: int, called_fake: list[int]) -> None:
    """The first answer counts: nothing is changed once a round was played."""
    st.session_state.setdefault(QUIZ_GUESSES, {}).setdefault((fingerprint, number), called_fake)


def quiz_rounds(fingerprint: str) -> list[int]:
    """The rounds that this visitor has played with that model, in their order."""
    return [number for name, number in st.session_state.get(QUIZ_GUESSES, {}) if name == fingerprint]


def diagnosis(run: str) -> str:
    """This visitor's diagnosis of a run of the break-it lab; empty before that."""
    return st.session_state.get(DIAGNOSES, {}).get(run, "")


def keep_diagnosis(run: str, failure_mode: str) -> None:
    """The first answer counts."""
    st.session_state.setdefault(DIAGNOSES, {}).setdefault(run, failure_mode)


def lesson() -> str:
    """Where this visitor is in a lesson, as the address has it; empty for none."""
    return str(st.session_state.get(LESSON, ""))


def remember_lesson(text: str) -> None:
    st.session_state[LESSON] = text


def prediction(lesson: str, step: int) -> int | None:
    """Which choice this visitor made in a lesson's step; None before that."""
    return st.session_state.get(PREDICTIONS, {}).get((lesson, step))


def keep_prediction(lesson: str, step: int, choice: int) -> None:
    """The first answer counts."""
    st.session_state.setdefault(PREDICTIONS, {}).setdefault((lesson, step), choice)


def has_happened(lesson: str, step: int, run: str) -> bool:
    """Whether what a lesson's step waits for was seen to happen, with that run."""
    return (lesson, step, run) in st.session_state.get(HAPPENED, set())


def is_finished(lesson: str) -> bool:
    """Whether this visitor has gone through that lesson to its end."""
    return lesson in st.session_state.get(FINISHED, set())


def keep_finished(lesson: str) -> None:
    st.session_state.setdefault(FINISHED, set()).add(lesson)


def keep_happened(lesson: str, step: int, run: str) -> None:
    st.session_state.setdefault(HAPPENED, set()).add((lesson, step, run))


def own_recipes(model: str) -> list[dict[str, Any]]:
    """The variants of `model` that this visitor put together, as JSON."""
    return list(st.session_state.get(RECIPES, {}).get(model, []))


def keep_recipe(model: str, recipe: dict[str, Any]) -> None:
    """Add a variant; the same one is not kept twice."""
    kept = st.session_state.setdefault(RECIPES, {}).setdefault(model, [])
    if recipe not in kept:
        kept.append(recipe)


def draft_steps(model: str) -> list[dict[str, Any]]:
    """The steps of the variant that is being put together."""
    return list(st.session_state.get(DRAFT, {}).get(model, []))


def keep_draft(model: str, steps: list[dict[str, Any]]) -> None:
    st.session_state.setdefault(DRAFT, {})[model] = steps


def ticked(model: str) -> list[str] | None:
    """The variants of `model` that this visitor has ticked, as an address writes them; None before the first look."""
    return st.session_state.get(TICKED, {}).get(model)


def keep_ticked(model: str, texts: list[str]) -> None:
    st.session_state.setdefault(TICKED, {})[model] = texts


def want_ticked(model: str, text: str) -> None:
    """Tick this variant too, from the next time on that the page is drawn."""
    st.session_state.setdefault(TICKS_WANTED, {}).setdefault(model, []).append(text)


def take_wanted(model: str) -> list[str]:
    """What was wanted to be ticked since the last time."""
    return st.session_state.get(TICKS_WANTED, {}).pop(model, [])


def ticks_seen() -> list[str] | None:
    """What the address said of ticks when they were last drawn; None before the first time."""
    return st.session_state.get(TICKS_SEEN)


def see_ticks(texts: list[str]) -> None:
    st.session_state[TICKS_SEEN] = texts


def subject() -> str:
    """The run or model that this visitor opened last: a page that is told no other one opens on it."""
    return str(st.session_state.get(SUBJECT, ""))


def remember_subject(name: str) -> None:
    st.session_state[SUBJECT] = name


def run_places() -> dict[str, int]:
    """The number of the colour that each run was last drawn in for this visitor."""
    return st.session_state.setdefault(RUN_PLACES, {})


def remember_run_places(places: dict[str, int]) -> None:
    run_places().update(places)


def keep_in_browser(cost_table: str, sent: dict[str, Any]) -> None:
    """What this visitor's own browser measured of the variants of a measurement: nobody else's."""
    st.session_state.setdefault(IN_BROWSER, {})[cost_table] = sent


def in_browser(cost_table: str) -> dict[str, Any] | None:
    return st.session_state.get(IN_BROWSER, {}).get(cost_table)


def kept_choices(form: str) -> dict[str, Any]:
    """What this visitor last chose in a form whose page also shows results; empty before the first time."""
    return st.session_state.get(CHOICES, {}).get(form, {})


def keep_choices(form: str, values: dict[str, Any]) -> None:
    """Widgets vanish with their page: their values are kept here for the way back."""
    known = st.session_state.setdefault(CHOICES, {})
    known[form] = {**known.get(form, {}), **values}


def heard(view: str, number: int) -> int:
    """The number of the last thing that the view of that key told; `number` is a new one, or 0."""
    known = st.session_state.setdefault(HEARD, {})
    if number:
        known[view] = number
    return known.get(view, 0)
