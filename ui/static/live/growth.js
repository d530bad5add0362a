// How far networks are that grow while they learn: the sizes as stairs over the images, a mark where the run stands, and words.
import { element, say } from "../../../gan_core/web/dom.js"
import { count } from "./format.js"

/** @import { Grown } from "./feed.js" */
/** @typedef {{ at: number, wide: number, low: number, high: number, from: number, to: number }} Stair in hundredths */

const HELP = "Both networks begin with tiny pictures, which are soon learned. Then each is given layers for pictures twice as large. These fade in: a share alpha of the picture comes from the new layers, the rest from the layers before, with its pixels doubled. Real pictures are mixed in the same way before D sees them. Karras et al. 2018, Progressive Growing of GANs, arxiv.org/abs/1710.10196"
export const REAL = { title: "Real, as D sees them", help: "Examples from the data, as small as G draws now. While a size fades in they are mixed with their own smaller version by alpha, as the fakes are: D cannot tell the two apart by how sharp they are." }
const LAST = 1.12 // the last size goes on for ever: it is shown for a little longer than it takes to get there

/**
 * Where each stretch of the schedule lies, across and up; heights count doublings, so that each size is one step.
 * @param {Grown} grown
 * @returns {Stair[]}
 */
export function stairs({ spans, end }) {
  const whole = LAST * end, smallest = spans[0][1], largest = spans[spans.length - 1][2]
  const height = (/** @type {number} */ size) => (100 * (1 + Math.log2(size / smallest))) / (1 + Math.log2(largest / smallest))
  let at = 0
  return spans.map(([images, from, to], index) => {
    const wide = index === spans.length - 1 ? whole - at : images
    const stair = { at: (100 * at) / whole, wide: (100 * wide) / whole, low: height(from), high: height(to), from, to }
    at += wide
    return stair
  })
}

/**
 * Where the run stands, from left to right, in hundredths.
 * @param {Grown} grown
 */
export const place = ({ images, end }) => Math.min(100, (100 * images) / (LAST * end))

/**
 * @param {Grown} grown
 */
export function growthWords({ size, alpha, images, end, spans }) {
  const square = (/** @type {number} */ side) => `${side} × ${side} pixels`
  if (images >= end) return `${square(size)}: grown`
  let until = 0
  for (const [length, from, to] of spans) {
    until += length
    if (images >= until) continue
    const left = count(until - images)
    if (from === to) return `${square(to)}: ${square(2 * to)} begin in ${left} images`
    return `${square(to)}, alpha ${(size === to ? alpha : 0).toFixed(2)}: the new layers fade in for ${left} more images`
  }
  return square(size)
}

export class GrowthLine {
  words = element("span", { class: "gl-grown-words" })
  mark = element("i", { class: "gl-grown-mark" })
  stairs = element("div", { class: "gl-stairs", "aria-hidden": "true" })
  node = element("div", { class: "gl-grown", hidden: "", title: HELP }, this.words, this.stairs)
  drawn = ""

  /** @param {Grown | null | undefined} grown */
  show(grown) {
    this.node.hidden = !grown
    if (!grown) return
    say(this.words, growthWords(grown))
    const key = JSON.stringify(grown.spans)
    if (key !== this.drawn) {
      this.drawn = key
      this.stairs.replaceChildren(...stairs(grown).map(stair), this.mark)
    }
    this.mark.style.left = `${place(grown)}%`
  }
}

/** @param {Stair} stair */
function stair({ at, wide, low, high, from, to }) {
  const made = element("span", { style: `left:${at}%;width:${wide}%;clip-path:polygon(0 ${100 - low}%,100% ${100 - high}%,100% 100%,0 100%)` })
  const label = from === to ? [element("b", { style: `left:${at}%;bottom:${high}%` }, `${to} px`)] : []
  const both = document.createDocumentFragment()
  both.append(made, ...label)
  return both
}
