// A plane of latent space: z(u, v) = origin + u * along[0] + v * along[1], and what the model is told in the same way.

/** @import { Shape } from "./decoder.js" */
/** @typedef {ArrayLike<number>} Numbers */
/** @typedef {[number, number]} Point */
/** @typedef {{ origin: Numbers, along: [Numbers, Numbers] }} Span */
/**
 * A plane as Python describes it; y where the model is told something; low and high are the corners of what is shown.
 * @typedef {Span & { y?: Span | null, low: Point, high: Point, keep?: boolean }} PlaneData
 */

/** @param {Iterable<number>} z */
export const length = (z) => Math.hypot(...z)

/**
 * @param {Span} span
 * @param {number} u
 * @param {number} v
 */
const blend = ({ origin, along: [a, b] }, u, v) => Float32Array.from(origin, (start, i) => start + u * a[i] + v * b[i])

export class Plane {
  /**
   * @param {PlaneData} data
   * @param {Pick<Shape, "numClasses">} shape of the model
   */
  constructor({ origin, along, y = null, low, high, keep = false }, { numClasses }) {
    this.numClasses = numClasses
    this.span = { origin, along }
    this.y = y
    this.low = low
    this.high = high
    this.keep = keep
    this.lengths = [this.blended(0, 0), this.blended(1, 0), this.blended(0, 1)].map(length)
  }

  /**
   * @param {number} u
   * @param {number} v
   */
  blended(u, v) {
    return blend(this.span, u, v)
  }

  /**
   * The latent at (u, v). With `keep` as long as the three corners say: a mean of latents is shorter than they are.
   * @param {number} u
   * @param {number} v
   */
  z(u, v) {
    const found = this.blended(u, v)
    if (!this.keep) return found
    const [a, b, c] = this.lengths, now = length(found)
    const wanted = Math.max(Math.min(a, b, c) / 2, a + u * (b - a) + v * (c - a))
    return now < 1e-9 ? found : found.map((value) => (value * wanted) / now)
  }

  /**
   * What the model is told at (u, v); null where nothing. Weights of classes are none below 0 and sum to 1.
   * @param {number} u
   * @param {number} v
   */
  label(u, v) {
    if (!this.y) return null
    if (!this.numClasses) return blend(this.y, u, v)
    const found = blend(this.y, u, v).map((weight) => Math.max(0, weight))
    const sum = found.reduce((a, b) => a + b, 0)
    return sum > 0 ? found.map((weight) => weight / sum) : Float32Array.from(this.y.origin)
  }

  /**
   * Shares (0 to 1, from the lower left) to (u, v).
   * @param {number} x
   * @param {number} y
   * @returns {Point}
   */
  at(x, y) {
    return [this.low[0] + x * (this.high[0] - this.low[0]), this.low[1] + y * (this.high[1] - this.low[1])]
  }

  /**
   * (u, v) to shares.
   * @param {number} u
   * @param {number} v
   * @returns {Point}
   */
  share(u, v) {
    return [(u - this.low[0]) / (this.high[0] - this.low[0]), (v - this.low[1]) / (this.high[1] - this.low[1])]
  }

  /**
   * The latents and labels of these places (u, v), as `decode` takes them.
   * @param {Point[]} places
   */
  all(places) {
    const labels = this.y ? places.map(([u, v]) => /** @type {Float32Array} */ (this.label(u, v))) : null
    return { z: joined(places.map(([u, v]) => this.z(u, v))), y: labels && joined(labels) }
  }

  /**
   * num x num places in (u, v), row by row from the upper left.
   * @param {number} num
   */
  grid(num) {
    return Array.from({ length: num * num }, (_, i) => this.at(((i % num) + 0.5) / num, 1 - (Math.floor(i / num) + 0.5) / num))
  }
}

/**
 * Several short arrays as one long one.
 * @param {Float32Array[]} arrays
 */
export function joined(arrays) {
  const all = new Float32Array(arrays.length * (arrays[0]?.length ?? 0))
  arrays.forEach((each, index) => all.set(each, index * each.length))
  return all
}

/**
 * The latents and labels of pictures, as `decode` takes them.
 * @param {{ z: Float32Array, y: Float32Array | null }[]} keys
 */
export function joinedKeys(keys) {
  const labels = keys.flatMap(({ y }) => (y ? [y] : []))
  return { z: joined(keys.map(({ z }) => z)), y: labels.length ? joined(labels) : null }
}
