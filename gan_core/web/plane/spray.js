// Drawing a distribution: points are sprayed round the pointer, be it mouse, finger or pen, or round a cursor of the
// keyboard's.
import { VIEW } from "./data.js"

const MOST = 600
const [SPREAD, EVERY_MS] = [0.045, 24]
const STRIDE = 0.08

/** What is being drawn. */
export class Spray {
  /** @param {HTMLCanvasElement} canvas @param {(x: number, y: number) => number[]} toPlane @param {() => void} onChange */
  constructor(canvas, toPlane, onChange) {
    this.canvas = canvas
    this.toPlane = toPlane
    this.onChange = onChange
    /** @type {number[]} */
    this.points = []
    this.on = false
    /** @type {number[] | null} the keyboard's */
    this.cursor = null
    /** @type {Map<number, { at: number[], last: number, weight: number }>} */
    this.down = new Map()
    canvas.addEventListener("pointerdown", (event) => this.#begin(event))
    canvas.addEventListener("pointermove", (event) => this.#move(event))
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.down.delete(/** @type {PointerEvent} */ (event).pointerId))
    canvas.addEventListener("keydown", (event) => this.#key(event))
  }

  /** @param {boolean} on @param {Float32Array | null} points to go on from */
  turn(on, points) {
    this.on = on
    this.points = on && points ? [...points] : []
    this.cursor = null
    this.down.clear()
    this.canvas.style.touchAction = on ? "none" : ""
    this.canvas.tabIndex = on ? 0 : -1
    this.canvas.setAttribute("role", on ? "application" : "img") // whose keys are its own
  }

  /** @param {PointerEvent} event */
  #place(event) {
    const box = this.canvas.getBoundingClientRect()
    return this.toPlane(event.clientX - box.left, event.clientY - box.top)
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    if (!this.on || event.button > 0) return
    event.preventDefault()
    this.canvas.setPointerCapture(event.pointerId)
    this.cursor = null
    this.down.set(event.pointerId, { at: this.#place(event), last: 0, weight: weightOf(event) })
    this.#spray(this.#place(event), weightOf(event))
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const held = this.down.get(event.pointerId)
    if (!this.on || !held) return
    const every = event.getCoalescedEvents?.() ?? []
    for (const each of every.length ? every : [event]) {
      const at = this.#place(each)
      const far = Math.hypot(at[0] - held.at[0], at[1] - held.at[1])
      if (far < STRIDE / 3 && each.timeStamp - held.last < EVERY_MS) continue
      held.at = at
      held.last = each.timeStamp
      this.#spray(at, weightOf(each))
    }
  }

  /** A few points near a place; a pen that presses harder leaves more. @param {number[]} at @param {number} weight */
  #spray([x, y], weight) {
    for (let n = 0; n < weight; n++) {
      if (this.points.length >= 2 * MOST) this.points.splice(0, 2)
      const turn = 2 * Math.PI * Math.random()
      const far = SPREAD * Math.sqrt(Math.random())
      const inside = /** @param {number} value */ (value) => Math.max(-0.98 * VIEW, Math.min(0.98 * VIEW, value))
      this.points.push(inside(x + far * Math.cos(turn)), inside(y + far * Math.sin(turn)))
    }
    this.canvas.dataset.points = String(this.points.length / 2)
    this.onChange()
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.on) return
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
    if (!way && event.key !== " ") return
    event.preventDefault()
    event.stopPropagation()
    this.cursor ??= [0, 0]
    const [x, y] = this.cursor
    if (way) this.cursor = [Math.max(-VIEW, Math.min(VIEW, x + STRIDE * way[0])), Math.max(-VIEW, Math.min(VIEW, y + STRIDE * way[1]))]
    else this.#spray(this.cursor, 4)
    this.onChange()
  }

  /** What was drawn, or null for less than two points. */
  taken() {
    return this.points.length >= 4 ? Float32Array.from(this.points) : null
  }
}

/** Points a touch leaves at once. @param {PointerEvent} event */
const weightOf = (event) => (event.pointerType === "pen" ? 1 + Math.round(4 * event.pressure) : 3)
