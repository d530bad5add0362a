// What the page is shown of a game: how much of it, and in which form.
import { LATTICE } from "./metrics.js"
import { opinion } from "./objectives.js"

/** @typedef {import("./kernels.js").Matrix} Matrix */
/** @typedef {import("./optimiser.js").Optimiser} Optimiser */
/** @typedef {import("./random.js").Random} Random */

export const NUM_SHOWN = 300
export const NUM_MEASURED = 2000
export const FIELD_SIDE = 13
export const NUM_ARROWS = 60
export const PICTURE_SIDE = 12
export const NUM_SCORED = 400
export const MOST_ROWS = Math.max(LATTICE * LATTICE, NUM_MEASURED)

/** Widths of a network's layers. @param {number} from @param {number} layers @param {number} width @param {number} to */
export const sizesOf = (from, layers, width, to) => [from, ...new Array(layers).fill(width), to]

/**
 * @typedef {{ step: number, dUpdates: number, values: Record<string, number>, weights: Float32Array[],
 *   adams: ReturnType<Optimiser["save"]>[], rng: ReturnType<Random["save"]>, extra: number[] }} Saved
 * @typedef {{ fakes: Float32Array, predictions: { real: number[], fake: number[] } | null, heat: Uint8Array | null,
 *   manifold: Float32Array | null, arrows: Float32Array | null, field: Float32Array | null, map: Float32Array | null,
 *   codes: Float32Array | null, joined: Float32Array | null }} Frame
 */

/** @param {Float32Array} values */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** How many of the logits stand for each tenth of "how real". @param {Float32Array} logits @param {string} name @param {number} middle */
export function histogram(logits, name, middle) {
  const bins = new Array(12).fill(0)
  for (const logit of logits) bins[Math.min(11, Math.floor(12 * opinion(name, logit, middle)))] += 1 / logits.length
  return bins
}

/** z of the map's pictures: from left to right the first number, from bottom to top the second. @param {Matrix} z @param {string} latent */
export function fillMap(z, latent) {
  const reach = latent.startsWith("uniform") ? 1 : 2.2
  for (let row = 0; row < PICTURE_SIDE; row++) {
    for (let column = 0; column < PICTURE_SIDE; column++) {
      const start = (row * PICTURE_SIDE + column) * z.stride
      z.values[start] = reach * ((2 * column + 1) / PICTURE_SIDE - 1)
      if (z.cols > 1) z.values[start + 1] = -reach * ((2 * row + 1) / PICTURE_SIDE - 1)
    }
  }
  return z
}
