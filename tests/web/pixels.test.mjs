import assert from "node:assert/strict"
import { test } from "node:test"
import { toRgba } from "../../gan_core/web/pixels.js"

test("floats from -1 to 1 become bytes from 0 to 255, and what lies beyond is cut off", () => {
  const rgba = toRgba(Float32Array.of(-1, 1, 0, 3), 1, { channels: 1, size: 2 })
  assert.deepEqual([...rgba].filter((_, i) => i % 4 === 0), [0, 255, 128, 255])
})

test("one channel is grey and all is opaque", () => {
  assert.deepEqual([...toRgba(Uint8Array.of(7), 1, { channels: 1, size: 1 })], [7, 7, 7, 255])
})

test("planes of colour are set side by side, picture after picture", () => {
  const rgba = toRgba(Uint8Array.of(1, 2, 3, 4, 5, 6), 2, { channels: 3, size: 1 })
  assert.deepEqual([...rgba], [1, 2, 3, 255, 4, 5, 6, 255])
})
