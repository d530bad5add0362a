// What the slider of an attack shows, without a page: pictures by epsilon, the perturbation enlarged, where to begin.
import { toRgba } from "../../../gan_core/web/pixels.js"

/** @typedef {{ channels: number, size: number }} Shape */
/** @typedef {{ worked: boolean, sign: string, sentence: string, bars: number[] }} Entry */
/** @typedef {{ pixels: string, entries: Entry[] }} Told one method's pictures, uint8 in base64, and words */
/** @typedef {{ rgba: Uint8ClampedArray<ArrayBuffer>, moved: Uint8ClampedArray<ArrayBuffer>, entries: Entry[] }} Strip */

const MIDDLE = 127.5
export const TIMES = 10

/** @param {string} text base64 */
export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

/**
 * The perturbation of each picture from the first one, so many times as large, around middle grey.
 * @param {Uint8Array} pictures (count, channels, size, size)
 * @param {number} count
 */
export function enlarged(pictures, count, times = TIMES) {
  const area = pictures.length / count, found = new Uint8Array(pictures.length)
  for (let index = 0; index < pictures.length; index++) {
    const moved = pictures[index] - pictures[index % area]
    found[index] = Math.max(0, Math.min(255, Math.round(MIDDLE + times * moved)))
  }
  return found
}

/**
 * @param {Told} told
 * @param {Shape} shape
 * @returns {Strip}
 */
export function unpacked({ pixels, entries }, shape) {
  const pictures = bytes(pixels), count = entries.length
  const moved = enlarged(pictures, count)
  return { rgba: toRgba(pictures, count, shape), moved: toRgba(moved, count, shape), entries }
}

/**
 * Where the slider begins: the first epsilon above 0 at which it works, else the last.
 * @param {Entry[]} entries
 */
export function beginning(entries) {
  const found = entries.findIndex((entry, index) => index > 0 && entry.worked)
  return found < 0 ? entries.length - 1 : found
}
