// Tiny pictures: the map of noise, where every place is a digit, and what lies under the pointer.
import { fitted } from "./dom.js"
import { PICTURE_SIDE } from "./frames.js"
import { CLASS_COLOURS } from "./theme.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./frames.js").Frame} Frame */
/** @typedef {import("./stage.js").Scene} Scene */

const PIXELS = 8
const MOST_ELLIPSES = 70
const MOST_LABELLED = 120

/** Half the width of the map, in units of z. @param {boolean} uniform */
export const reachOf = (uniform) => (uniform ? 1 : 2.2)

/** Paints pictures of 8x8, `columns` in a row, with a frame of `gap` pixels round each. @param {Float32Array} values in [-1, 1] @param {number} columns @param {boolean} dark @param {number} [gap] */
export function paintDigits(values, columns, dark, gap = 0) {
  const count = values.length / PIXELS ** 2
  const cell = PIXELS + 2 * gap
  const picture = new ImageData(columns * cell, Math.ceil(count / columns) * cell)
  picture.data.fill(dark ? 21 : 251)
  for (let i = 3; i < picture.data.length; i += 4) picture.data[i] = 255
  for (let n = 0; n < count; n++) {
    const [left, top] = [(n % columns) * cell + gap, Math.floor(n / columns) * cell + gap]
    for (let p = 0; p < PIXELS ** 2; p++) {
      const ink = Math.max(0, Math.min(1, (values[n * PIXELS ** 2 + p] + 1) / 2))
      const at = 4 * ((top + Math.floor(p / PIXELS)) * picture.width + left + (p % PIXELS))
      const grey = dark ? 21 + 225 * ink : 251 - 225 * ink
      picture.data.set([grey, grey, grey + (dark ? 4 : 2), 255], at)
    }
  }
  return picture
}

/** Draws the map of a game of digits. */
export class DigitStage {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas
    this.small = document.createElement("canvas")
  }

  /** @param {Scene & { uniform: boolean, at: number[] | null, under: Float32Array | null }} scene @param {Theme} theme */
  draw({ look, before, share, opened, layers, uniform, at, under }, theme) {
    const fit = fitted(this.canvas)
    if (!fit || !look.map) return
    const { context: c, width: side } = fit
    const last = before?.map
    const map = last && last.length === look.map.length && share < 1 ? look.map.map((v, i) => last[i] + (v - last[i]) * share) : look.map
    const picture = paintDigits(map, PICTURE_SIDE, theme.dark, 1)
    this.small.width = picture.width
    this.small.height = picture.height
    this.small.getContext("2d")?.putImageData(picture, 0, 0)
    c.imageSmoothingEnabled = false
    c.drawImage(this.small, 0, 0, side, side)
    if (look.codes && layers.has("codes")) ellipses(c, look.codes, opened.labels, side, reachOf(uniform), theme)
    if (at) this.#under(c, at, under, side, reachOf(uniform), theme)
  }

  /** @param {CanvasRenderingContext2D} c @param {number[]} at @param {Float32Array | null} under @param {number} side @param {number} reach @param {Theme} theme */
  #under(c, at, under, side, reach, theme) {
    const [px, py] = [(at[0] / reach + 1) * (side / 2), (1 - at[1] / reach) * (side / 2)]
    c.strokeStyle = theme.fake
    c.lineWidth = 2
    c.beginPath()
    c.arc(px, py, 5, 0, 2 * Math.PI)
    c.stroke()
    if (!under) return
    const big = side / 5
    const left = px + big + 24 < side ? px + 14 : px - big - 14
    const top = Math.max(6, Math.min(side - big - 6, py - big / 2))
    this.small.width = this.small.height = PIXELS
    this.small.getContext("2d")?.putImageData(paintDigits(under, 1, theme.dark), 0, 0)
    c.drawImage(this.small, left, top, big, big)
    c.strokeRect(left, top, big, big)
  }
}

/**
 * What the encoder says of each sample: an ellipse of one standard deviation round its code.
 * @param {CanvasRenderingContext2D} c @param {Float32Array} codes mu, mu, logvar, logvar @param {number[] | null} labels
 * @param {number} side @param {number} reach @param {Theme} theme
 */
export function ellipses(c, codes, labels, side, reach, theme) {
  const unit = side / (2 * reach)
  c.lineWidth = 1.2
  c.font = `600 ${Math.max(9, side / 44)}px system-ui, sans-serif`
  c.textAlign = "center"
  c.textBaseline = "middle"
  const most = labels ? MOST_LABELLED : MOST_ELLIPSES
  for (let n = 0; n < Math.min(most, codes.length / 4); n++) {
    const [u, v, lu, lv] = codes.subarray(4 * n, 4 * n + 4)
    const [px, py] = [side / 2 + u * unit, side / 2 - v * unit]
    const [rx, ry] = [Math.min(side, unit * Math.exp(lu / 2)), Math.min(side, unit * Math.exp(lv / 2))]
    const colour = labels ? CLASS_COLOURS[labels[n]] : theme.real
    c.beginPath()
    c.ellipse(px, py, rx, ry, 0, 0, 2 * Math.PI)
    c.globalAlpha = labels ? 0.1 : 0.05
    c.fillStyle = colour
    c.fill()
    c.globalAlpha = labels ? 0.55 : 0.55
    c.strokeStyle = colour
    c.stroke()
    if (!labels) continue
    c.globalAlpha = 1
    c.strokeStyle = theme.plane
    c.lineWidth = 3
    c.strokeText(String(labels[n]), px, py)
    c.lineWidth = 1.2
    c.fillStyle = colour
    c.fillText(String(labels[n]), px, py)
  }
  c.globalAlpha = 1
}
