import assert from "node:assert/strict"
import { test } from "node:test"
import { GAP, fitted } from "../../ui/static/lab/wall_fit.js"

test("pictures are whole multiples of their own pixels, as large as asked for where there is room", () => {
  assert.deepEqual(fitted(1000, 28, 1, 72, 8), { columns: 8, side: 56, soft: false })
  assert.deepEqual(fitted(1000, 28, 2, 72, 8), { columns: 8, side: 70, soft: false })
})

test("where the place is narrow fewer stand in a row, none smaller than a finger", () => {
  const { columns, side } = fitted(300, 28, 1, 72, 8)
  assert.ok(columns < 8 && side >= 44 && columns * (side + GAP) - GAP <= 300)
})

test("a picture larger than its cell is made smaller, and softly", () => {
  assert.deepEqual(fitted(1000, 128, 1, 72, 8), { columns: 8, side: 72, soft: true })
})
