import assert from "node:assert/strict"
import { test } from "node:test"
import { readStep, written } from "../../ui/static/lab/drag_socket.js"
import { allElse, History, packedBits, stroke, within } from "../../ui/static/lab/drag_state.js"

const snapshot = (first) => ({ z: Float32Array.of(first), y: null, pairs: [], kept: new Uint8Array(4) })

test("undo goes back and redo forth, and what is done after undo replaces what was undone", () => {
  const history = new History()
  for (const first of [1, 2, 3]) history.push(snapshot(first))
  assert.equal(history.undo().z[0], 2)
  assert.equal(history.undo().z[0], 1)
  assert.equal(history.undo(), null)
  assert.equal(history.redo().z[0], 2)
  history.push(snapshot(4))
  assert.equal(history.redo(), null)
  assert.equal(history.undo().z[0], 2)
})

test("the oldest snapshots go first", () => {
  const history = new History()
  for (let first = 0; first < 100; first++) history.push(snapshot(first))
  let back = 0
  while (history.undo()) back++
  assert.equal(back, 59)
})

test("a place lies between the middles of the outermost pixels, to a tenth", () => {
  assert.deepEqual([-3, 4.26, 99].map((at) => within(at, 32)), [0, 4.3, 31])
})

test("a stroke paints what lies within its radius of the line, and erases likewise", () => {
  const kept = new Uint8Array(36)
  stroke(kept, 6, [1, 2], [4, 2], 0.5, 1)
  assert.deepEqual([...kept].flatMap((each, index) => (each ? [index] : [])), [13, 14, 15, 16])
  stroke(kept, 6, [4, 2], [4, 2], 0.5, 0)
  assert.deepEqual([...kept].flatMap((each, index) => (each ? [index] : [])), [13, 14, 15])
})

test("all else is what lies beyond the radius of every point's way", () => {
  const kept = allElse([{ x: 2, y: 2, toX: 4, toY: 2 }], 8, 1)
  assert.equal(kept[2 * 8 + 3], 0)
  assert.equal(kept[2 * 8 + 6], 0)
  assert.equal(kept[2 * 8 + 7], 1)
  assert.equal(kept[5 * 8 + 3], 1)
})

test("bits begin with the highest of each byte, and nothing kept is null", () => {
  assert.equal(packedBits(new Uint8Array(16)), null)
  assert.equal(packedBits(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 0, 1)), btoa(String.fromCharCode(0b10000001, 0b01000000)))
})

test("a step is read as the server writes it", () => {
  const message = new ArrayBuffer(20 + 8 + 8 + 4)
  new Uint32Array(message, 0, 4).set([7, 3, 46, 1])
  new Float32Array(message, 16).set([1.5, 10, 12, 0.25, -1], 0)
  new Uint8Array(message, 36).set([0, 80, 160, 255])
  const step = readStep(message, { channels: 1, size: 2, latentDim: 2, conditionWidth: 0, numClasses: 0 })
  assert.deepEqual([step.number, step.step, step.steps, step.rest, step.points, [...step.z]], [7, 3, 46, 1.5, [[10, 12]], [0.25, -1]])
  assert.deepEqual([...step.rgba.slice(4, 8)], [80, 80, 80, 255])
})

test("a wish says all that the server needs", () => {
  const wish = { ...snapshot(2), pairs: [{ x: 1, y: 2, toX: 3, toY: 4 }], radius: 8, hold: true }
  assert.deepEqual(JSON.parse(written(5, wish)), { number: 5, z: [2], y: null, handles: [[1, 2, 3, 4]], kept: null, radius: 8, hold: true })
})
