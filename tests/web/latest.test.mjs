import assert from "node:assert/strict"
import { test } from "node:test"
import { latest } from "../../gan_core/web/latest.js"

const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A decoder whose pictures come when they are let go. */
function held() {
  const asked = []
  return { asked, decode: (z) => new Promise((resolve, reject) => asked.push({ z, resolve: () => resolve({ rgba: z }), reject })) }
}

test("what was wished for while a picture is drawn is dropped, but for the newest", async () => {
  const decoder = held(), drawn = []
  const { wish } = latest(decoder, ({ rgba }) => drawn.push(rgba))
  for (const each of [1, 2, 3, 4]) wish(each, null)
  assert.deepEqual(decoder.asked.map(({ z }) => z), [1])
  decoder.asked[0].resolve()
  await soon()
  assert.deepEqual(decoder.asked.map(({ z }) => z), [1, 4])
  decoder.asked[1].resolve()
  await soon()
  assert.deepEqual(drawn, [1, 4])
})

test("a failure is told and the next wish is drawn", async () => {
  const decoder = held(), failures = []
  const { wish } = latest(decoder, () => {}, (error) => failures.push(error.message))
  wish(1, null)
  decoder.asked[0].reject(new Error("gone"))
  await soon()
  wish(2, null)
  assert.deepEqual([failures, decoder.asked.length], [["gone"], 2])
})

test("nothing is drawn after the close", async () => {
  const decoder = held(), drawn = []
  const { wish, close } = latest(decoder, (found) => drawn.push(found))
  wish(1, null)
  close()
  decoder.asked[0].resolve()
  await soon()
  assert.deepEqual(drawn, [])
})
