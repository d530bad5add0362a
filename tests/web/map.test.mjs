import assert from "node:assert/strict"
import { test } from "node:test"
import { Camera } from "../../ui/static/lab/camera.js"
import { Scatter } from "../../ui/static/lab/scatter.js"

test("zooming keeps what is under the pointer where it is, as far as the map allows", () => {
  const camera = new Camera({ u: 0, v: 0, width: 4 })
  camera.side = 400
  camera.pan(30, 20)
  const before = camera.toMap(120, 310)
  assert.ok(camera.zoomAt(120, 310, 2))
  camera.toMap(120, 310).forEach((each, i) => assert.ok(Math.abs(each - before[i]) < 1e-9))
})

test("zooming ends at the ends of its way", () => {
  const camera = new Camera({ u: 0, v: 0, width: 4 })
  assert.ok(camera.zoomAt(0, 0, 99))
  assert.equal(camera.zoom, 6)
  assert.ok(!camera.zoomAt(0, 0, 1))
})

test("the screen's middle is the camera's place, and up is up", () => {
  const camera = new Camera({ u: 1, v: 2, width: 4 })
  camera.side = 400
  assert.deepEqual(camera.toMap(200, 200), [1, 2])
  assert.deepEqual(camera.toScreen(1, 3), [200, 100])
})

test("the nearest dot is the one that a search of all finds", () => {
  const at = Float32Array.from({ length: 600 }, (_, i) => Math.sin(i * i)), scatter = new Scatter(at, null, [])
  const far = (i, u, v) => (at[2 * i] - u) ** 2 + (at[2 * i + 1] - v) ** 2
  const slow = (u, v) => {
    let best = 0.3 ** 2, found = -1
    for (let i = 0; i < 300; i++) if (far(i, u, v) <= best) [best, found] = [far(i, u, v), i]
    return found
  }
  const places = Array.from({ length: 50 }, (_, k) => [Math.cos(k) * 1.3, Math.sin(3 * k) * 1.3])
  const found = places.map(([u, v]) => scatter.nearest(u, v, 0.3))
  assert.deepEqual(found, places.map(([u, v]) => slow(u, v)))
  assert.ok(found.includes(-1) && found.some((each) => each >= 0))
})

test("a hidden group is not found", () => {
  const scatter = new Scatter(Float32Array.of(0, 0, 1, 1), [0, 1], [])
  assert.equal(scatter.nearest(0.1, 0.1, 5), 0)
  scatter.hidden.add(0)
  assert.equal(scatter.nearest(0.1, 0.1, 5), 1)
})
