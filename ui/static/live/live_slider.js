// A setting that may be changed while a run goes on, on the box of the network that it acts on: a logarithmic slider.
import { element, say, set, slider } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { value } from "./format.js"

/**
 * What a slider's places stand for: powers of ten between two ends; with `zero` its first place stands for 0.
 * @typedef {{ least: number, most: number, zero?: boolean }} Scale
 */
/** @typedef {{ label: string, of: string, about: string, scale: Scale }} SliderOptions `of` completes the label for a screen reader */

const TENTHS = 0.05 // of a power of ten, a step of the slider
const PATIENCE_MS = 4000

/** @type {Scale} */
export const RATES = { least: 1e-5, most: 0.1 }
/** @type {Scale} */
export const WEIGHTS = { least: 0.01, most: 100, zero: true }

/** @param {Scale} scale */
const first = ({ least, zero }) => Math.log10(least) - (zero ? TENTHS : 0)

/**
 * The number at a place of the slider, with two digits: 0.0028 and not 0.0028183829.
 * @param {Scale} scale
 * @param {number} place
 */
export const numberAt = (scale, place) => (scale.zero && place < Math.log10(scale.least) - TENTHS / 2 ? 0 : Number((10 ** place).toPrecision(2)))

/**
 * @param {Scale} scale
 * @param {number} number
 */
export const placeOf = (scale, number) => (scale.zero && number <= 0 ? first(scale) : Math.log10(clamp(number, scale.least, scale.most)))

export class LiveSlider {
  figure = element("output", { class: "gd-figure" })
  /** What was asked for and is not yet so. @type {number | null} */
  wanted = null
  timer = 0
  dragged = false

  /**
   * @param {SliderOptions} options
   * @param {(number: number) => void} change
   */
  constructor({ label, of, about, scale }, change) {
    this.scale = scale
    this.range = slider({ min: first(scale), max: Math.log10(scale.most), step: TENTHS, value: 0 })
    this.range.setAttribute("aria-label", `${label} ${of}`)
    this.range.oninput = () => {
      this.dragged = true
      this.say(numberAt(scale, Number(this.range.value)))
    }
    this.range.onchange = () => {
      this.dragged = false
      const number = numberAt(scale, Number(this.range.value))
      this.wanted = number
      clearTimeout(this.timer)
      this.timer = setTimeout(() => {
        this.wanted = null // it was not taken: show what holds
      }, PATIENCE_MS)
      change(number)
    }
    this.node = element("label", { class: "gd-rate", title: `${about} Acts from the next step on; the curves mark it.` },
      element("span", {}, label), this.figure, this.range)
  }

  /**
   * @param {number} number what holds now
   * @param {boolean} listens
   */
  show(number, listens) {
    if (this.range.disabled === listens) this.range.disabled = !listens
    if (this.dragged) return
    if (this.wanted !== null && Math.abs(this.wanted - number) < 1e-9) this.wanted = null
    const shown = this.wanted ?? number
    if (document.activeElement !== this.range || this.wanted === null) this.range.value = String(placeOf(this.scale, shown))
    this.say(shown)
  }

  /** @param {number} number */
  say(number) {
    say(this.figure, value(number))
    set(this.range, "aria-valuetext", value(number))
  }

  close() {
    clearTimeout(this.timer)
  }
}
