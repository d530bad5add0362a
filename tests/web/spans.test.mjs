import assert from "node:assert/strict"
import { test } from "node:test"
import { Plane } from "../../gan_core/web/latent_plane.js"
import { CORNERS, ofDimensions, ofPictures } from "../../gan_core/web/spans.js"

test("the three pictures lie at the three corners", () => {
  const keys = [{ z: [1, 2], y: [1, 0] }, { z: [3, 4], y: [0, 1] }, { z: [5, 7], y: [1, 0] }]
  const plane = new Plane(ofPictures(keys, false), { numClasses: 2 })
  keys.forEach(({ z, y }, index) => {
    assert.deepEqual([...plane.z(...CORNERS[index])], z)
    assert.deepEqual([...plane.label(...CORNERS[index])], y)
  })
})

test("pictures without labels span a plane without labels", () => {
  assert.equal(ofPictures([0, 1, 2].map((each) => ({ z: [each], y: null })), true).y, null)
})

test("two numbers go from -3 to 3 and all others stay", () => {
  const plane = new Plane(ofDimensions({ z: [0.5, 1.5, 2.5], y: [0, 1] }, 0, 2), { numClasses: 2 })
  assert.deepEqual([...plane.z(...plane.at(0, 1))], [-3, 1.5, 3])
  assert.deepEqual([...plane.label(2, -1)], [0, 1])
})
