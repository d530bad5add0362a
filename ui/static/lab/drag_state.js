// What a drag is made of, without a page: pairs of points, what is kept, and the way back.
import { clamp } from "../../../gan_core/web/numbers.js"

/** A point and where it should go, in pixels of the model's picture. @typedef {{ x: number, y: number, toX: number, toY: number }} Pair */
/**
 * What undo brings back. `kept` has a 1 for each pixel that must stay.
 * @typedef {{ z: Float32Array, y: Float32Array | null, pairs: Pair[], kept: Uint8Array }} Snapshot
 */

const MOST_SNAPSHOTS = 60

/** The snapshots of one visit: the newest ones, with a place among them. */
export class History {
  /** @type {Snapshot[]} */
  snapshots = []
  place = -1

  /** @param {Snapshot} snapshot what undone snapshots give way to */
  push(snapshot) {
    this.snapshots = [...this.snapshots.slice(0, this.place + 1), snapshot].slice(-MOST_SNAPSHOTS)
    this.place = this.snapshots.length - 1
  }

  get canUndo() {
    return this.place > 0
  }

  get canRedo() {
    return this.place < this.snapshots.length - 1
  }

  /** The snapshot before or after, which then is the present one; null where there is none. */
  undo() {
    return this.canUndo ? this.snapshots[--this.place] : null
  }

  redo() {
    return this.canRedo ? this.snapshots[++this.place] : null
  }
}

/**
 * A place in the picture: no further out than the middle of its outermost pixels, to a tenth of a pixel.
 * @param {number} at
 * @param {number} size
 */
export const within = (at, size) => Math.round(10 * clamp(at, 0, size - 1)) / 10

/**
 * Set all pixels of a line between two places, `radius` around it, to `value`.
 * @param {Uint8Array} kept
 * @param {number} size
 * @param {[number, number]} from
 * @param {[number, number]} to
 * @param {number} radius
 * @param {0 | 1} value
 */
export function stroke(kept, size, [x0, y0], [x1, y1], radius, value) {
  const squared = (x1 - x0) ** 2 + (y1 - y0) ** 2
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const share = squared ? clamp(((column - x0) * (x1 - x0) + (row - y0) * (y1 - y0)) / squared, 0, 1) : 0
      if (Math.hypot(column - x0 - share * (x1 - x0), row - y0 - share * (y1 - y0)) <= radius) kept[row * size + column] = value
    }
}

/**
 * All but what the points take with them, on their way too.
 * @param {Pair[]} pairs
 * @param {number} size
 * @param {number} radius
 */
export function allElse(pairs, size, radius) {
  const kept = new Uint8Array(size * size).fill(1)
  for (const { x, y, toX, toY } of pairs) stroke(kept, size, [x, y], [toX, toY], radius + 1, 0)
  return kept
}

/**
 * A bit a pixel, the first one the highest of its byte, in base64; null where nothing is kept.
 * @param {Uint8Array} kept
 */
export function packedBits(kept) {
  if (!kept.includes(1)) return null
  const bytes = new Uint8Array(Math.ceil(kept.length / 8))
  kept.forEach((bit, index) => {
    bytes[index >> 3] |= bit << (7 - (index & 7))
  })
  return btoa(String.fromCharCode(...bytes))
}
