// A plane of latent space: z(u, v) = origin + u * along[0] + v * along[1], and a label's weights in the same way.

const length = (z) => Math.hypot(...z)
const blend = (origin, a, b, u, v) => Float32Array.from(origin, (start, i) => start + u * a[i] + v * b[i])

/** A plane as Python describes it: origin, along: [a, b], and, where there are labels, y: {origin, along}. */
export class Plane {
  constructor({ origin, along, y = null, low, high, keep = false }) {
    Object.assign(this, { origin, along, y, low, high, keep })
    const ends = along.map((way) => length(blend(origin, way, way, 1, 0)))
    this.lengths = [length(origin), ...ends]
  }

  /** The latent at (u, v). With `keep` as long as the three corners say: a mean of latents is shorter than they are. */
  z(u, v) {
    const found = blend(this.origin, ...this.along, u, v)
    if (!this.keep) return found
    const [a, b, c] = this.lengths, now = length(found)
    const wanted = Math.max(Math.min(a, b, c) / 2, a + u * (b - a) + v * (c - a))
    return now < 1e-9 ? found : found.map((value) => (value * wanted) / now)
  }

  /** The label's weights at (u, v), none below 0 and summing to 1; null without labels. */
  label(u, v) {
    if (!this.y) return null
    const found = blend(this.y.origin, ...this.y.along, u, v).map((weight) => Math.max(0, weight))
    const sum = found.reduce((a, b) => a + b, 0)
    return sum > 0 ? found.map((weight) => weight / sum) : Float32Array.from(this.y.origin)
  }

  /** Shares (0 to 1, from the lower left) to (u, v), and back. */
  at = (x, y) => [this.low[0] + x * (this.high[0] - this.low[0]), this.low[1] + y * (this.high[1] - this.low[1])]
  share = (u, v) => [(u - this.low[0]) / (this.high[0] - this.low[0]), (v - this.low[1]) / (this.high[1] - this.low[1])]

  /** The latents of num x num places, row by row from the upper left, as two flat arrays. */
  grid(num) {
    const z = [], y = []
    for (let row = 0; row < num; row++)
      for (let column = 0; column < num; column++) {
        const place = this.at((column + 0.5) / num, 1 - (row + 0.5) / num)
        z.push(this.z(...place))
        if (this.y) y.push(this.label(...place))
      }
    return { z, y }
  }
}

/** Several short arrays as one long one. */
export function joined(arrays) {
  const all = new Float32Array(arrays.length * (arrays[0]?.length ?? 0))
  arrays.forEach((each, index) => all.set(each, index * each.length))
  return all
}
