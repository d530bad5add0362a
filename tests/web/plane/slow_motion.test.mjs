// Slow motion without a browser: when a move is told, makes its update, and is taken back.
import assert from "node:assert/strict"
import { test } from "node:test"
import { defaults } from "../../../gan_core/web/plane/settings.js"
import { readingMs, SlowMotion } from "../../../gan_core/web/plane/slow_motion.js"

globalThis.document = { createElement: () => ({ append() {}, addEventListener() {}, setAttribute() {} }) }
const settings = defaults()

function started() {
  const slow = new SlowMotion({ light() {} }, { next() {}, back() {} })
  slow.turn(true, settings)
  const after = (share) => slow.tick(slow.since + share * readingMs(slow.words.textContent), settings)
  return { slow, after, told: () => Number.parseInt(slow.words.textContent, 10) }
}

test("a sentence stands a second, and a moment more for each letter", () => {
  assert.equal(readingMs(""), 1000)
  assert.equal(readingMs("x".repeat(100)), 7000)
})

test("the update of D is made while its sentence stands, once", () => {
  const { slow, after, told } = started()
  for (let k = 0; k < 4; k++) assert.equal(after(1.01), null)
  assert.equal(told(), 5)
  assert.deepEqual([after(0.4), after(0.6), after(0.7), after(1.01)], [null, "d", null, null])
  assert.equal(told(), 6)
  for (let k = 0; k < 4; k++) slow.goOn(settings)
  assert.equal(told(), 10)
  assert.equal(slow.goOn(settings), "g") // whoever goes on at once misses no update
  assert.equal(told(), 1)
})

test("going back takes an update back, whether its sentence is past or still stands", () => {
  const { slow, after, told } = started()
  assert.equal(slow.goBack(settings), false)
  for (let k = 0; k < 5; k++) slow.goOn(settings)
  assert.equal(slow.goBack(settings), true)
  assert.equal(told(), 5)
  assert.equal(slow.goBack(settings), false)
  slow.goOn(settings)
  assert.equal(after(0.6), "d")
  assert.equal(slow.goBack(settings), true)
  assert.equal(told(), 4)
})
