"""Handles reconnection: the page script runs again as a whole, and no button press is lost.

A server that was restarted, and one that has not heard of a browser for two minutes, knows nothing of the fragments on
its open page, and Streamlit drops without a word what such a fragment asks.
"""

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STREAM = "/_stcore/stream"
SELDOM_SECONDS = 24 * 3600


@st.fragment(run_every=SELDOM_SECONDS)
def run_whole_on_reconnect() -> None:
    """Nothing to see. Streamlit runs a page that has such a clock as a whole as soon as its connection is back."""


class PressesAfterReconnect:
    """Until a page that has come back was run once as a whole, what its fragments ask is asked of the whole page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM) or not _comes_back(scope):
            await self.app(scope, receive, send)
            return
        known = False

        async def receive_whole() -> Message:
            message = await receive()
            return message if known or not message.get("bytes") else {**message, "bytes": _whole(message["bytes"])}

        async def watch(message: Message) -> None:
            nonlocal known
            known = known or _ends_whole_run(message)
            await send(message)

        await self.app(scope, receive_whole, watch)


def _comes_back(scope: Scope) -> bool:
    """Whether the browser names the session that it had: the third of Streamlit's subprotocols."""
    return len(Headers(scope=scope).get("sec-websocket-protocol", "").split(",")) > 2


def _whole(data: bytes) -> bytes:
    """The same wish without its fragment; clocks of fragments are left alone, they would run the page for ever."""
    asked = BackMsg()
    try:
        asked.ParseFromString(data)
    except DecodeError:
        return data
    if asked.WhichOneof("type") != "rerun_script" or asked.rerun_script.is_auto_rerun:
        return data
    asked.rerun_script.fragment_id = ""
    return asked.SerializeToString()


def _ends_whole_run(message: Message) -> bool:
    if not message.get("bytes"):
        return False
    told = ForwardMsg()
    told.ParseFromString(message["bytes"])
    return told.WhichOneof("type") == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
