// What a visitor can span a plane with: three pictures, or two numbers of a latent. Both as a Plane takes them.

/** @import { Numbers, PlaneData, Point } from "./latent_plane.js" */
/** @typedef {{ z: Numbers, y: Numbers | null }} AnyKey */

/** @type {[Point, Point, Point]} where the three pictures lie, in the plane's own u and v */
export const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
]
const BEYOND = 0.25, REACH = 3

/**
 * From one to the other.
 * @param {Numbers} from
 * @param {Numbers} to
 */
const way = (from, to) => Array.from(to, (value, i) => value - from[i])

/**
 * @param {Numbers} a
 * @param {Numbers} b
 * @param {Numbers} c
 * @returns {import("./latent_plane.js").Span}
 */
const through = (a, b, c) => ({ origin: a, along: [way(a, b), way(a, c)] })

/**
 * Through three keys. With `keep` latents stay as long as the keys are.
 * @param {AnyKey[]} keys
 * @param {boolean} keep
 * @returns {PlaneData}
 */
export function ofPictures([a, b, c], keep) {
  return {
    ...through(a.z, b.z, c.z),
    y: a.y && b.y && c.y ? through(a.y, b.y, c.y) : null,
    low: [-BEYOND, -BEYOND],
    high: [1 + BEYOND, 1 + BEYOND],
    keep,
  }
}

/**
 * The numbers `first` and `second` of the key's latent from -3 to 3; all others stay as they are.
 * @param {AnyKey} key
 * @param {number} first
 * @param {number} second
 * @returns {PlaneData}
 */
export function ofDimensions({ z, y }, first, second) {
  /** @param {number} dim */
  const axis = (dim) => Array.from(z, (_, i) => Number(i === dim))
  const still = y ? Array.from(y, () => 0) : []
  return {
    origin: Array.from(z, (value, i) => (i === first || i === second ? 0 : value)),
    along: [axis(first), axis(second)],
    y: y ? { origin: y, along: [still, still] } : null,
    low: [-REACH, -REACH],
    high: [REACH, REACH],
  }
}
