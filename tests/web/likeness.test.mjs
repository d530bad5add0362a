import assert from "node:assert/strict"
import { test } from "node:test"
import { meanPsnr, psnr } from "../../ui/static/lab/likeness.js"

const flat = (value, pictures = 1) => new Uint8Array(4 * pictures).fill(value)

test("a difference of 10 everywhere is 20 log10(255 / 10) dB", () => {
  assert.ok(Math.abs(psnr(flat(100), flat(110), 0, 1) - 28.1308) < 1e-4)
})

test("equal pictures are infinitely alike, and do not count in the mean", () => {
  const one = Uint8Array.of(...flat(100), ...flat(50)), other = Uint8Array.of(...flat(100), ...flat(60))
  assert.equal(psnr(one, other, 0, 1), Infinity)
  assert.ok(Math.abs(meanPsnr(one, other, 2, 1) - 28.1308) < 1e-4)
})
