import assert from "node:assert/strict"
import { test } from "node:test"
import { Series, curve, smooth, speed, withDetail } from "../../ui/static/live/series.js"

const rows = (step, values, more = {}) => ({ step, images: step.map((each) => each * 10), seconds: step.map((each) => each / 2), values, last: step.at(-1) ?? 0, reset: false, ...more })

test("a curve that begins late has gaps before it, and one that ends early behind it", () => {
  const series = new Series()
  series.take(rows([1, 2], { a: [1, 2] }))
  series.take(rows([3], { b: [9] }))
  assert.deepEqual(series.values, { a: [1, 2, null], b: [null, null, 9] })
  assert.deepEqual(curve(series, "b", "images"), { step: [3], x: [30], y: [9] })
  assert.equal(series.latest("a"), 2)
  assert.equal(series.latest("none"), null)
})

test("a reset begins anew", () => {
  const series = new Series()
  series.take(rows([1, 2], { a: [1, 2] }))
  series.take(rows([5], { b: [1] }, { reset: true }))
  assert.deepEqual([series.step, series.names], [[5], ["b"]])
})

test("a detail takes the place of the stretch that it covers", () => {
  const series = new Series()
  series.take(rows([1, 5, 9], { a: [1, 5, 9], b: [0, 0, 0] }))
  const merged = withDetail(series, rows([4, 5, 6], { a: [4, 5, 6] }))
  assert.deepEqual(merged.step, [1, 4, 5, 6, 9])
  assert.deepEqual(merged.values, { a: [1, 4, 5, 6, 9], b: [0, null, null, null, 0] })
  assert.equal(withDetail(series, null), series)
})

test("speed is told between rows that are a quarter of a second apart at least", () => {
  const series = new Series()
  series.take({ ...rows([1, 2, 3], {}), seconds: [0, 0.1, 0.5] })
  assert.deepEqual(speed(series, "step"), { step: [3], x: [3], y: [40] })
})

test("smoothing leaves a constant as it is and halves a jump after a half-life", () => {
  for (const each of smooth([1, 2, 3], [7, 7, 7], 5)) assert.ok(Math.abs(each - 7) < 1e-9)
  const steps = Array.from({ length: 400 }, (_, i) => i), jump = steps.map((step) => Number(step >= 300))
  assert.ok(Math.abs(smooth(steps, jump, 20)[319] - 0.5) < 0.01)
})
