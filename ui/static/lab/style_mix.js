// The styles of several pictures, mixed: each band of layers takes its style from a place on the line of pictures.
import { clamp } from "../../../gan_core/web/numbers.js"

/**
 * w of every picture and the average one; for each layer of the network the band it belongs to.
 * @typedef {{ sources: Float32Array[], average: Float32Array, layers: number[] }} Styles
 */

const SNAP = 0.12 // so near to a picture its own style is meant

/** @param {number} index */
export const letter = (index) => String.fromCharCode(65 + index)

/**
 * Where on the line of `count` pictures lies what is `share` (0 to 1) across their row: 0 the first, 1 the second, ...
 * @param {number} share
 * @param {number} count
 */
export function placeAt(share, count) {
  const place = clamp(share * count - 0.5, 0, count - 1), whole = Math.round(place)
  return Math.abs(place - whole) < SNAP ? whole : place
}

/**
 * Its inverse: how far across the row a place is.
 * @param {number} place
 * @param {number} count
 */
export const shareOf = (place, count) => (place + 0.5) / count

/**
 * The style at a place: on the straight line of w from one picture to the next.
 * @param {Float32Array[]} sources
 * @param {number} place
 */
export function styleAt(sources, place) {
  const before = sources[Math.floor(place)], after = sources[Math.ceil(place)], share = place - Math.floor(place)
  return before.map((value, i) => value + share * (after[i] - value))
}

/**
 * The w of every layer, side by side, with each band at its place; all drawn towards the average: average + psi (w - average).
 * @param {Styles} styles
 * @param {number[]} places one a band
 * @param {number} psi
 */
export function mixedStyles({ sources, average, layers }, places, psi) {
  const width = average.length, all = new Float32Array(layers.length * width)
  const ofBands = places.map((place) => styleAt(sources, place).map((value, i) => average[i] + psi * (value - average[i])))
  layers.forEach((band, layer) => all.set(ofBands[band], layer * width))
  return all
}

/**
 * A place in words: "B", or "30 % A, 70 % B".
 * @param {number} place
 */
export function placeInWords(place) {
  const first = Math.floor(place), percent = Math.round(100 * (place - first))
  if (percent === 0) return letter(first)
  return percent === 100 ? letter(first + 1) : `${100 - percent} % ${letter(first)}, ${percent} % ${letter(first + 1)}`
}

/**
 * Where a key moves a place; null for keys that move nothing.
 * @param {string} key
 * @param {number} place
 * @param {number} count
 */
export function moved(key, place, count) {
  const to = {
    ArrowRight: place + 0.1, ArrowUp: place + 0.1, ArrowLeft: place - 0.1, ArrowDown: place - 0.1,
    PageUp: Math.floor(place + 1), PageDown: Math.ceil(place - 1), Home: 0, End: count - 1,
  }[key]
  return to === undefined ? null : clamp(Math.round(10 * to) / 10, 0, count - 1)
}
