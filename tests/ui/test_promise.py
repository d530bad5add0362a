"""A preset that promises a time says when this machine keeps the promise."""

from gan_core.presets import PRESETS
from ui.gallery import promised


def test_the_promise_follows_the_speed_of_the_machine() -> None:
    quick = PRESETS["quick-digits"]
    assert promised(quick, 2400.0) == "On this machine four of five samples can be read after about 10 s."
    assert promised(quick, 1000.0).endswith("24 s.")


def test_nothing_is_promised_unmeasured_or_by_other_presets() -> None:
    assert promised(PRESETS["quick-digits"], None) == ""
    assert promised(PRESETS["colour-shapes"], 500.0) == ""
