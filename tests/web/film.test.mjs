import assert from "node:assert/strict"
import { test } from "node:test"
import { Reel, roughFirst } from "../../ui/static/lab/reel.js"

test("a film is decoded roughly first", () => {
  assert.deepEqual(roughFirst(10), [0, 8, 4, 2, 6, 1, 3, 5, 7, 9])
  assert.deepEqual(roughFirst(1), [0])
})

test("every frame is asked for once, those wanted most first, each with its own latent", async () => {
  globalThis.ImageData ??= class {
    constructor(data) {
      this.data = data
    }
  }
  const asked = []
  const decode = async (z, _, count) => {
    asked.push(...z)
    return { rgba: new Uint8ClampedArray(4 * count), ms: count }
  }
  const latents = { z: Float32Array.from({ length: 20 }, (_, i) => i), y: null, count: 20 }
  await new Promise((resolve) => {
    const heard = { came: () => {}, done: resolve, failed: (error) => assert.fail(error) }
    new Reel({ decode }, { channels: 1, size: 1, latentDim: 1, conditionWidth: 0, numClasses: 0 }, latents, [19, 7], heard)
  })
  assert.deepEqual(asked.slice(0, 2), [19, 7])
  assert.deepEqual([...asked].sort((a, b) => a - b), [...latents.z])
})
