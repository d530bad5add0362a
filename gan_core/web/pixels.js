// Pictures as a canvas wants them. Networks give one plane of numbers a channel, a canvas wants RGBA side by side.

/** @import { Shape } from "./decoder.js" */

/**
 * float [-1, 1] or bytes, (count, channels, size, size) -> RGBA bytes of count pictures, one after the other.
 * @param {Float32Array | Uint8Array} values
 * @param {number} count
 * @param {Pick<Shape, "channels" | "size">} shape
 */
export function toRgba(values, count, { channels, size }) {
  const area = size * size, rgba = new Uint8ClampedArray(count * area * 4)
  const floats = values instanceof Float32Array
  for (let picture = 0; picture < count; picture++) {
    const from = picture * channels * area, to = picture * area * 4
    for (let pixel = 0; pixel < area; pixel++) {
      for (let colour = 0; colour < 3; colour++) {
        const value = values[from + (channels === 1 ? 0 : colour) * area + pixel]
        rgba[to + pixel * 4 + colour] = floats ? (value + 1) * 127.5 : value // a clamped array rounds by itself
      }
      rgba[to + pixel * 4 + 3] = 255
    }
  }
  return rgba
}

/**
 * What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export function pen(canvas, settings) {
  const context = canvas.getContext("2d", settings)
  if (!context) throw new Error("This browser cannot draw on a canvas.")
  return context
}

/**
 * Draw picture `index` of `rgba` with its corner at (x, y) of a canvas of the pictures' own pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8ClampedArray<ArrayBuffer>} rgba
 * @param {number} index
 * @param {number} size
 */
export function paint(canvas, rgba, index, size, x = 0, y = 0) {
  const area = size * size * 4
  const pixels = new ImageData(rgba.subarray(index * area, (index + 1) * area), size, size)
  pen(canvas).putImageData(pixels, x, y)
}

/**
 * A canvas of `width` x `height` real pixels, shown crisp; with a label it counts as a picture of its own.
 * @param {number} width
 * @param {number} height
 * @param {string} name
 */
export function crisp(width, height, name, label = "") {
  const canvas = document.createElement("canvas")
  canvas.width = width
  canvas.height = height
  canvas.className = name
  if (!label) return canvas
  canvas.setAttribute("role", "img")
  canvas.setAttribute("aria-label", label)
  return canvas
}

/**
 * The picture at that address. Rejects when it cannot be read.
 * @param {string} address
 */
export async function decoded(address) {
  const image = new Image()
  image.src = address
  await image.decode()
  return image
}
