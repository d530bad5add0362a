// The pad: drag in a plane of latent space and the picture follows. Works with mouse, pen, touch and keyboard.
import { countUp, make } from "./dom.js"
import { latest } from "./latest.js"
import { clamp } from "./numbers.js"
import { crisp, paint } from "./pixels.js"
import { Plane } from "./latent_plane.js"

/** @import { Decoder, Drawn, Shape } from "./decoder.js" */
/** @import { PlaneData, Point } from "./latent_plane.js" */
/** @typedef {{ u: number, v: number, text: string }} Mark */
/**
 * Who is told what: moved at the end of every move, moving with every step of it, drawn for every picture.
 * @typedef {Object} Heard
 * @property {(x: number, y: number) => void} [moved]
 * @property {() => void} [moving]
 * @property {(found: Drawn & { waited: number }) => void} [drawn]
 * @property {(error: unknown) => void} [failed]
 * @property {(on: boolean) => void} [wandering]
 */
/**
 * @typedef {Object} Setting
 * @property {Pick<Decoder, "decode">} decoder
 * @property {Shape} shape
 * @property {PlaneData} plane
 * @property {Point} [place]
 * @property {Mark[]} [marks]
 * @property {Heard} [heard]
 */

const GRID = 7
const PORTION = 7 // pictures of the surroundings in one go: the one under the finger waits no longer than for these
const STEP = 0.02, LEAP = 0.1
const ROUND_SECONDS = 16

/** @type {Point} */
const MIDDLE = [0.5, 0.5]

export class Pad {
  node = make("div", "gw-pad")
  field = make("div", "gw-field")
  knob = make("div", "gw-knob")
  marks = make("div", "gw-marks")
  place = MIDDLE
  /** @type {Float32Array} */
  z = new Float32Array()
  /** @type {Float32Array | null} */
  y = null
  /** @type {number | null} the pointer that drags */
  held = null
  /** @type {number | null} the next frame of wandering */
  wandering = null
  closed = false

  /**
   * @param {Element} root
   * @param {Setting} setting
   */
  constructor(root, { decoder, shape, plane, place = MIDDLE, marks = [], heard = {} }) {
    this.decoder = decoder
    this.shape = shape
    this.heard = heard
    this.place = place
    this.plane = new Plane(plane, shape)
    this.around = crisp(GRID * shape.size, GRID * shape.size, "gw-around")
    this.big = crisp(shape.size, shape.size, "gw-big", "The picture at the pad's point")
    this.build(root)
    this.picture = latest(
      decoder,
      (found) => {
        paint(this.big, found.rgba, 0, shape.size)
        countUp(this.node)
        heard.drawn?.(found)
      },
      (error) => heard.failed?.(error),
    )
    this.show(plane, marks, place)
  }

  /** @param {Element} root */
  build(root) {
    this.field.tabIndex = 0
    this.field.setAttribute("role", "slider")
    this.field.setAttribute("aria-roledescription", "pad")
    this.field.setAttribute("aria-label", "A plane of latent space. Drag, or use the arrow keys, to move through it.")
    this.field.append(this.around, this.marks, this.knob)
    this.node.append(this.field, this.big)
    root.append(this.node)
    this.listen()
  }

