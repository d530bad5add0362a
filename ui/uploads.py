"""A user's own pictures: a zip is checked and stored, and shown as a network would see it, before any run uses it."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gan_core.config import RunConfig
from gan_core.data import FolderSettings, ImageData, store_upload
from gan_core.data.names import shown
from gan_core.data.report_words import everything, notes, smaller_batch, summary
from gan_core.data.subset import num_left, spread
from gan_core.data.upload import THE_ZIP
from gan_core.errors import DataError, UserError
from gan_core.jobs.folder import UPLOADS
from gan_core.jobs.uploads import keep_upload
from gan_core.places import runs_root
from gan_core.present import present
from gan_core.settings import parse
from ui import state
from ui.images import show_grid
from ui.server import launcher
from ui.text import escaped, show_error

LOOKED_AT = 1000
"""So many pictures are inspected whole before a run; of the others only the headers."""
SHEET, SHEET_COLUMNS = 40, 10
SMALL = 16


def upload_field(path: str, key: str) -> str:
    """A field for a zip of pictures; returns where the checked zip is kept, or the one that was kept before."""
    upload = st.file_uploader(
        "A zip of pictures",
        type=["zip"],
        key=key,
        help="JPEG, PNG, WebP and others, of any size. Sub-folders become labels; damaged pictures are skipped and "
        "listed.",
    )
    if upload is not None:
        path = _checked(upload)
        if not path:
            return ""
    elif path and not keep_upload(Path(path)):
        gone = "These pictures are no longer on this server: they were unused for a day. Choose the zip again."
        show_error(UserError(gone), "folder_off")
        return ""
    if path:
        try:
            num = num_pictures(path)
        except UserError as error:
            show_error(_of_the_zip(error), "folder_off")
            return ""
        are = "picture is" if num == 1 else "pictures are"
        st.caption(f":material/check: {num:,} {are} checked and ready.")
    else:
        st.caption("Your pictures are stored on this server, next to the runs.")
    return path


@lru_cache(maxsize=16)
def inspected(path: str, image_size: int, colour: str) -> ImageData:
    """Some of the pictures at `path` as a network gets them, with the report on all of them. Raises DataError."""
    wanted = {"path": path, "image_size": image_size, "colour": colour}
    data = parse(FolderSettings, wanted).inspected(LOOKED_AT)
    return replace(spread(data, SHEET), report=data.report)


def show_what_is_learned(values: dict[str, Any]) -> None:
    """A sheet of the pictures as the network gets them, their labels, and what was left out, converted or inferred."""
    if not values.get("path"):
        return
    try:
        with st.spinner("Checking your pictures…"):
            data = inspected(values["path"], values["image_size"], values["colour"])
    except UserError as error:
        show_error(_of_the_zip(error), "folder_off")
        return
    report = present(data.report)
    with st.container(border=True):
        st.markdown("**What will be learned**")
        st.markdown(escaped(summary(report)))
        show_grid(data.images, columns=SHEET_COLUMNS, alt="Your pictures as the network sees them", max_width=640)
        for each in notes(report):
            st.warning(escaped(each), icon=":material/info:")
        for each in everything(report)[len(notes(report)) :]:
            st.caption(escaped(each))


def why_not_learned(config: RunConfig) -> tuple[str, str]:
    """Why nothing can be learned of these pictures, and what else to say of them; both in a sentence, or empty."""
    data = cast(FolderSettings, config.data)
    try:
        report = present(inspected(data.path, data.image_size, data.colour).report)
        config.check_data(report)
    except UserError as error:
        return str(_of_the_zip(error)), ""
    return "", smaller_batch(config.training.batch_size, num_left(report, data.fraction))


@lru_cache(maxsize=64)
def num_pictures(path: str) -> int:
    """How many readable pictures a checked zip holds. It is named by its content, and never changes."""
    return present(inspected(path, SMALL, "auto").report).num_images


def upload_name(key: str) -> str:
    """What the visitor called the zip in the field `key`; empty where there is none."""
    upload = st.session_state.get(key)
    return upload.name if upload is not None else ""


def _of_the_zip(error: UserError) -> UserError:
    """The same words without a place on the server."""
    return error.said_of(THE_ZIP) if isinstance(error, DataError) else error


def _checked(upload: UploadedFile) -> str:
    """Where the upload is kept; checked once, however often the form is drawn. Empty, with a sentence, if refused."""
    known = state.checked_uploads()
    if upload.file_id not in known or not keep_upload(Path(known[upload.file_id])):
        try:
            launcher().check_room(upload.size)
            known[upload.file_id] = str(store_upload(upload, runs_root() / UPLOADS, shown(upload.name)))
        except UserError as error:
            show_error(error, "folder_off")
            return ""
        except OSError as error:
            show_error(UserError(f"The pictures could not be kept: {error.strerror}. Is the disk full?"), "folder_off")
            return ""
    return known[upload.file_id]
