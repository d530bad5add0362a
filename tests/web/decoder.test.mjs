import assert from "node:assert/strict"
import { test } from "node:test"
import { inTurn, labelsInTurn, oneHot } from "../../gan_core/web/decoder.js"

test("work is done one after another, in the order asked for", async () => {
  const queue = inTurn(), told = []
  const work = (name) => async () => {
    told.push(`${name} begins`)
    await new Promise((resolve) => setTimeout(resolve))
    told.push(`${name} ends`)
    return name
  }
  assert.deepEqual(await Promise.all([queue(work("a")), queue(work("b"))]), ["a", "b"])
  assert.deepEqual(told, ["a begins", "a ends", "b begins", "b ends"])
})

test("a failure reaches who asked and does not keep the next from its turn", async () => {
  const queue = inTurn()
  const failed = queue(() => Promise.reject(new Error("no")))
  const next = queue(async () => 2)
  await assert.rejects(failed, /no/)
  assert.equal(await next, 2)
})

test("labels go in turn, class after class", () => {
  assert.deepEqual([...labelsInTurn(4, 3)], [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])
  assert.deepEqual([...oneHot(1, 3)], [0, 1, 0])
})
