"""The state of the folder of all runs: how full it is, and folders whose names no address can hold."""

import streamlit as st

from gan_core.errors import UserError
from gan_core.jobs.folder import Status
from gan_core.jobs.names import MISNAMED, adopt, shown_name
from gan_core.places import runs_root
from gan_core.wording import size
from ui import state
from ui.server import launcher
from ui.text import escaped, show_error

MOST_MISNAMED = 5
TIGHT = 0.8
"""From this share of the quota on the bin can be emptied by hand."""


def room(own: list[Status]) -> None:
    """What is used of the disk, and where it is tight a button that empties the bin; `own` are this visitor's runs."""
    usage, quota = launcher().index.usage(), launcher().quota_bytes
    counted = ((usage.bin, "in the bin"), (usage.uploads, "of uploads"))
    parts = " and ".join(f"{size(taken)} {where}" for taken, where in counted if taken)
    st.caption(f"{size(usage.total)} of {size(quota)} used on this server" + (f", {parts} among them" if parts else ""))
    about = "Permanently removes what everyone has deleted, before its day is over."
    tight = usage.bin and usage.total > TIGHT * quota
    if tight and st.button("Empty the bin", icon=":material/delete_forever:", help=about, key="empty-bin"):
        try:
            launcher().empty_bin()
        except UserError as error:
            show_error(error)
            return
        state.forget_deleted()
        st.rerun()
    if usage.total > quota and not own:
        st.caption("You have no runs here to delete: ask the person who runs this server to free space.")


def misnamed() -> None:
    """Folders that were copied or renamed by hand and that no address can name: why, and the way in."""
    names = launcher().index.misnamed()
    for number, name in enumerate(names[:MOST_MISNAMED]):
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            about = f"The folder “{shown_name(name)}” holds a run, but its name {MISNAMED}"
            st.markdown(f":material/drive_file_rename_outline: {escaped(about)}")
            if st.button("Rename it", key=f"adopt-{number}", help="Gives the folder a similar name; nothing is lost."):
                _rename(name)
    if len(names) > MOST_MISNAMED:
        st.caption(f"And {len(names) - MOST_MISNAMED} more such folders.")


def _rename(name: str) -> None:
    try:
        launcher().guard.check_server()
        adopt(runs_root(), name)
    except UserError as error:
        show_error(error)
        return
    st.rerun()
