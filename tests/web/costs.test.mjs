import assert from "node:assert/strict"
import { test } from "node:test"
import { Costs } from "../../gan_core/web/costs.js"

test("a halt of the machine does not move the cost of a picture", () => {
  const costs = new Costs()
  for (const ms of [2, 900, 2, 3, 2]) costs.add(ms)
  assert.equal(costs.middle, 2)
})

test("only the latest sixty pictures count", () => {
  const costs = new Costs()
  for (let i = 0; i < 60; i++) costs.add(100)
  for (let i = 0; i < 60; i++) costs.add(1)
  assert.equal(costs.middle, 1)
})

test("a cost is due at once, and then four times a second", () => {
  const costs = new Costs()
  assert.deepEqual([0, 100, 251, 252, 502].map((now) => costs.due(now)), [true, false, true, false, true])
})
