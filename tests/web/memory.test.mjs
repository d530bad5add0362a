import assert from "node:assert/strict"
import { test } from "node:test"
import { Memory } from "../../ui/static/lab/memory.js"
import { unpacked } from "../../ui/static/lab/packed.js"

test("the one that was set longest ago is forgotten first", () => {
  const memory = new Memory(2)
  for (const name of ["a", "b", "a", "c"]) memory.set(name, name.toUpperCase())
  assert.deepEqual(["a", "b", "c"].map((name) => memory.get(name)), ["A", undefined, "C"])
})

test("numbers come out of base64 as little-endian float32", () => {
  const bytes = Buffer.alloc(8)
  bytes.writeFloatLE(1.5, 0)
  bytes.writeFloatLE(-0.25, 4)
  assert.deepEqual([...unpacked(bytes.toString("base64"))], [1.5, -0.25])
})
