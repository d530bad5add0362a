// How good the fakes are, in figures: modes found, points on modes, KL and JS; and the best D that there could be.
import { VIEW } from "./data.js"
import { exp, log } from "./maths.js"
import { outside } from "./outside.js"

/** @typedef {import("./data.js").DataSet} DataSet */

export const LATTICE = 40
/** Both densities are smoothed by so much before they are compared: a finite sample has none of its own. */
export const SMOOTHING = 0.08
const REACH = 3
/** A mode that gets less than this part of its share of the fakes is not found: a few strays are everywhere. */
const FOUND = 0.2

/** The middles of LATTICE x LATTICE cells over the view, x and y in turns, row by row from the bottom. @param {number} [side] */
export function lattice(side = LATTICE) {
  const places = new Float32Array(2 * side * side)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      places[2 * (row * side + column)] = VIEW * ((2 * column + 1) / side - 1)
      places[2 * (row * side + column) + 1] = VIEW * ((2 * row + 1) / side - 1)
    }
  }
  return places
}

/**
 * The mean of Gaussians of width h at `count` points, at the middle of each cell of the lattice.
 * @param {ArrayLike<number>} points x and y in turns @param {number} count @param {number} h
 */
export function latticeDensity(points, count, h) {
  const out = new Float64Array(LATTICE * LATTICE)
  const cell = (2 * VIEW) / LATTICE
  const reach = Math.ceil((4.5 * h) / cell)
  const [by, scale] = [-1 / (2 * h * h), 1 / (count * 2 * Math.PI * h * h)]
  const across = new Float64Array(2 * reach + 1)
  for (let i = 0; i < count; i++) {
    const [x, y] = [points[2 * i], points[2 * i + 1]]
    const [column, row] = [Math.floor((x + VIEW) / cell), Math.floor((y + VIEW) / cell)]
    for (let k = -reach; k <= reach; k++) across[k + reach] = exp(by * ((column + k + 0.5) * cell - VIEW - x) ** 2)
    for (let r = Math.max(0, row - reach); r <= Math.min(LATTICE - 1, row + reach); r++) {
      const up = scale * exp(by * ((r + 0.5) * cell - VIEW - y) ** 2)
      for (let k = Math.max(-reach, -column); k <= Math.min(reach, LATTICE - 1 - column); k++) {
        out[r * LATTICE + column + k] += up * across[k + reach]
      }
    }
  }
  return out
}

/**
 * The density of a data set smoothed by a Gaussian of width h over the lattice. Exact for a mixture, whose own width
 * grows by h; for all else a kernel estimate from its points.
 * @param {DataSet} data @param {number} h
 */
export function dataDensity(data, h) {
  if (!data.centres) return latticeDensity(data.values, data.size, h)
  return latticeDensity(data.centres.flat(), data.centres.length, Math.sqrt(data.sigma ** 2 + h * h))
}

/**
 * Fakes counted to the nearest mode if within 3 sigma of it, as gan_core does (Srivastava et al. 2017). `covered` is
 * gan_core's count, of modes with at least one; `numFound` is that of modes that get a part of their share.
 * @param {Float32Array} points x and y in turns @param {number[][]} centres @param {number} sigma
 */
export function modes(points, centres, sigma) {
  const counts = new Array(centres.length).fill(0)
  for (let i = 0; i < points.length; i += 2) {
    let [best, square] = [0, Infinity]
    centres.forEach(([x, y], index) => {
      const far = (points[i] - x) ** 2 + (points[i + 1] - y) ** 2
      if (far < square) [best, square] = [index, far]
    })
    if (square <= (REACH * sigma) ** 2) counts[best]++
  }
  const on = counts.reduce((sum, count) => sum + count, 0)
  const share = points.length / 2 / centres.length
  const found = counts.map((count) => count >= FOUND * share)
  return { counts, found, numFound: found.filter(Boolean).length, covered: counts.filter(Boolean).length, onModes: on / (points.length / 2) }
}

/** The standard deviation of points round their middle. @param {Float32Array} points x and y in turns */
export function spread(points) {
  const count = points.length / 2
  const middle = [0, 0]
  for (let i = 0; i < points.length; i++) middle[i % 2] += points[i] / count
  let sum = 0
  for (let i = 0; i < points.length; i++) sum += (points[i] - middle[i % 2]) ** 2 / count
  return Math.sqrt(sum)
}

/** The share of a perfect sample in the plane that lies within 3 sigma: 1 - e^(-9/2). */
export const PERFECT_ON_MODES = 0.98889

/** sum p log(p / q) of two histograms that each sum to 1, nats. @param {Float64Array} p @param {Float64Array} q */
export function klDivergence(p, q) {
  let sum = 0
  for (let i = 0; i < p.length; i++) if (p[i] > 0) sum += p[i] * log(p[i] / q[i])
  return Math.max(0, sum)
}

