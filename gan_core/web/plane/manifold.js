// How G bends its noise: a net that is the darker the denser it is, or a thread for noise of one number.
import { MANIFOLD } from "./latents.js"
import { between, noisePlaces } from "./morph.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./stage.js").Scene} Scene */

/** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {(v: number) => number} x @param {(v: number) => number} y @param {number} side @param {Theme} theme */
export function drawManifold(c, { look, before, share, morph, opened }, x, y, side, theme) {
  const now = /** @type {Float32Array} */ (look.manifold)
  let at = between(now, before?.manifold, share)
  const count = at.length / 2
  if (morph) {
    const noise = noisePlaces(opened.lattice, opened.latentDim, count)
    at = at.map((value, index) => value + (noise[index] - value) * morph)
  }
  c.fillStyle = theme.G
  c.strokeStyle = theme.G
  if (opened.latentDim === 1) {
    const dense = 12 / count
    for (let i = 0; i + 1 < count; i++) {
      const far = Math.hypot(at[2 * i + 2] - at[2 * i], at[2 * i + 3] - at[2 * i + 1])
      c.globalAlpha = Math.max(0.12, Math.min(0.9, dense / (far + 0.02)))
      c.lineWidth = Math.max(1.2, side / 240)
      c.beginPath()
      c.moveTo(x(at[2 * i]), y(at[2 * i + 1]))
      c.lineTo(x(at[2 * i + 2]), y(at[2 * i + 3]))
      c.stroke()
    }
    c.globalAlpha = 1
    return
  }
  const usual = (1.2 / (MANIFOLD - 1)) ** 2
  c.lineWidth = 0.6
  for (let row = 0; row + 1 < MANIFOLD; row++) {
    for (let column = 0; column + 1 < MANIFOLD; column++) {
      const corners = [0, 1, MANIFOLD + 1, MANIFOLD].map((step) => 2 * (row * MANIFOLD + column + step))
      let area = 0
      corners.forEach((corner, index) => {
        const next = corners[(index + 1) % 4]
        area += at[corner] * at[next + 1] - at[next] * at[corner + 1]
      })
      const density = usual / (Math.abs(area) / 2 + usual / 8)
      c.beginPath()
      corners.forEach((corner, index) => {
        if (index) c.lineTo(x(at[corner]), y(at[corner + 1]))
        else c.moveTo(x(at[corner]), y(at[corner + 1]))
      })
      c.closePath()
      c.globalAlpha = Math.max(0.03, Math.min(0.45, 0.09 * density))
      c.fill()
      c.globalAlpha = 0.28
      c.stroke()
    }
  }
  c.globalAlpha = 1
}
