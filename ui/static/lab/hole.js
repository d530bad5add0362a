// A hole painted into a picture: which of the model's pixels it takes, how it is shown, and what Python gets.
import { element } from "../../../gan_core/web/dom.js"
import { pen } from "../../../gan_core/web/pixels.js"

/** @import { Size, Strokes } from "./strokes.js" */

const COVERED = 128
const TINT = "rgba(214, 38, 120, 0.62)"
const STRIPES = 18

/**
 * 1 for each pixel of the model's picture (row by row) that is painted over by half or more. `unit` is even.
 * @param {Pick<Strokes, "layer" | "context">} strokes
 * @param {Size} size
 * @param {number} unit
 */
export function covered({ layer, context }, [height, width], unit) {
  const pixels = context.getImageData(0, 0, layer.width, layer.height).data
  const sums = new Float32Array(width * height)
  for (let y = 0; y < layer.height; y += 2) {
    const row = Math.floor(y / unit) * width
    for (let x = 0; x < layer.width; x += 2) sums[row + Math.floor(x / unit)] += pixels[4 * (y * layer.width + x) + 3]
  }
  return sums.map((sum) => (sum / (unit / 2) ** 2 >= COVERED ? 1 : 0))
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Float32Array} hole
 * @param {number} width
 * @param {number} unit
 */
export function hatchHole(context, hole, width, unit) {
  const { width: right, height: bottom } = context.canvas
  context.save()
  context.beginPath()
  hole.forEach((taken, index) => {
    if (taken) context.rect((index % width) * unit, Math.floor(index / width) * unit, unit, unit)
  })
  context.clip()
  context.fillStyle = TINT
  context.fillRect(0, 0, right, bottom)
  context.beginPath()
  for (let from = -bottom; from < right; from += STRIPES) {
    context.moveTo(from, bottom)
    context.lineTo(from + bottom, 0)
  }
  context.strokeStyle = "rgba(255, 255, 255, 0.6)"
  context.lineWidth = 3
  context.stroke()
  context.restore()
}

/**
 * White where the hole is, black elsewhere, at the model's size; null without a hole.
 * @param {Float32Array} hole
 * @param {Size} size
 */
export function holeCanvas(hole, [height, width]) {
  if (!hole.includes(1)) return null
  const canvas = element("canvas", { width, height })
  const bytes = new Uint8ClampedArray(4 * width * height)
  hole.forEach((taken, index) => bytes.set(taken ? [255, 255, 255, 255] : [0, 0, 0, 255], 4 * index))
  pen(canvas).putImageData(new ImageData(bytes, width, height), 0, 0)
  return canvas
}
