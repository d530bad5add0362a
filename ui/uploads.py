"""One's own pictures: a zip is checked and kept before any run sees it."""

import streamlit as st

from gan_core.data import store_upload
from gan_core.errors import UserError
from gan_core.jobs.folder import UPLOADS
from gan_core.places import runs_root


def upload_field(path: str, key: str) -> str:
    """A field for a zip of pictures; returns where the checked zip is kept, or the one that was kept before."""
    upload = st.file_uploader(
        "A zip of pictures",
        type=["zip"],
        key=key,
        help="JPEG, PNG, WebP and others, of any size. Sub-folders become labels; broken ones are skipped and named.",
    )
    if upload is not None:
        try:
            path = str(store_upload(upload, runs_root() / UPLOADS))
        except UserError as error:
            st.error(str(error), icon=":material/folder_off:")
            return ""
    if path:
        st.caption(":material/check: Your pictures are checked and ready.")
    else:
        st.caption("Your pictures are kept on this server, beside the runs.")
    return path
