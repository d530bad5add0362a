"""A preset that promises a time says when this machine keeps the promise."""

from gan_core.presets import PRESETS
from ui.gallery import promised, title_here


def test_the_promise_follows_the_speed_of_the_machine() -> None:
    quick = PRESETS["quick-digits"]
    assert promised(quick, 2400.0) == "On this machine four of five samples can be read after about 10 s."
    assert promised(quick, 1000.0).endswith("24 s.")


def test_the_title_promises_what_this_machine_can_do() -> None:
    quick = PRESETS["quick-digits"]
    titles = {speed: title_here(quick, speed) for speed in (None, 2200.0, 1000.0, 1.0)}
    assert titles[None] == titles[2200.0] == "Digits in ten seconds"
    assert titles[1000.0] == "Digits in 25 seconds"
    assert titles[1.0] == "Digits in 24000 seconds"
    assert title_here(PRESETS["colour-shapes"], 100.0) == PRESETS["colour-shapes"].title


def test_nothing_is_promised_unmeasured_or_by_other_presets() -> None:
    assert promised(PRESETS["quick-digits"], None) == ""
    assert promised(PRESETS["colour-shapes"], 500.0) == ""