/** The Jensen-Shannon divergence, 0 to log 2 nats. @param {Float64Array} p @param {Float64Array} q */
export function jsDivergence(p, q) {
  const middle = p.map((value, index) => (value + q[index]) / 2)
  return (klDivergence(p, middle) + klDivergence(q, middle)) / 2
}

/** The picture of the optimal D has so many cells a side for each of the lattice's: a ratio is steeper than its densities. */
const FINE = 3
export const BEST_SIDE = FINE * LATTICE
/** Where both densities are well below this, the optimal D is drawn as unsure: nothing is there to be told apart. */
const NOTHING = 0.01

/** p / (p + q), 0 to 255, over BEST_SIDE x BEST_SIDE cells, from densities over the lattice. @param {Float64Array} p @param {Float64Array} q */
function optimalD(p, q) {
  const out = new Uint8Array(BEST_SIDE * BEST_SIDE)
  const near = Array.from({ length: BEST_SIDE }, (_, index) => {
    const at = Math.max(0, Math.min(LATTICE - 1, (index + 0.5) / FINE - 0.5))
    const low = Math.min(LATTICE - 2, Math.floor(at))
    return [low, at - low]
  })
  for (let row = 0; row < BEST_SIDE; row++) {
    const [r, up] = near[row]
    for (let column = 0; column < BEST_SIDE; column++) {
      const [c, across] = near[column]
      const at = r * LATTICE + c
      const [w00, w01, w10, w11] = [(1 - up) * (1 - across), (1 - up) * across, up * (1 - across), up * across]
      const real = w00 * p[at] + w01 * p[at + 1] + w10 * p[at + LATTICE] + w11 * p[at + LATTICE + 1]
      const fake = w00 * q[at] + w01 * q[at + 1] + w10 * q[at + LATTICE] + w11 * q[at + LATTICE + 1]
      out[row * BEST_SIDE + column] = Math.round((255 * (real + NOTHING / 2)) / (real + fake + NOTHING))
    }
  }
  return out
}

/** Scaled so that it sums to 1; nothing lies outside the lattice then. @param {Float64Array} values */
function normalised(values) {
  const sum = values.reduce((total, value) => total + value, 0)
  return sum > 0 ? values.map((value) => value / sum) : values
}

/** Measures the fakes of one game against its data. */
export class Ruler {
  /** @param {DataSet} data */
  constructor(data) {
    this.data = data
    this.scale = ((2 * VIEW) / LATTICE) ** 2 // from density to the mass of a cell
    this.raw = dataDensity(data, SMOOTHING)
    this.realSpread = spread(data.values)
    /** @type {Map<number, { floor: number, klFloor: number }>} what so many real points get: nothing can do better but by luck */
    this.floors = new Map()
  }

  /** @param {Float32Array} fakes x and y in turns */
  measure(fakes) {
    const { data } = this
    const q = latticeDensity(fakes, fakes.length / 2, SMOOTHING)
    const inside = Math.min(1, q.reduce((sum, value) => sum + value, 0) * this.scale)
    const apart = this.#apart(q, inside)
    const found = data.centres ? modes(fakes, data.centres, data.sigma) : null
    return { ...apart, spread: spread(fakes) / this.realSpread, ...this.#floor(fakes.length / 2), best: optimalD(this.raw, q), modes: found, outside: outside(fakes) }
  }

  /** KL and JS, with all fakes beyond the lattice in one more cell, where the data have next to none. @param {Float64Array} q @param {number} inside */
  #apart(q, inside) {
    const size = q.length
    const [p, made] = [new Float64Array(size + 1), new Float64Array(size + 1)]
    const tiny = 1e-9
    const beyond = Math.max(0, 1 - this.raw.reduce((sum, value) => sum + value, 0) * this.scale)
    for (let i = 0; i < size; i++) {
      p[i] = this.raw[i] * this.scale + tiny
      made[i] = q[i] * this.scale + tiny
    }
    p[size] = beyond + tiny
    made[size] = 1 - inside + tiny
    const [ps, qs] = [normalised(p), normalised(made)]
    return { kl: klDivergence(ps, qs), js: jsDivergence(ps, qs) }
  }

  /** JS and KL of so many real points. @param {number} count @returns {{ floor: number, klFloor: number }} */
  #floor(count) {
    let found = this.floors.get(count)
    if (!found) {
      const { values, size } = this.data
      const some = new Float32Array(2 * count)
      for (let i = 0; i < count; i++) some.set(values.subarray(2 * (i % size), 2 * (i % size) + 2), 2 * i)
      const q = latticeDensity(some, count, SMOOTHING)
      const { js, kl } = this.#apart(q, Math.min(1, q.reduce((sum, value) => sum + value, 0) * this.scale))
      found = { floor: js, klFloor: kl }
      this.floors.set(count, found)
    }
    return found
  }
}
