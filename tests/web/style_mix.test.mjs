// Mixing styles of several pictures: places on their line, and the w of every layer.
import assert from "node:assert/strict"
import { test } from "node:test"
import { mixedStyles, moved, placeAt, placeInWords, shareOf, styleAt } from "../../ui/static/lab/style_mix.js"

const sources = [[1, 0], [3, 4], [-1, 2]].map((each) => Float32Array.from(each))
const styles = { sources, average: Float32Array.from([1, 1]), layers: [0, 1, 1, 2] }

test("the middle of each picture in a row is that picture's place", () => {
  assert.deepEqual([1 / 6, 0.5, 5 / 6].map((share) => placeAt(share, 3)), [0, 1, 2])
})

test("beyond the middle of the outer pictures is their own place", () => {
  assert.deepEqual([placeAt(-1, 3), placeAt(0, 3), placeAt(1, 3), placeAt(9, 3)], [0, 0, 2, 2])
})

test("near a picture its own place is meant, between two what lies between", () => {
  assert.equal(placeAt(0.53, 3), 1)
  assert.ok(Math.abs(placeAt(2 / 3, 3) - 1.5) < 1e-9)
})

test("a place is shown where it was pointed at", () => {
  assert.ok(Math.abs(shareOf(placeAt(0.55, 4), 4) - 0.55) < 1e-9)
})

test("between two pictures lies what is between their styles", () => {
  assert.deepEqual([...styleAt(sources, 1.5)], [1, 3])
  assert.deepEqual([...styleAt(sources, 2)], [-1, 2])
})

test("every layer is told the style of its own band", () => {
  assert.deepEqual([...mixedStyles(styles, [0, 1, 2], 1)], [1, 0, 3, 4, 3, 4, -1, 2])
})

test("truncation draws every style towards the average", () => {
  assert.deepEqual([...mixedStyles(styles, [0, 1, 2], 0.5)], [1, 0.5, 2, 2.5, 2, 2.5, 0, 1.5])
  assert.deepEqual([...mixedStyles(styles, [0, 1, 2], 0)], [1, 1, 1, 1, 1, 1, 1, 1])
})

test("a place is said by letters and shares", () => {
  assert.deepEqual([0, 1, 1.25, 1.999].map(placeInWords), ["A", "B", "75 % B, 25 % C", "C"])
})

test("arrow keys move a little, page keys by a picture, and none beyond the ends", () => {
  assert.equal(moved("ArrowRight", 0.5, 3), 0.6)
  assert.equal(moved("ArrowLeft", 0, 3), 0)
  assert.equal(moved("PageUp", 0.5, 3), 1)
  assert.equal(moved("PageDown", 1.5, 3), 1)
  assert.equal(moved("PageDown", 1, 3), 0)
  assert.equal(moved("End", 0.5, 3), 2)
  assert.equal(moved("Home", 0.5, 3), 0)
  assert.equal(moved("Enter", 0.5, 3), null)
})
