// What there is to learn: distributions in the plane whose every part is known, points of one's own, and small digits.
//
// The plane's data lie in the square from -1.5 to 1.5. `sample` draws from the distribution itself; a mixture knows its
// centres and its width, so that modes can be counted and the true density is exact.
import { cos, sin } from "./maths.js"
import { Random } from "./random.js"

/**
 * @typedef {{
 *   name: string, title: string, about: string, dim: number, size: number, values: Float32Array,
 *   centres: number[][] | null, sigma: number, labels: Uint8Array | null,
 * }} DataSet `values` holds `size` rows of `dim` numbers, `labels` what is drawn on each (digits only)
 */

export const VIEW = 1.6
const NUM_POINTS = 2000
const { PI, SQRT1_2 } = Math
const H = SQRT1_2

/** @typedef {{ title: string, about: string, centres?: number[][], sigma?: number, draw?: (rng: Random) => [number, number] }} Source */

/** @type {number[][]} */
const GRID = []
for (let i = -2; i <= 2; i++) for (let j = -2; j <= 2; j++) GRID.push([0.55 * i, 0.55 * j])

/** @type {Record<string, Source>} */
export const SOURCES = {
  ring: {
    title: "Ring of eight",
    about: "Eight small clouds on a circle: you see at once which ones are missing.",
    centres: [[1, 0], [H, H], [0, 1], [-H, H], [-1, 0], [-H, -H], [0, -1], [H, -H]],
    sigma: 0.05,
  },
  two: { title: "Two clouds", about: "Two modes: the smallest data set on which a game can collapse.", centres: [[-0.7, -0.35], [0.7, 0.35]], sigma: 0.18 },
  three: {
    title: "Uneven three",
    about: "Three clouds at uneven distances: which will get fakes first?",
    centres: [[-0.9, 0.7], [-0.35, 0.9], [0.8, -0.7]],
    sigma: 0.1,
  },
  grid: { title: "Grid of 25", about: "Twenty-five clouds, five by five: so many that a few missing ones are easily overlooked.", centres: GRID, sigma: 0.04 },
  one: { title: "One cloud", about: "A single Gaussian: the easiest data set of all.", centres: [[0.3, 0.2]], sigma: 0.3 },
  line: { title: "Line", about: "A slanted line, the first example of GAN courses.", draw: (rng) => {
    const t = 2 * rng.uniform() - 1
    return [t + 0.03 * rng.normal(), 0.6 * t + 0.03 * rng.normal()]
  } },
  circle: { title: "Circle", about: "A circle: a single piece of noise has to be bent until its ends meet.", draw: (rng) => {
    const turn = 2 * PI * rng.uniform()
    const r = 1 + 0.04 * rng.normal()
    return [r * cos(turn), r * sin(turn)]
  } },
  moons: { title: "Two moons", about: "Two interlocking half moons.", draw: (rng) => {
    const upper = rng.uniform() < 0.5
    const turn = PI * rng.uniform()
    const [x, y] = upper ? [cos(turn) - 0.5, sin(turn) - 0.25] : [0.5 - cos(turn), 0.25 - sin(turn)]
    return [0.85 * x + 0.05 * rng.normal(), 0.85 * y + 0.05 * rng.normal()]
  } },
  spiral: { title: "Spiral", about: "One long, rolled-up curve.", draw: (rng) => {
    const t = Math.sqrt(rng.uniform())
    const turn = 3 * PI * t
    return [1.15 * t * cos(turn) + 0.03 * rng.normal(), 1.15 * t * sin(turn) + 0.03 * rng.normal()]
  } },
}

/** One draw from a source. @param {Source} source @param {Random} rng @returns {[number, number]} */
export function drawPoint(source, rng) {
  if (source.draw) return source.draw(rng)
  const centre = /** @type {number[][]} */ (source.centres)[rng.below(/** @type {number[][]} */ (source.centres).length)]
  const sigma = source.sigma ?? 0
  return [centre[0] + sigma * rng.normal(), centre[1] + sigma * rng.normal()]
}

/** The data set `name` of SOURCES, always the same points. @param {string} name @param {number} [size] @returns {DataSet} */
export function madeData(name, size = NUM_POINTS) {
  const source = SOURCES[name]
  const rng = new Random(1, 77)
  const values = new Float32Array(2 * size)
  for (let i = 0; i < size; i++) values.set(drawPoint(source, rng), 2 * i)
  const { title, about, centres = null, sigma = 0 } = source
  return { name, title, about, dim: 2, size, values, centres, sigma, labels: null }
}

/** Points of the visitor's own. @param {string} name @param {Float32Array} values x and y in turns, within the view @returns {DataSet} */
export function ownData(name, values) {
  const title = name === "drawn" ? "Your drawing" : "Your table"
  return { name, title, about: "Your own points.", dim: 2, size: values.length / 2, values, centres: null, sigma: 0, labels: null }
}

/**
 * The handwritten digits, 8x8, in [-1, 1]. `packed` has 65 bytes a picture: 64 values from 0 to 16, then the label.
 * @param {Uint8Array} packed @returns {DataSet}
 */
export function digitData(packed) {
  const size = packed.length / 65
  const values = new Float32Array(64 * size)
  const labels = new Uint8Array(size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < 64; k++) values[64 * i + k] = packed[65 * i + k] / 8 - 1
    labels[i] = packed[65 * i + 64]
  }
  const about = "1,797 digits written by 43 people, eight by eight pixels."
  return { name: "digits", title: "Handwritten digits", about, dim: 64, size, values, centres: null, sigma: 0, labels }
}
