// How one moves on a map: drag, wheel, two fingers, keys.
const STEP = 0.08 // of the map's side, by an arrow key
const ZOOM = 0.5, WHEEL = 0.0025, PINCH = 4
const LINE = 16 // pixels of a wheel that counts in lines
const STILL = 5 // pixels that a click may wander
const SETTLED = 300 // milliseconds after the wheel

const middle = (points) => [0, 1].map((k) => points.reduce((sum, point) => sum + point[k], 0) / points.length)
const apart = ([a, b]) => Math.max(1, Math.hypot(a[0] - b[0], a[1] - b[1]))

export class Gestures {
  /** heard: camera() gives the one to move; moved(), settled(), pointed(at or null), clicked(at), typed(), home(). */
  constructor(field, heard) {
    Object.assign(this, { field, heard, held: new Map(), travelled: 0 })
    field.addEventListener("pointerdown", (event) => {
      if (event.button || event.target.closest("button")) return
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

  at(event) {
    const box = this.field.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  point(event) {
    if (event.pointerType !== "touch" && !event.target.closest("button")) this.heard.pointed(this.at(event))
  }

  release(event, still) {
    if (!this.held.delete(event.pointerId) || this.held.size) return
    if (still) this.heard.clicked(this.at(event))
    this.heard.settled()
  }

  /** One finger moves the map; two also zoom it. */
  drag(event) {
    const before = [...this.held.values()]
    this.held.set(event.pointerId, this.at(event))
    const now = [...this.held.values()], from = middle(before), to = middle(now), camera = this.heard.camera()
    this.travelled += Math.hypot(to[0] - from[0], to[1] - from[1])
    camera.pan(to[0] - from[0], to[1] - from[1])
    if (now.length === 2) camera.zoomAt(...to, Math.log2(apart(now) / apart(before)))
    this.heard.moved()
  }

  roll(event) {
    const camera = this.heard.camera()
    const pixels = event.deltaY * (event.deltaMode === 1 ? LINE : event.deltaMode === 2 ? camera.side : 1)
    const by = -Math.min(1, Math.max(-1, pixels * WHEEL * (event.ctrlKey ? PINCH : 1)))
    if (!camera.zoomAt(...this.at(event), by)) return // at the end of its way the page scrolls again
    event.preventDefault()
    this.heard.moved()
    this.point(event)
    clearTimeout(this.rolled)
    this.rolled = setTimeout(this.heard.settled, SETTLED)
  }

  press(event) {
    if (event.target !== this.field || event.ctrlKey || event.metaKey || event.altKey) return
    const camera = this.heard.camera(), by = STEP * camera.side, half = camera.side / 2
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
