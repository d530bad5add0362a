"""One's own pictures: a zip is checked and kept before any run sees it."""

import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gan_core.data import store_upload
from gan_core.data.archive import open_zip
from gan_core.errors import UserError
from gan_core.jobs.folder import UPLOADS
from gan_core.places import runs_root
from ui import state
from ui.text import show_error


def upload_field(path: str, key: str) -> str:
    """A field for a zip of pictures; returns where the checked zip is kept, or the one that was kept before."""
    upload = st.file_uploader(
        "A zip of pictures",
        type=["zip"],
        key=key,
        help="JPEG, PNG, WebP and others, of any size. Sub-folders become labels; broken ones are skipped and named.",
    )
    if upload is not None:
        path = _checked(upload)
        if not path:
            return ""
    if upload is not None:
        num = num_pictures(path)
        are = "picture is" if num == 1 else "pictures are"
        st.caption(f":material/check: {num:,} {are} checked and ready.")
    elif path:
        st.caption(":material/check: Your pictures are checked and ready.")
    else:
        st.caption("Your pictures are kept on this server, beside the runs.")
    return path


@lru_cache(maxsize=64)
def num_pictures(path: str) -> int:
    """How many files of a checked zip say that they are pictures. It is named by its content, and never changes."""
    with open_zip(Path(path)) as pictures:
        return len(pictures.files)


def upload_name(key: str) -> str:
    """What the visitor called the zip in the field `key`; empty where there is none."""
    upload = st.session_state.get(key)
    return upload.name if upload is not None else ""


def _checked(upload: UploadedFile) -> str:
    """Where the upload is kept; checked once, however often the form is drawn. Empty, with a sentence, if refused."""
    known = state.checked_uploads()
    if upload.file_id not in known:
        try:
            known[upload.file_id] = str(store_upload(upload, runs_root() / UPLOADS))
        except UserError as error:
            words = re.sub(r"\.upload-\w+\.zip", upload.name, str(error))
            show_error(UserError(words), "folder_off")
            return ""
        except OSError as error:
            show_error(UserError(f"The pictures could not be kept: {error.strerror}. Is the disk full?"), "folder_off")
            return ""
    return known[upload.file_id]