  listen() {
    const field = this.field
    field.addEventListener("pointerdown", (event) => {
      if (event.button) return
      this.rest()
      this.held = event.pointerId
      field.setPointerCapture(event.pointerId)
      this.follow(event)
    })
    field.addEventListener("pointermove", (event) => {
      if (event.pointerId === this.held) this.follow(event)
    })
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"]))
      field.addEventListener(name, (event) => {
        if (event.pointerId !== this.held) return
        this.held = null
        this.heard.moved?.(...this.place)
      })
    field.addEventListener("keydown", (event) => {
      const by = event.shiftKey ? LEAP : STEP
      /** @type {Record<string, Point>} */
      const ways = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }
      const way = event.key === "Home" ? [0.5 - this.place[0], 0.5 - this.place[1]] : ways[event.key]
      if (!way) return
      event.preventDefault()
      this.rest()
      this.move(this.place[0] + way[0], this.place[1] + way[1])
      this.heard.moved?.(...this.place)
    })
  }

  /** @param {PointerEvent} event */
  follow(event) {
    const box = this.field.getBoundingClientRect()
    this.move((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height)
  }

  /**
   * Go to a place, given as shares of the field from its lower left, and wish for its picture.
   * @param {number} x
   * @param {number} y
   */
  move(x, y) {
    this.place = [clamp(x, 0, 1), clamp(y, 0, 1)]
    this.knob.style.left = `${this.place[0] * 100}%`
    this.knob.style.top = `${(1 - this.place[1]) * 100}%`
    const [u, v] = this.plane.at(...this.place)
    this.z = this.plane.z(u, v)
    this.y = this.plane.label(u, v)
    this.picture.wish(this.z, this.y)
    const [across, up] = this.place.map((share) => Math.round(100 * share))
    this.field.setAttribute("aria-valuenow", String(across))
    this.field.setAttribute("aria-valuetext", `across ${across} %, up ${up} %`)
    this.heard.moving?.()
  }

  /**
   * Another plane: its surroundings are drawn anew, in portions.
   * @param {PlaneData} plane
   * @param {Mark[]} marks
   */
  show(plane, marks = [], place = this.place) {
    this.plane = new Plane(plane, this.shape)
    this.marks.replaceChildren(...marks.map((mark) => this.mark(mark)))
    this.move(...place)
    this.surround()
  }

  /** @param {Mark} mark */
  mark({ u, v, text }) {
    const [x, y] = this.plane.share(u, v), node = make("span", "gw-mark", text)
    node.style.left = `${x * 100}%`
    node.style.top = `${(1 - y) * 100}%`
    return node
  }

  async surround() {
    const plane = this.plane, places = plane.grid(GRID), { size } = this.shape
    try {
      for (let from = 0; from < places.length; from += PORTION) {
        const part = places.slice(from, from + PORTION), { z, y } = plane.all(part)
        const { rgba } = await this.decoder.decode(z, y, part.length)
        if (this.plane !== plane || this.closed) return
        part.forEach((_, i) => {
          const index = from + i
          paint(this.around, rgba, i, size, (index % GRID) * size, Math.floor(index / GRID) * size)
        })
      }
      countUp(this.node, "surrounded")
    } catch (error) {
      this.heard.failed?.(error)
    }
  }

  /** Draw all once more, where whoever drew it failed in between. */
  again() {
    this.move(...this.place)
    this.surround()
  }

  /** Drift round the middle, so many times, until somebody takes over. */
  wander(rounds = Infinity) {
    const begun = performance.now(), [x0, y0] = this.place
    /** @param {number} now */
    const drift = (now) => {
      if (now - begun > rounds * ROUND_SECONDS * 1000) return this.rest()
      const turn = ((now - begun) / 1000 / ROUND_SECONDS) * 2 * Math.PI
      const ease = Math.min(1, (now - begun) / 2000)
      const [x, y] = [0.5 + 0.33 * Math.sin(turn), 0.5 + 0.33 * Math.sin(2 * turn + 0.4)]
      this.move(x0 + (x - x0) * ease, y0 + (y - y0) * ease)
      this.wandering = requestAnimationFrame(drift)
    }
    this.wandering = requestAnimationFrame(drift)
    this.heard.wandering?.(true)
  }

  rest() {
    if (!this.wandering) return
    cancelAnimationFrame(this.wandering)
    this.wandering = null
    this.heard.wandering?.(false)
  }

  /** Wander, or rest from it. */
  turn() {
    if (this.wandering) this.rest()
    else this.wander()
  }

  close() {
    this.closed = true
    this.rest()
    this.picture.close()
    this.node.remove()
  }
}
