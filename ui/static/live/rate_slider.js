// A learning rate on the box of the network that learns with it: a slider on a logarithmic scale.
import { element, say, set, slider } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { value } from "./format.js"

const LEAST = 1e-5
const MOST = 0.1
const TENTHS = 0.05 // of a power of ten, a step of the slider
const PATIENCE_MS = 4000

/**
 * The learning rate at a place of the slider, with two digits: 0.0028 and not 0.0028183829.
 * @param {number} place
 */
export const rateAt = (place) => Number((10 ** place).toPrecision(2))

/** @param {number} rate */
export const placeOf = (rate) => Math.log10(clamp(rate, LEAST, MOST))

export class RateSlider {
  figure = element("output", { class: "gd-figure" })
  range = slider({ min: Math.log10(LEAST), max: Math.log10(MOST), step: TENTHS, value: -3 })
  /** What was asked for and is not yet so. @type {number | null} */
  wanted = null
  timer = 0
  dragged = false

  /**
   * @param {string} name as "Learning rate of G"
   * @param {(rate: number) => void} change
   */
  constructor(name, change) {
    this.range.setAttribute("aria-label", name)
    this.range.oninput = () => {
      this.dragged = true
      this.say(rateAt(Number(this.range.value)))
    }
    this.range.onchange = () => {
      this.dragged = false
      const rate = rateAt(Number(this.range.value))
      this.wanted = rate
      clearTimeout(this.timer)
      this.timer = setTimeout(() => {
        this.wanted = null // it was not taken: show what holds
      }, PATIENCE_MS)
      change(rate)
    }
    this.node = element("label", { class: "gd-rate", title: "How large a step it learns with. Acts from its next step on; the curves mark it." },
      element("span", {}, "Learning rate"), this.figure, this.range)
  }

  /**
   * @param {number} rate what holds now
   * @param {boolean} listens
   */
  show(rate, listens) {
    if (this.range.disabled === listens) this.range.disabled = !listens
    if (this.dragged) return
    if (this.wanted !== null && Math.abs(this.wanted - rate) < 1e-9) this.wanted = null
    const shown = this.wanted ?? rate
    if (document.activeElement !== this.range || this.wanted === null) this.range.value = String(placeOf(shown))
    this.say(shown)
  }

  /** @param {number} rate */
  say(rate) {
    say(this.figure, value(rate))
    set(this.range, "aria-valuetext", value(rate))
  }

  close() {
    clearTimeout(this.timer)
  }
}
