import assert from "node:assert/strict"
import { test } from "node:test"
import { normal } from "../../gan_core/web/normal.js"

const COUNT = 20_000
const draws = (seed) => Array.from({ length: COUNT }, normal(seed))
const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length
const correlation = (a, b) => mean(a.map((each, i) => each * (b[i] ?? 0)))

test("numbers of one seed are always the same", () => {
  assert.deepEqual(draws(1).slice(0, 100), draws(1).slice(0, 100))
})

test("numbers are normal: mean 0, variance 1, 68 % within one", () => {
  const found = draws(1)
  assert.ok(Math.abs(mean(found)) < 0.03)
  assert.ok(Math.abs(mean(found.map((each) => each * each)) - 1) < 0.04)
  assert.ok(Math.abs(mean(found.map((each) => Number(Math.abs(each) < 1))) - 0.6827) < 0.015)
})

test("numbers of two seeds, and neighbours, have nothing to do with each other", () => {
  assert.ok(Math.abs(correlation(draws(1), draws(2))) < 0.03)
  assert.ok(Math.abs(correlation(draws(1), draws(1).slice(1))) < 0.03)
})
