// How large the pictures of a wall are, and how many stand in a row.
import { clamp } from "../../../gan_core/web/numbers.js"

const LEAST = 44 // CSS pixels: a finger's
export const GAP = 8

/**
 * Whole multiples of the picture's own pixels where they fit: every pixel is then as large as its neighbour.
 * @param {number} room of the wall, in CSS pixels
 * @param {number} width of a picture, in its own pixels
 * @param {number} ratio pixels of the screen for one of CSS
 * @param {number} most CSS pixels of a picture
 * @param {number} columns at most
 */
export function fitted(room, width, ratio, most, columns) {
  const pixel = width / ratio
  const whole = Math.ceil(LEAST / pixel) * pixel
  const least = whole <= most ? whole : Math.min(LEAST, most)
  const across = clamp(Math.floor((room + GAP) / (least + GAP)), 1, columns)
  const side = Math.min(most, (room - GAP * (across - 1)) / across)
  const shown = whole <= most && side >= pixel ? Math.floor(side / pixel + 1e-6) * pixel : Math.floor(side)
  return { columns: across, side: shown, soft: shown < pixel }
}
