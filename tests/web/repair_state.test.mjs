import assert from "node:assert/strict"
import { test } from "node:test"
import { beginning, share } from "../../ui/static/lab/repair_state.js"

const entries = ["damaged", "mse", "adversarial", "original"].map((name) => ({ name }))

test("the slider begins with what was shown before, else with the second network, never with the damaged picture", () => {
  assert.equal(beginning(entries, "mse"), 1)
  assert.equal(beginning(entries, ""), 2)
  assert.equal(beginning(entries, "damaged"), 2)
  assert.equal(beginning(entries.slice(0, 2), ""), 1)
})

test("a pointer beside the picture shows all of it or nothing", () => {
  assert.deepEqual([share(-5, 200), share(50, 200), share(900, 200), share(3, 0)], [0, 25, 100, 0])
})
