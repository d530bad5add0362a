// How one moves on a map: drag, wheel, two fingers, keys.
import { clamp } from "../../../gan_core/web/numbers.js"
const STEP = 0.08 // of the map's side, by an arrow key
const ZOOM = 0.5, WHEEL = 0.0025, PINCH = 4
const LINE = 16 // pixels of a wheel that counts in lines
const STILL = 5 // pixels that a click may wander
const SETTLED = 300 // milliseconds after the wheel

/** @import { Point } from "../../../gan_core/web/latent_plane.js" */
/** @import { Camera } from "./camera.js" */
/**
 * @typedef {Object} Heard
 * @property {() => Camera} camera the one to move
 * @property {() => void} moved
 * @property {() => void} settled
 * @property {(at: Point | null) => void} pointed
 * @property {(at: Point) => void} clicked
 * @property {() => void} typed
 * @property {() => void} home
 */

/**
 * @param {Point[]} points
 * @returns {Point}
 */
const middle = (points) => {
  const sum = points.reduce(([x, y], [u, v]) => [x + u, y + v], [0, 0])
  return [sum[0] / points.length, sum[1] / points.length]
}

/** @param {Point[]} points two of them */
const apart = ([a, b]) => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]))

/** @param {Event} event */
const onButton = ({ target }) => target instanceof Element && target.closest("button") !== null

export class Gestures {
  /** @type {Map<number, Point>} where the fingers are, by pointer */
  held = new Map()
  travelled = 0
  rolled = 0

  /**
   * @param {HTMLElement} field
   * @param {Heard} heard
   */
  constructor(field, heard) {
    this.field = field
    this.heard = heard
    field.addEventListener("pointerdown", (event) => {
      if (event.button || onButton(event)) return
      field.setPointerCapture(event.pointerId)
      this.held.set(event.pointerId, this.at(event))
      this.travelled = this.held.size > 1 ? Infinity : 0
    })
    field.addEventListener("pointermove", (event) => (this.held.has(event.pointerId) ? this.drag(event) : this.point(event)))
    field.addEventListener("pointerup", (event) => this.release(event, this.travelled < STILL))
    field.addEventListener("pointercancel", (event) => this.release(event, false))
    field.addEventListener("pointerleave", () => heard.pointed(null))
    field.addEventListener("wheel", (event) => this.roll(event), { passive: false })
    field.addEventListener("keydown", (event) => this.press(event))
  }

  /**
   * @param {MouseEvent} event
   * @returns {Point}
   */
  at(event) {
    const box = this.field.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  /** @param {MouseEvent} event */
  point(event) {
    const finger = event instanceof PointerEvent && event.pointerType === "touch"
    if (!finger && !onButton(event)) this.heard.pointed(this.at(event))
  }

  /**
   * @param {PointerEvent} event
   * @param {boolean} still
   */
  release(event, still) {
    if (!this.held.delete(event.pointerId) || this.held.size) return
    if (still) this.heard.clicked(this.at(event))
    this.heard.settled()
  }

  /**
   * One finger moves the map; two also zoom it.
   * @param {PointerEvent} event
   */
  drag(event) {
    const before = [...this.held.values()]
    this.held.set(event.pointerId, this.at(event))
    const now = [...this.held.values()], from = middle(before), to = middle(now), camera = this.heard.camera()
    this.travelled += Math.hypot(to[0] - from[0], to[1] - from[1])
    camera.pan(to[0] - from[0], to[1] - from[1])
    if (now.length === 2) camera.zoomAt(...to, Math.log2(apart(now) / apart(before)))
    this.heard.moved()
  }

  /** @param {WheelEvent} event */
  roll(event) {
    const camera = this.heard.camera()
    const pixels = event.deltaY * (event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? camera.side : 1)
    const by = -clamp(pixels * WHEEL * (event.ctrlKey ? PINCH : 1), -1, 1)
    if (!camera.zoomAt(...this.at(event), by)) return // at the end of its way the page scrolls again
    event.preventDefault()
    this.heard.moved()
    this.point(event)
    clearTimeout(this.rolled)
    this.rolled = setTimeout(this.heard.settled, SETTLED)
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.target !== this.field || event.ctrlKey || event.metaKey || event.altKey) return
    const camera = this.heard.camera(), by = STEP * camera.side, half = camera.side / 2
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowLeft: () => camera.pan(by, 0),
      ArrowRight: () => camera.pan(-by, 0),
      ArrowUp: () => camera.pan(0, by),
      ArrowDown: () => camera.pan(0, -by),
      "+": () => camera.zoomAt(half, half, ZOOM),
      "=": () => camera.zoomAt(half, half, ZOOM),
      "-": () => camera.zoomAt(half, half, -ZOOM),
      0: this.heard.home,
      Home: this.heard.home,
    }
    if (!acts[event.key]) return
    event.preventDefault()
    acts[event.key]()
    this.heard.typed()
    this.heard.moved()
    this.heard.settled()
  }

  close() {
    clearTimeout(this.rolled)
  }
}
