// The pad: drag in a plane of latent space and the picture follows. Works with mouse, pen, touch and keyboard.
import { latest } from "./latest.js"
import { crisp, paint } from "./pixels.js"
import { Plane, joined } from "./plane.js"

const GRID = 7
const PORTION = 7 // pictures of the surroundings in one go: the one under the finger waits no longer than for these
const STEP = 0.02, LEAP = 0.1
const ROUND_SECONDS = 16

const make = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text })

export class Pad {
  /** `heard` is told: moved(x, y) at the end of every move, drawn({ms, waited}) for every picture, failed(error). */
  constructor(root, { decoder, shape, plane, place = [0.5, 0.5], marks = [], heard = {} }) {
    Object.assign(this, { decoder, shape, heard, held: null })
    this.build(root)
    this.picture = latest(
      decoder,
      (found) => {
        paint(this.big, found.rgba, 0, shape.size)
        this.node.dataset.frames = String(Number(this.node.dataset.frames ?? 0) + 1)
        heard.drawn?.(found)
      },
      (error) => heard.failed?.(error),
    )
    this.show(plane, marks, place)
  }

  build(root) {
    const { size } = this.shape
    this.node = make("div", "gw-pad")
    this.field = make("div", "gw-field")
    this.field.tabIndex = 0
    this.field.setAttribute("role", "slider")
    this.field.setAttribute("aria-roledescription", "pad")
    this.field.setAttribute("aria-label", "A plane of latent space. Drag, or use the arrow keys, to move through it.")
    this.around = crisp(GRID * size, GRID * size, "gw-around")
    this.knob = make("div", "gw-knob")
    this.marks = make("div", "gw-marks")
    this.field.append(this.around, this.marks, this.knob)
    this.big = crisp(size, size, "gw-big")
    this.big.setAttribute("role", "img")
    this.big.setAttribute("aria-label", "The picture at the pad's point")
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
    field.addEventListener("pointermove", (event) => event.pointerId === this.held && this.follow(event))
    for (const name of ["pointerup", "pointercancel"])
      field.addEventListener(name, (event) => {
        if (event.pointerId !== this.held) return
        this.held = null
        this.heard.moved?.(...this.place)
      })
    field.addEventListener("keydown", (event) => {
      const by = event.shiftKey ? LEAP : STEP
      const ways = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }
      const way = event.key === "Home" ? [0.5 - this.place[0], 0.5 - this.place[1]] : ways[event.key]
      if (!way) return
      event.preventDefault()
      this.rest()
      this.move(this.place[0] + way[0], this.place[1] + way[1])
      this.heard.moved?.(...this.place)
    })
  }

  follow(event) {
    const box = this.field.getBoundingClientRect()
    this.move((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height)
  }

  /** Go to a place, given as shares of the field from its lower left, and wish for its picture. */
  move(x, y) {
    this.place = [x, y].map((share) => Math.min(1, Math.max(0, share)))
    this.knob.style.left = `${this.place[0] * 100}%`
    this.knob.style.top = `${(1 - this.place[1]) * 100}%`
    const [u, v] = this.plane.at(...this.place)
    this.z = this.plane.z(u, v)
    this.y = this.plane.label(u, v)
    this.picture.wish(this.z, this.y)
    this.field.setAttribute("aria-valuenow", Math.round(100 * this.place[0]))
    this.field.setAttribute("aria-valuetext", `across ${Math.round(100 * this.place[0])} %, up ${Math.round(100 * this.place[1])} %`)
    this.heard.moving?.(this.z, u, v)
  }

  /** Another plane: its surroundings are drawn anew, in portions. */
  show(plane, marks = [], place = this.place) {
    this.plane = new Plane(plane)
    this.marks.replaceChildren(...marks.map((mark) => this.mark(mark)))
    this.move(...place)
    this.surround()
  }

  mark({ u, v, text }) {
    const [x, y] = this.plane.share(u, v), node = make("span", "gw-mark", text)
    node.style.left = `${x * 100}%`
    node.style.top = `${(1 - y) * 100}%`
    return node
  }

  async surround() {
    const plane = this.plane, { z, y } = plane.grid(GRID), { size } = this.shape
    try {
      for (let from = 0; from < z.length; from += PORTION) {
        const part = z.slice(from, from + PORTION)
        const labels = plane.y ? joined(y.slice(from, from + PORTION)) : null
        const { rgba } = await this.decoder.decode(joined(part), labels, part.length)
        if (this.plane !== plane || this.closed) return
        part.forEach((_, i) => {
          const index = from + i
          paint(this.around, rgba, i, size, (index % GRID) * size, Math.floor(index / GRID) * size)
        })
      }
      this.node.dataset.surrounded = String(Number(this.node.dataset.surrounded ?? 0) + 1)
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

  close() {
    this.closed = true
    this.rest()
    this.picture.close()
    this.node.remove()
  }
}
