"""Energy from counters of our own making: differences, a counter that comes round, all that can be missing."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from gan_core.cost.energy_stage import joules_per_call
from gan_core.energy.earlier import energy_source
from gan_core.energy.grids import GRIDS, grams_of_co2
from gan_core.energy.meters import Assumed, EnergyCode, Meter, Missing, NoCounter, Nvml, find_source, rapl
from gan_core.energy.wording import source_words
from gan_core.errors import UserError
from gan_core.message import Message
from tests.clocked import Clock

RANGE = 1_000_000_000


def zone(root: Path, place: str, name: str, microjoules: int) -> Path:
    """A counter as the kernel shows it."""
    folder = root / place
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "name").write_text(name + "\n")
    (folder / "max_energy_range_uj").write_text(f"{RANGE}\n")
    (folder / "energy_uj").write_text(f"{microjoules}\n")
    return folder / "energy_uj"


def test_difference_of_the_counter_in_joules(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 5_000_000)
    with Meter(find_source(root=tmp_path)) as meter:
        counter.write_text("12500000")
    found = meter.so_far()
    assert found.joules == pytest.approx(7.5) and found.measured
    assert found.source == Message(EnergyCode.RAPL, {"zones": ["package-0"]})


def test_counter_that_comes_round_goes_on(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", RANGE - 2_000_000)
    with Meter(find_source(root=tmp_path)) as meter:
        counter.write_text("1000000")
        assert meter.so_far().joules == pytest.approx(3.0)
        counter.write_text("4000000")
    assert meter.so_far().joules == pytest.approx(6.0)


def test_packages_and_memory_are_added_and_nothing_twice(tmp_path: Path) -> None:
    names = {"intel-rapl:0": "package-0", "intel-rapl:1": "package-1", "intel-rapl:0:2": "dram"}
    inside = {"intel-rapl:0:0": "core", "intel-rapl:2": "psys", "intel-rapl-mmio:0": "package-0"}
    counters = [zone(tmp_path, place, name, 0) for place, name in {**names, **inside}.items()]
    with Meter(find_source(root=tmp_path)) as meter:
        for counter in counters:
            counter.write_text("1000000")
    assert meter.so_far().joules == pytest.approx(3.0)


def test_unreadable_counter_says_who_may_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counter, read = zone(tmp_path, "intel-rapl:0", "package-0", 0), Path.read_text

    def refused(path: Path, *rest: str) -> str:
        if path == counter:
            raise PermissionError(13, "Permission denied")
        return read(path, *rest)

    monkeypatch.setattr(Path, "read_text", refused)
    found, why = rapl(tmp_path)
    assert found is None and why == Message(NoCounter.RAPL_FOR_ROOT, {"folder": str(tmp_path)})
    source = find_source(root=tmp_path)
    assert not source.measured and "root only" in source_words(source.message)
    assert source.message.code == EnergyCode.ASSUMED


def test_counter_with_nonsense_in_it_is_not_used(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0", 0).write_text("")
    found, why = rapl(tmp_path)
    assert found is None and why.code == NoCounter.RAPL_UNREADABLE


def test_machine_without_counters_assumes_a_power_and_says_so(tmp_path: Path) -> None:
    source = find_source(watts_per_core=12.5, root=tmp_path / "nowhere")
    assert not source.measured
    assert source.message == Message(EnergyCode.ASSUMED, {"watts": 12.5, "why": Message(NoCounter.NO_RAPL)})
    assert "time in other units" in source_words(source.message)


def test_counter_that_stands_still_is_unavailable_and_not_zero(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0", 77)
    with Meter(find_source(root=tmp_path)) as meter:
        pass
    found = meter.so_far()
    assert found.joules is None and not found.measured
    assert found.source == Message(
        EnergyCode.STANDS_STILL, {"counter": Message(EnergyCode.RAPL, {"zones": ["package-0"]})}
    )


def test_counter_between_two_ticks_is_told_from_one_that_stands_still_and_from_one_that_is_gone(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 5_000_000)
    with Meter(find_source(root=tmp_path)) as meter:
        assert meter.so_far().joules is None and meter.so_far().no_tick
        counter.write_text("6000000")
        assert meter.so_far().joules == pytest.approx(1) and not meter.so_far().no_tick
        counter.unlink()
        assert meter.so_far().joules is None and not meter.so_far().no_tick


def test_counter_that_goes_away_is_unavailable(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 0)
    with Meter(find_source(root=tmp_path)) as meter:
        os.remove(counter)
    assert meter.so_far().joules is None and meter.so_far().source.code == EnergyCode.CANNOT_READ


def test_assumed_power_is_time_in_other_units() -> None:
    busy, wall = Clock(), Clock()
    with Meter(Assumed(20.0, clock=busy), clock=wall) as meter:
        busy.now, wall.now = 1.5, 4.0
    found = meter.so_far()
    assert (found.joules, found.seconds, found.measured) == (30.0, 4.0, False)


def test_what_comes_after_the_end_does_not_count() -> None:
    busy = Clock()
    with Meter(Assumed(20.0, clock=busy)) as meter:
        busy.now = 1.0
    busy.now = 100.0
    assert meter.so_far().joules == 20.0


@pytest.mark.parametrize("watts", [0.0, -1.0, 1000.0, float("nan")])
def test_power_that_cannot_be_is_refused(watts: float) -> None:
    with pytest.raises(UserError, match="watts"):
        Assumed(watts)


def test_processor_says_nothing_of_another_device(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0", 0)
    source = find_source("mps", root=tmp_path)
    with Meter(source) as meter:
        pass
    why = Message(NoCounter.OTHER_DEVICE, {"device": "mps"})
    assert meter.so_far().joules is None and meter.so_far().source == Message(EnergyCode.MISSING, {"why": why})


def test_missing_source_gives_its_reason() -> None:
    with Meter(Missing(Message(NoCounter.NO_NVML))) as meter:
        pass
    found = meter.so_far()
    assert found.joules is None and "nvidia-ml-py is not installed" in source_words(found.source)


def test_gpu_counts_in_millijoules() -> None:
    counter = SimpleNamespace(millijoules=5_000)
    library = SimpleNamespace(
        NVMLError=RuntimeError, nvmlDeviceGetTotalEnergyConsumption=lambda handle: handle.millijoules
    )
    with Meter(Nvml(library, counter)) as meter:
        counter.millijoules += 2_500
    found = meter.so_far()
    assert found.joules == pytest.approx(2.5) and found.measured and found.source == Message(EnergyCode.NVML)


def test_gpu_without_a_counter_is_no_source() -> None:
    def refuse(_: object) -> int:
        raise RuntimeError("Not Supported")

    library = SimpleNamespace(NVMLError=RuntimeError, nvmlDeviceGetTotalEnergyConsumption=refuse)
    with pytest.raises(OSError, match="Not Supported"):
        Nvml(library, None)


@pytest.mark.parametrize("name", GRIDS)
def test_a_kilowatt_hour_emits_what_the_grid_says(name: str) -> None:
    assert grams_of_co2(3.6e6, name) == pytest.approx(GRIDS[name].grams_per_kwh)
    assert GRIDS[name].year > 2000 and "Ember" in GRIDS[name].source


def test_unknown_grid_is_refused_with_the_list() -> None:
    with pytest.raises(UserError, match=r"World.*Germany"):
        grams_of_co2(1.0, "Atlantis")


def test_a_block_lasts_until_its_counter_has_ticked() -> None:
    class Slow:
        message, measured, block_seconds, asked = Message(EnergyCode.NVML), True, 0.01, 0

        def joules(self) -> float:
            self.asked += 1
            return 5.0 if self.asked > 4 else 0.0

    class Still(Slow):
        def joules(self) -> float:
            return 0.0

    joules, why = joules_per_call(lambda: None, Slow())
    assert joules > 0 and why is None
    joules, why = joules_per_call(lambda: None, Still())
    assert joules == 0 and why.code == EnergyCode.STANDS_STILL


RAPL = Message(EnergyCode.RAPL, {"zones": ["dram", "package-0"]})
RAPL_WORDS = "RAPL (dram, package-0: all that runs on the processor)"
EARLIER = {
    RAPL_WORDS: RAPL,
    "NVML (the whole GPU, without the computer around it)": Message(EnergyCode.NVML),
    "the run it was forked from": Message(EnergyCode.FORKED),
    "assumed 12.5 W for each busy core: time in other units": Message(EnergyCode.ASSUMED, {"watts": 12.5, "why": None}),
    "assumed 10 W for each busy core: time in other units (this machine shows no RAPL counters (virtual machines, "
    "macOS and Windows do not))": Message(EnergyCode.ASSUMED, {"watts": 10, "why": Message(NoCounter.NO_RAPL)}),
    "unavailable: no energy counter: nvidia-ml-py is not installed: pip install nvidia-ml-py": Message(
        EnergyCode.MISSING, {"why": Message(NoCounter.NO_NVML)}
    ),
    f"unavailable: the counter of {RAPL_WORDS} stands still": Message(EnergyCode.STANDS_STILL, {"counter": RAPL}),
    f"unavailable: {RAPL_WORDS}: [Errno 5] Input/output error": Message(
        EnergyCode.CANNOT_READ, {"counter": RAPL, "error": "[Errno 5] Input/output error"}
    ),
    f"{RAPL_WORDS}; at first the run it was forked from; at first NVML (the whole GPU, without the computer around "
    "it)": (Message(EnergyCode.SEVERAL, {"sources": [RAPL, Message(EnergyCode.FORKED), Message(EnergyCode.NVML)]})),
}
"""Sentences as the earlier version wrote them into its files."""


@pytest.mark.parametrize("words", EARLIER)
def test_sentence_of_an_earlier_version_is_read_as_its_code(words: str) -> None:
    assert energy_source(words) == EARLIER[words]


def test_sentence_that_no_version_wrote_is_shown_as_it_is() -> None:
    assert source_words(energy_source("a bicycle")) == "a bicycle"
