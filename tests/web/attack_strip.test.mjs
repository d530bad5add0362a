import assert from "node:assert/strict"
import { test } from "node:test"
import { beginning, bytes, enlarged, unpacked } from "../../ui/static/attack/strip.js"

const entry = (worked) => ({ worked, sign: "", sentence: "", bars: [] })

test("a perturbation is shown ten times as large around middle grey", () => {
  const pictures = Uint8Array.of(100, 100, 100, 0, /* after */ 100, 105, 95, 30)
  assert.deepEqual([...enlarged(pictures, 2)], [128, 128, 128, 128, 128, 178, 78, 255])
})

test("the slider begins at the first epsilon that works, and an unchanged picture is no attack", () => {
  assert.equal(beginning([true, false, true, true].map(entry)), 2)
  assert.equal(beginning([false, false].map(entry)), 1)
})

test("pictures come in base64 and are as large as they were", () => {
  assert.deepEqual([...bytes(btoa("\x00\x7f\xff"))], [0, 127, 255])
  const told = { pixels: btoa("\x0a\x14"), entries: [entry(false), entry(true)] }
  const strip = unpacked(told, { channels: 1, size: 1 })
  assert.deepEqual([...strip.rgba], [10, 10, 10, 255, 20, 20, 20, 255])
  assert.deepEqual([...strip.moved], [128, 128, 128, 255, 228, 228, 228, 255])
})
