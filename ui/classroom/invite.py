"""How pupils join: the code, the link and its QR code."""

from html import escape

import streamlit as st

from gan_core.classroom.rooms import Classroom
from ui.classroom.address import ALONE, is_alone, join_link
from ui.classroom.qr import qr_address


def show_invitation(classroom: Classroom, *, large: bool = False) -> None:
    """The code in large letters, the QR code beside it, the link below; and where nobody else can open it, why."""
    link = join_link(classroom.code)
    size = " gan-large" if large else ""
    st.html(
        f"<div class='gan-invite{size}'><img class='gan-qr' alt='QR code of the link' src='{qr_address(link)}'><div>"
        f"<p class='gan-how'>Scan it, or open the link. The code of the class:</p>"
        f"<p class='gan-code'>{escape(classroom.code)}</p><p class='gan-link'>{escape(link)}</p></div></div>"
    )
    if is_alone():
        st.warning(ALONE, icon=":material/wifi_off:")
