import assert from "node:assert/strict"
import { test } from "node:test"
import { Plane, joined, joinedKeys, length } from "../../gan_core/web/latent_plane.js"

const FLAT = { origin: [1, 0, 0], along: [[1, 0, 0], [0, 2, 0]], low: [-1, -2], high: [3, 2] }
const PLAIN = { numClasses: 0 }
const close = (found, wanted) => found.forEach((each, i) => assert.ok(Math.abs(each - wanted[i]) < 1e-6, `${[...found]} is not ${wanted}`))

test("a latent is the origin and so much of both ways", () => {
  close(new Plane(FLAT, PLAIN).z(0.5, -1), [1.5, -2, 0])
})

test("a plane that keeps lengths gives latents as long as its corners say", () => {
  const plane = new Plane({ origin: [3, 0], along: [[-3, 3], [-3, -3]], low: [0, 0], high: [1, 1], keep: true }, PLAIN)
  for (const [u, v] of [[0.5, 0], [0, 0.5], [0.3, 0.3], [1, 0]]) assert.ok(Math.abs(length(plane.z(u, v)) - 3) < 1e-5)
  close(plane.z(0, 0), [3, 0])
})

test("without keeping, the middle of two latents is shorter than they are", () => {
  const plane = new Plane({ origin: [3, 0], along: [[-3, 3], [-3, -3]], low: [0, 0], high: [1, 1] }, PLAIN)
  assert.ok(Math.abs(length(plane.z(0.5, 0)) - 3 / Math.SQRT2) < 1e-5)
})

test("label weights are never negative and sum to one", () => {
  const plane = new Plane({ ...FLAT, y: { origin: [1, 0, 0], along: [[-1, 1, 0], [-1, 0, 1]] } }, { numClasses: 3 })
  close(plane.label(0.25, 0.25), [0.5, 0.25, 0.25])
  const beyond = plane.label(1.5, 0)
  close(beyond, [0, 1, 0])
  assert.equal(new Plane(FLAT, PLAIN).label(0, 0), null)
})

test("what is no class is a row of any numbers, told as it is", () => {
  const plane = new Plane({ ...FLAT, y: { origin: [2, -3], along: [[-4, 1], [0, 0]] } }, PLAIN)
  close(plane.label(0.5, 1), [0, -2.5])
  close(plane.label(1, 0), [-2, -2])
})

test("shares and places on the plane are each other's inverse", () => {
  const plane = new Plane(FLAT, PLAIN)
  assert.deepEqual(plane.at(0, 0), [-1, -2])
  assert.deepEqual(plane.at(1, 1), [3, 2])
  close(plane.share(...plane.at(0.3, 0.8)), [0.3, 0.8])
})

test("a grid goes row by row from the upper left", () => {
  const plane = new Plane({ ...FLAT, low: [0, 0], high: [4, 4] }, PLAIN)
  assert.deepEqual(plane.grid(2), [[1, 3], [3, 3], [1, 1], [3, 1]])
})

test("all latents of places are one array, and their labels where there are any", () => {
  const plane = new Plane(FLAT, PLAIN)
  const { z, y } = plane.all([[0, 0], [1, 1]])
  assert.deepEqual([...z], [1, 0, 0, 2, 2, 0])
  assert.equal(y, null)
})

test("short arrays are joined in order", () => {
  assert.deepEqual([...joined([Float32Array.of(1, 2), Float32Array.of(3, 4)])], [1, 2, 3, 4])
  assert.equal(joined([]).length, 0)
  const keys = [{ z: Float32Array.of(1), y: Float32Array.of(0, 1) }, { z: Float32Array.of(2), y: Float32Array.of(1, 0) }]
  assert.deepEqual(joinedKeys(keys), { z: Float32Array.of(1, 2), y: Float32Array.of(0, 1, 1, 0) })
  assert.equal(joinedKeys([{ z: Float32Array.of(1), y: null }]).y, null)
})
