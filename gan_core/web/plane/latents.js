// Noise z: how it is drawn, and an even lattice of it, in which every cell is equally likely.
import { exp, log } from "./maths.js"

/** @typedef {import("./kernels.js").Matrix} Matrix */
/** @typedef {import("./random.js").Random} Random */

/** @param {string} latent as in the settings */
export const latentDim = (latent) => (latent.endsWith("1") ? 1 : 2)

/** Fills the first `count` rows of z. @param {string} latent @param {Random} rng @param {Matrix} z @param {number} count */
export function drawLatents(latent, rng, z, count) {
  const one = latent.startsWith("uniform") ? () => 2 * rng.uniform() - 1 : () => rng.normal()
  for (let r = 0; r < count; r++) for (let c = 0; c < z.cols; c++) z.values[r * z.stride + c] = one()
}

/** The z below which a share `u` of the noise lies. @param {string} latent @param {number} u in 0..1 */
export const quantile = (latent, u) => (latent.startsWith("uniform") ? 2 * u - 1 : probit(u))

/** How many of the lattice's lines there are each way. */
export const MANIFOLD = 21
/** How many places the line of one-dimensional noise has. */
export const THREAD = 241

/** The lattice's z, row by row, into `z`; from the outermost 1 % to the other. @param {string} latent @param {Matrix} z @returns {number} how many rows */
export function latticeLatents(latent, z) {
  const at = /** @param {number} index @param {number} count */ (index, count) => quantile(latent, 0.01 + (0.98 * index) / (count - 1))
  if (z.cols === 1) {
    for (let i = 0; i < THREAD; i++) z.values[i * z.stride] = at(i, THREAD)
    return THREAD
  }
  for (let row = 0; row < MANIFOLD; row++) {
    for (let column = 0; column < MANIFOLD; column++) {
      const start = (row * MANIFOLD + column) * z.stride
      z.values[start] = at(column, MANIFOLD)
      z.values[start + 1] = at(row, MANIFOLD)
    }
  }
  return MANIFOLD * MANIFOLD
}

/** The normal distribution's inverse, by Newton's method on its integral: a lattice is made once. @param {number} u @returns {number} */
export function probit(u) {
  if (u === 0.5) return 0
  if (u < 0.5) return -probit(1 - u)
  let x = Math.sqrt(-2 * log(1 - u)) * 0.8
  for (let n = 0; n < 40; n++) {
    const step = (normalBelow(x) - u) / (0.3989422804014327 * exp(-0.5 * x * x))
    x -= Math.max(-0.5, Math.min(0.5, step))
    if (Math.abs(step) < 1e-12) break
  }
  return x
}

/** P(Z < x) for x above 0, by its power series. @param {number} x */
function normalBelow(x) {
  let [term, sum] = [x, x]
  for (let n = 1; n < 120; n++) {
    term *= (x * x) / (2 * n + 1)
    sum += term
  }
  return 0.5 + 0.3989422804014327 * exp(-0.5 * x * x) * sum
}
