import assert from "node:assert/strict"
import { test } from "node:test"
import { newest } from "../../gan_core/web/latest.js"
import { swapped } from "../../gan_core/web/unknown_words.js"
import { between, changed, difference, goneOn, repeated, sum, veil } from "../../ui/static/lab/sentence_numbers.js"
import { Sentences } from "../../ui/static/lab/sentences.js"

const row = (...numbers) => Float32Array.from(numbers)

test("between goes from one embedding to the other", () => {
  assert.deepEqual(between(row(1, 0), row(3, 8), 0), row(1, 0))
  assert.deepEqual(between(row(1, 0), row(3, 8), 0.25), row(1.5, 2))
  assert.deepEqual(between(row(1, 0), row(3, 8), 1), row(3, 8))
})

test("a sum takes the second away and adds the third", () => {
  assert.deepEqual(sum(row(1, 2), row(10, 20), row(100, 200)), row(91, 182))
  assert.deepEqual(repeated(row(1, 2), 3), row(1, 2, 1, 2, 1, 2))
})

test("pixels differ by the mean of their colours, whatever their opacity", () => {
  const a = new Uint8ClampedArray([0, 0, 0, 255, 10, 20, 30, 255])
  const b = new Uint8ClampedArray([255, 255, 255, 0, 10, 20, 183, 255])
  const found = difference(a, b)
  assert.equal(found[0], 1)
  assert.ok(Math.abs(found[1] - 0.2) < 1e-6)
})

test("what does not differ is veiled, what differs much is clear", () => {
  const rgba = veil(row(0, 0.04, 1))
  assert.deepEqual([rgba[3], rgba[7], rgba[11]], [205, 185, 0])
})

test("a word is dropped or swapped in its place", () => {
  assert.equal(changed(["a", "red", "circle"], 1), "a circle")
  assert.equal(changed(["a", "red", "circle"], 1, "blue"), "a blue circle")
})

test("a suggestion finishes a begun word, or goes on with another", () => {
  assert.equal(goneOn("", "a"), "a ")
  assert.equal(goneOn("a ", "red"), "a red ")
  assert.equal(goneOn("a re", "red"), "a red ")
  assert.equal(goneOn("a Re", "red"), "a red ")
  assert.equal(goneOn("a red", "circle"), "a red circle ")
})

test("the nearest known word takes an unknown one's place, however it is written", () => {
  assert.equal(swapped("A (Circel), circels  CIRCEL!", "circel", "circle"), "A circle circels circle")
})

test("a page that reads by itself asks the server no more, until it cannot", async () => {
  const asked = []
  const sentences = new Sentences(async (texts) => {
    asked.push(...texts)
    return texts.map((text) => ({ text, by: "server" }))
  })
  let broken = false
  sentences.readBy({
    read: async (texts) => {
      if (broken) throw new Error("out of memory")
      return texts.map((text) => ({ text, by: "page" }))
    },
  })
  assert.deepEqual(await sentences.read(["a"]), [{ text: "a", by: "page" }])
  assert.deepEqual(asked, [])
  broken = true
  assert.deepEqual(await sentences.read(["b"]), [{ text: "b", by: "server" }])
  broken = false
  assert.deepEqual(await sentences.read(["c"]), [{ text: "c", by: "server" }])
  assert.deepEqual(asked, ["b", "c"])
})

test("what a slow server was asked is read by the page as soon as it can", async () => {
  const sentences = new Sentences(() => new Promise(() => {}))
  const read = sentences.read(["a"])
  sentences.readBy({ read: async (texts) => texts.map((text) => ({ text, by: "page" })) })
  assert.deepEqual(await read, [{ text: "a", by: "page" }])
})

test("a sentence is asked for once, and again after a failure", async () => {
  const asked = []
  let broken = true
  const sentences = new Sentences(async (texts) => {
    asked.push(texts)
    if (broken) throw new Error("away")
    return texts.map((text) => ({ text }))
  })
  await assert.rejects(sentences.read(["a"]), /away/)
  broken = false
  assert.deepEqual(await sentences.read(["a", "b", "a"]), [{ text: "a" }, { text: "b" }, { text: "a" }])
  await sentences.read(["b"])
  assert.deepEqual(asked, [["a"], ["a", "b"]])
})

test("many sentences go in several requests", async () => {
  const asked = []
  const sentences = new Sentences(async (texts) => {
    asked.push(texts.length)
    return texts.map((text) => ({ text }))
  })
  await sentences.read(Array.from({ length: 20 }, (_, index) => String(index)))
  assert.deepEqual(asked, [16, 4])
})

test("wishes in between are dropped, and one that fails does not stop the next", async () => {
  const done = [], failed = []
  let release = () => {}
  const wish = newest(
    async (each) => {
      done.push(each)
      if (each === 1) await new Promise((resolve) => (release = resolve))
      if (each === 3) throw new Error("no")
    },
    (error) => failed.push(error.message),
  )
  wish(1)
  wish(2)
  wish(3)
  release()
  await new Promise((resolve) => setTimeout(resolve, 5))
  wish(4)
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.deepEqual([done, failed], [[1, 3, 4], ["no"]])
})
