"""What a browser asks after its connection came back, until the page was run once as a whole."""

import anyio
import pytest
from starlette.middleware import Middleware
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from ui.reconnect import PressesAfterReconnect
from ui.server import MIDDLEWARE

BACK = "streamlit, xsrf-token, the-session-before"
ANEW = "streamlit, xsrf-token"


def press(clock: bool = False) -> bytes:
    """A wish of the fragment "buttons", as the browser sends it."""
    wish = BackMsg()
    wish.rerun_script.fragment_id = "buttons"
    wish.rerun_script.widget_states.widgets.add(id="do-pause", trigger_value=True)
    wish.rerun_script.is_auto_rerun = clock
    return wish.SerializeToString()


def asked(wish: bytes, protocols: str, *told: ForwardMsg, path: str = "/_stcore/stream") -> bytes:
    """What Streamlit reads of `wish` once it has told the browser `told`."""
    read: list[bytes] = []

    async def app(scope, receive, send):
        for each in told:
            await send({"type": "websocket.send", "bytes": each.SerializeToString()})
        read.append((await receive())["bytes"])

    async def receive():
        return {"type": "websocket.receive", "bytes": wish}

    async def send(message):
        assert message["bytes"] in [each.SerializeToString() for each in told]

    headers = [(b"sec-websocket-protocol", protocols.encode())]
    anyio.run(PressesAfterReconnect(app), {"type": "websocket", "path": path, "headers": headers}, receive, send)
    return read[0]


def ended(status: int) -> ForwardMsg:
    return ForwardMsg(script_finished=status)


def test_press_after_a_reconnect_is_asked_of_the_whole_page():
    wish = BackMsg.FromString(asked(press(), BACK)).rerun_script
    assert wish.fragment_id == ""
    assert wish.widget_states.widgets[0].trigger_value


def test_press_below_a_base_path_is_asked_of_the_whole_page():
    assert asked(press(), BACK, path="/class/_stcore/stream") != press()


def test_fragments_are_asked_alone_once_the_page_was_run():
    assert asked(press(), BACK, ended(ForwardMsg.FINISHED_SUCCESSFULLY)) == press()


@pytest.mark.parametrize("status", [ForwardMsg.FINISHED_EARLY_FOR_RERUN, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY])
def test_run_that_was_not_whole_does_not_count(status):
    assert asked(press(), BACK, ended(status)) != press()


def test_new_page_is_left_alone():
    assert asked(press(), ANEW) == press()


def test_clocks_of_fragments_are_left_alone():
    assert asked(press(clock=True), BACK) == press(clock=True)


def test_nonsense_is_left_to_streamlit():
    assert asked(b"\xff\xff\xff", BACK) == b"\xff\xff\xff"


def test_other_sockets_are_left_alone():
    assert asked(press(), BACK, path="/api/lab/decode") == press()


def test_server_has_it():
    assert PressesAfterReconnect in [each.cls for each in MIDDLEWARE if isinstance(each, Middleware)]
