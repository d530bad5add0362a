// The prior over a map: on a plane of orthonormal axes the contours of N(0, I) are circles.

/** @import { Camera } from "./camera.js" */
/** @typedef {{ u: number, v: number }} Prior where its middle is */

/**
 * One, two and three standard deviations round the prior's middle.
 * @param {CanvasRenderingContext2D} pen
 * @param {Prior} prior
 * @param {Camera} camera
 * @param {number} dots pixels of the screen for one of CSS
 */
export function contours(pen, prior, camera, dots) {
  const [x, y] = camera.toScreen(prior.u, prior.v)
  pen.font = `600 ${11 * dots}px sans-serif`
  pen.fillStyle = "#fff"
  for (const sigma of [1, 2, 3]) {
    const radius = sigma * camera.scale
    /**
     * @param {string} colour
     * @param {number} width
     */
    const stroke = (colour, width) => {
      pen.strokeStyle = colour
      pen.lineWidth = width * dots
      pen.stroke()
    }
    pen.beginPath()
    pen.arc(x * dots, y * dots, radius * dots, 0, 2 * Math.PI)
    stroke("#000a", 3)
    stroke("#fff", 1.4)
    /** @type {[number, number]} */
    const at = [(x + radius * Math.SQRT1_2 + 3) * dots, (y - radius * Math.SQRT1_2 - 3) * dots]
    pen.strokeStyle = "#000c"
    pen.lineWidth = 3 * dots
    pen.strokeText(`${sigma}σ`, ...at)
    pen.fillText(`${sigma}σ`, ...at)
  }
}
