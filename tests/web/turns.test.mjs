import assert from "node:assert/strict"
import { test } from "node:test"
import { chunkMs, clockStep, rounds, shuffled } from "../../ui/static/lab/turns.js"

test("the clock's step is the smallest one seen", () => {
  let n = 0
  assert.equal(clockStep(() => Math.floor(n++ / 7) * 0.5), 0.5)
})

test("a chunk lasts so long that rounding the clock makes no more than 2 % of it", () => {
  assert.deepEqual([chunkMs(0.005), chunkMs(1)], [1, 50])
})

test("everyone has a turn in every round, and one that measured itself is believed", async () => {
  let now = 0
  const work = (ms) => async () => {
    now += ms
  }
  const told = async () => {
    now += 5
    return 0.5
  }
  const found = []
  for await (const each of rounds({ a: work(3), b: work(6), told }, { count: 4, clock: () => now })) found.push(each)
  assert.deepEqual(found, [null, null, null, ...Array(4).fill({ a: 3, b: 6, told: 0.5 })])
})

test("a halt of the machine spoils one chunk and not the turn", async () => {
  let now = 0, calls = 0
  const work = async () => {
    now += calls++ % 40 === 39 ? 500 : 2
  }
  for await (const each of rounds({ work }, { count: 1, clock: () => now })) if (each) assert.equal(each.work, 2)
})

test("all orders come equally often", () => {
  let state = 1
  const random = () => {
    state = (state * 48271) % 2147483647
    return state / 2147483647
  }
  const found = {}
  for (let i = 0; i < 6000; i++) {
    const order = shuffled([1, 2, 3], random).join("")
    found[order] = (found[order] ?? 0) + 1
  }
  assert.equal(Object.keys(found).length, 6)
  for (const each of Object.values(found)) assert.ok(Math.abs(each - 1000) < 200, `${each} of 6000`) // seven deviations
})
