// The latent vectors z of the fakes that are shown: a row for each, a cell for each number.
import { element, say, set } from "../../../gan_core/web/dom.js"
import { pen } from "../../../gan_core/web/pixels.js"

const REACH = 2.5 // standard deviations that full colour stands for
const NEGATIVE = [213, 94, 0]
const POSITIVE = [0, 114, 178]
const MIDDLE = [225, 228, 231]

/**
 * A colour for a number drawn from N(0, 1): orange below 0, blue above.
 * @param {number} z
 */
export function colourOf(z) {
  const share = Math.min(1, Math.abs(z) / REACH), end = z < 0 ? NEGATIVE : POSITIVE
  return MIDDLE.map((from, index) => Math.round(from + share * (end[index] - from)))
}

/**
 * What the rows of numbers are: `rows` completes "16 ..." for a screen reader.
 * @typedef {{ symbol: string, name: string, rows: string, help: string }} VectorWords
 */
/** @type {VectorWords} */
const LATENTS = { symbol: "z", name: "noise", rows: "latent vectors, drawn from N(0, 1)", help: "z: random numbers, a row for each fake, orange below 0 and blue above. G makes each fake out of its row. The rows are the same at every step, so that one sees what becomes of each." }

export class Noise {
  about = element("span", { class: "gd-quiet" })
  drawn = ""

  /** @param {VectorWords} words */
  constructor(words = LATENTS) {
    this.words = words
    this.canvas = element("canvas", { role: "img", "aria-label": words.rows })
    this.node = element("figure", { class: "gd-noise", title: words.help }, element("figcaption", {}, element("strong", {}, words.symbol), ` ${words.name}`), this.canvas, this.about)
  }

  /**
   * @param {number[][]} z
   * @param {number} [dimensions]
   * @param {number} [reach] the size that full colour stands for
   */
  show(z, dimensions, reach = REACH) {
    const key = JSON.stringify(z)
    if (!z.length || key === this.drawn) return
    this.drawn = key
    const [width, height] = [z[0].length, z.length]
    Object.assign(this.canvas, { width, height })
    const painter = pen(this.canvas)
    for (const [y, row] of z.entries()) {
      for (const [x, number] of row.entries()) {
        painter.fillStyle = `rgb(${colourOf((number * REACH) / reach).join(" ")})`
        painter.fillRect(x, y, 1, 1)
      }
    }
    const all = dimensions ?? width
    const words = all > width ? `${width} of ${all} numbers each` : `${all} numbers each`
    set(this.canvas, "aria-label", `${height} ${this.words.rows}: ${words}`)
    say(this.about, words)
  }
}
