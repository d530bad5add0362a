"""The pure parts of the browser's modules, run by node."""

import json
from pathlib import Path

import pytest

from tests.node import node

STATIC = Path(__file__).resolve().parents[2] / "ui" / "static"


def value(module: str, code: str) -> object:
    """What `code`, in which `m` is the module, evaluates to."""
    source = f"const m = await import({(STATIC / module).as_uri()!r}); console.log(JSON.stringify({code}))"
    return json.loads(node("--input-type=module", "-e", source))


def test_measure_of_step_9_says_nothing_of_step_600() -> None:
    asked = "[[9, 600], [9, 20], [300, 600], [undefined, 600], [0, 12]].map((each) => m.isStale(...each))"
    assert value("live/side.js", asked) == [True, False, False, False, False]


def test_one_point_is_no_line() -> None:
    code = """(() => {
      const s = new m.Series()
      const axes = (step) => ({ step: [step], images: [step], seconds: [step] })
      const rows = (step, values) => ({ reset: false, last: step, ...axes(step), values })
      s.take(rows(1, { a: [1], b: [2] }))
      s.take(rows(2, { a: [3] }))
      return [s.isLine("a"), s.isLine("b"), s.isLine("none")]
    })()"""
    assert value("live/series.js", code) == [True, False, False]


def test_half_steps_move_the_axis_of_steps() -> None:
    code = """(() => {
      const s = new m.Series()
      const values = { "D/fake": [1, 2, 3, 4], updates: [null, 2, 3, 4] }
      s.take({ reset: true, last: 4, step: [1, 1, 1, 2], images: [8, 8, 8, 16], seconds: [1, 1, 1, 2], values })
      return [m.curve(s, "D/fake", "step").x, m.curve(s, "D/fake", "images").x, s.names]
    })()"""
    assert value("live/series.js", code) == [[1, 2, 3, 4], [8, 8, 8, 16], ["D/fake"]]


WRITES = """((...writes) => {
  const w = new m.Writes()
  w.touch(false)
  let at = new URL("http://here" + writes.shift())
  return writes.map((each) => {
    if (each === "touch") return w.touch(false) ?? ""
    if (each === "again") return w.touch(true) ?? ""
    const to = new URL("http://here" + each)
    const { how, restore } = w.next(at, to)
    at = to
    return restore ? `${how} after ${restore.pathname}${restore.search}` : how
  }).filter(Boolean)
})"""


@pytest.mark.parametrize(
    ("writes", "expected"),
    [
        (["/", "/?run=a"], ["push"]),  # Train was pressed
        (["/?run=a", "/"], ["push"]),
        (["/latent?model=a", "/latent?model=b"], ["push"]),
        (["/latent?model=a", "/latent?model=a&plane=x"], ["replace"]),
        (["/doctor", "/doctor?part=examine", "/doctor?part=examine&run=a"], ["replace", "replace"]),  # defaults
        (["/doctor?run=a", "/doctor?run=b"], ["push"]),
        (["/evaluate?subjects=a", "/evaluate", "/latent"], ["replace", "push after /evaluate?subjects=a"]),
        (["/?run=a", "/?fork=a", "/compare?fork=a"], ["push", "replace"]),  # a switch of pages is one entry
        (["/?run=a", "/?fork=a", "again", "/compare?fork=a"], ["push", "replace"]),  # pressed twice
        (["/?run=a", "/?run=b", "touch", "/runs"], ["push", "push"]),
        (["/a", "/latent", "/latent?model=a", "/latent?model=b"], ["push", "replace", "replace"]),  # still arriving
    ],
)
def test_only_another_place_makes_an_entry(writes: list[str], expected: list[str]) -> None:
    assert value("page/history.js", f"{WRITES}(...{json.dumps(writes)})") == expected


def test_learning_rate_is_not_rounded_to_another_one() -> None:
    told = value("live/format.js", "[0.0015, 0.003, 0.05, 0.184, 1.5, 0.00012, 0].map(m.value)")
    assert told == ["0.0015", "0.003", "0.05", "0.184", "1.50", "1.2e-4", "0"]


def test_slider_of_pictures_goes_by_steps_and_arrow_keys_reach_the_next_picture() -> None:
    frames = "[1, 2, 4, 8, 20, 40, 600].map((step) => ({ step }))"
    code = f"[[30, 0], [500, 0], [41, 5], [39, 5], [700, 6], [0, 0]].map((each) => m.placeOf({frames}, ...each))"
    assert value("live/pictures.js", code) == [4, 6, 6, 4, 6, 0]
