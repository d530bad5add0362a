import assert from "node:assert/strict"
import { test } from "node:test"
import { describe, GROUPS, PERCENT } from "../../ui/static/live/curves.js"
import { growthWords, place, stairs } from "../../ui/static/live/growth.js"

/** @type {[number, number, number][]} */
const SPANS = [[100, 4, 4], [50, 4, 8], [100, 8, 8], [50, 8, 16], [100, 16, 16]]
const at = (images, size, alpha) => ({ images, size, alpha, end: 300, spans: SPANS })

test("words say the size, alpha while a size fades in, and what comes next", () => {
  assert.equal(growthWords(at(0, 4, 1)), "4 × 4 pixels: 8 × 8 pixels begin in 100 images")
  assert.equal(growthWords(at(100, 4, 1)), "8 × 8 pixels, alpha 0.00: the new layers fade in for 50 more images")
  assert.equal(growthWords(at(120, 8, 0.4)), "8 × 8 pixels, alpha 0.40: the new layers fade in for 30 more images")
  assert.equal(growthWords(at(150, 8, 1)), "8 × 8 pixels: 16 × 16 pixels begin in 100 images")
  assert.equal(growthWords(at(300, 16, 1)), "16 × 16 pixels: grown")
})

test("stairs follow each other without a gap and rise by one for every doubling", () => {
  const drawn = stairs(at(0, 4, 1))
  for (const [index, stair] of drawn.entries()) {
    const next = drawn[index + 1]
    assert.ok(Math.abs(stair.at + stair.wide - (next ? next.at : 100)) < 1e-9)
    if (next) assert.equal(stair.high, next.low)
  }
  assert.deepEqual(drawn.map(({ high }) => Math.round(high)), [33, 67, 67, 100, 100])
})

test("the mark is where the stretch of the run is, and never beyond the stairs", () => {
  const [, fade] = stairs(at(0, 4, 1))
  assert.ok(Math.abs(place(at(100, 4, 1)) - fade.at) < 1e-9)
  assert.equal(place(at(10 ** 6, 16, 1)), 100)
})

test("size and alpha are curves of one group, alpha in hundredths", () => {
  const groups = ["growth/size", "growth/alpha"].map((name) => describe(name).group)
  assert.deepEqual(groups, ["growth", "growth"])
  assert.ok(GROUPS.some((each) => each.id === "growth") && PERCENT.includes("growth/alpha"))
})
