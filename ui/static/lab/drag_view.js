// A picture to pull at: points with targets, what must stay, and the model's pictures as they come.
import { button, element, make, off, press, say, set, slider } from "../../../gan_core/web/dom.js"
import { crisp, paint, pen } from "../../../gan_core/web/pixels.js"
import { DragSocket } from "./drag_socket.js"
import { allElse, History, stroke, within } from "./drag_state.js"
import { Keys } from "./keys.js"
import { lengthInWords } from "./lengths.js"
import { drawn } from "./svg.js"

/** @import { Key } from "../../../gan_core/web/decoder.js" */
/** @import { Step } from "./drag_socket.js" */
/** @import { Snapshot, Pair } from "./drag_state.js" */
/** @import { Lab, LabData } from "./lab.js" */
/** @typedef {LabData & { keys: Key[], most: number }} Data */
/** @typedef {"pull" | "keep" | "free"} Tool */
/** @typedef {{ pointer: number, pair: Pair | null, end: "start" | "target", last: [number, number], refused: boolean }} Gesture */

/** @type {Record<Tool, [string, string]>} words and help */
const TOOLS = {
  pull: ["Pull points", "Press on the picture and pull. Without “At once” a press sets a point, and one that goes nowhere is held in its place."],
  keep: ["Paint what stays", "The painted part of the picture is to stay as it is. All else may change."],
  free: ["Erase paint", "What is erased may change again."],
}
const BRUSH = 0.05 // of the picture's side
const CLICK = 0.6 // pixels of the model: who pulls less has pressed
const KEPT = [214, 38, 120, 120]
const GLIDE = 0.35 // of what is left to the newest latent, each frame
const STANDS = 1e-3 // of a latent: nearer to it, no pixel differs
const KEYS = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] })

export class View {
  node = make("div", "gl-drag")
  stage = make("div", "gl-drag-stage")
  hint = element("div", { class: "gl-drag-hint", "aria-hidden": "true" }, "Press on the object and pull")
  knobs = make("div")
  arrows = drawn("svg", { class: "gl-drag-arrows", "aria-hidden": "true" })
  readout = element("p", { class: "gl-drag-words", role: "status" })
  lengths = make("span", "gl-lab-quiet")
  history = new History()
  /** @type {Tool} */
  tool = "pull"
  atOnce = true
  spent = false // the points shown are those of a drag that has ended
  /** @type {[number, number][]} where the points are in the picture */
  points = []
  /** @type {Gesture | null} */
  gesture = null
  /** @type {Snapshot | undefined} where the drag that runs began */
  from = undefined
  /** @type {Step["rgba"] | null} the newest picture */
  last = null
  frame = 0 // the next one of a glide
  /** @type {Float32Array} what the picture shows while it glides */
  shown = new Float32Array(0)
  calm = matchMedia("(prefers-reduced-motion: reduce)")

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { size } = lab.data.shape
    this.size = size
    this.shownKeys = JSON.stringify(lab.data.keys)
    this.keys = new Keys(lab, "Start from", () => this.restart())
    this.big = crisp(size, size, "gw-big", "The picture to pull at")
    this.layer = crisp(size, size, "gl-drag-kept")
    set(this.arrows, "viewBox", `-0.5 -0.5 ${size} ${size}`)
    this.stage.append(this.big, this.layer, this.arrows, this.hint, this.knobs)
    this.tools = /** @type {[Tool, [string, string]][]} */ (Object.entries(TOOLS)).map(([name, [words, help]]) => ({ name, node: button(words, () => this.choose(name), help) }))
    this.once = button("At once", () => this.setAtOnce(!this.atOnce), "The picture follows while you pull. Without it, set several points first and press Start.")
    this.start = button("Start", () => this.startOrStop())
    this.undo = button("Undo", () => this.go(this.history.undo()))
    this.redo = button("Redo", () => this.go(this.history.redo()))
    this.radius = slider({ min: 2, max: Math.round(size / 2), step: 0.5, value: size / 4 })
    this.radius.id = "gl-drag-radius"
    this.reach = make("span", "gl-lab-quiet")
    this.radius.oninput = () => this.sayRadius()
    const reach = element("label", { class: "gl-drag-radius", for: this.radius.id, title: "How much around a point goes with it. Small: a part is bent. Large: the whole object moves." }, "Template radius")
    const row = element("div", { class: "gl-drag-row" }, reach, this.radius, this.reach)
    const tools = element("div", { class: "gl-lab-bar", role: "group", "aria-label": "Tool" }, ...this.tools.map((each) => each.node))
    const bar = (/** @type {Node[]} */ ...nodes) => element("div", { class: "gl-lab-bar" }, ...nodes)
    const side = element("div", { class: "gl-drag-side" },
      this.keys.node, tools, row,
      bar(this.once, this.start, button("Add a point", () => this.addPoint(), "In the middle of the picture; the arrow keys move it"), button("Keep all else", () => this.keepAllElse(), "Paints all but what goes along with the points")),
      bar(this.undo, this.redo, button("Reset", () => this.restart(), "The first picture, without points and paint"), button("Keep this picture", () => this.keep(), "Adds it to your pictures, for all other tools")),
      this.lengths)
    this.node.append(element("div", {}, this.stage, this.readout), side)
    root.append(this.node)
    this.picture = lab.painter(this.big, this.node)
    this.now = this.fresh()
    const { model, fingerprint } = lab.data
    this.socket = new DragSocket(lab.url(`api/lab/drag?model=${encodeURIComponent(model)}&v=${fingerprint}`), lab.data.shape, {
      step: (step) => this.stepped(step),
      done: (words) => this.ended(words),
      failed: (words) => this.failed(words),
    })
    this.listen()
    this.restart()
  }

  /** @returns {Snapshot} the picked picture as it was */
  fresh() {
    const { z, y } = this.keys.current
    return { z, y, pairs: [], kept: new Uint8Array(this.size * this.size) }
  }

  restart() {
    this.go(this.fresh())
    this.history.push(this.copy())
    this.tell("")
  }

  copy() {
    const { z, y, pairs, kept } = this.now
    return { z, y, pairs: pairs.map((each) => ({ ...each })), kept: kept.slice() }
  }

  remember() {
    this.history.push(this.copy())
    this.show()
  }

  /** @param {Snapshot | null} snapshot */
  go(snapshot) {
    if (!snapshot) return
    this.socket?.stop()
    cancelAnimationFrame(this.frame)
    this.frame = 0
    this.gesture = null
    this.now = snapshot
    this.now = this.copy() // the history's own stays as it is
    this.spent = false
    this.points = []
    this.picture.wish(this.now.z, this.now.y)
    this.tell("")
    this.show()
  }

  /** @param {Tool} tool */
  choose(tool) {
    this.tool = tool
    this.show()
  }

  /** @param {boolean} on */
  setAtOnce(on) {
    this.atOnce = on
    this.show()
  }

  listen() {
    const { stage } = this
    stage.onpointerdown = (event) => this.down(event)
    stage.onpointermove = (event) => this.moved(event)
    stage.onpointerup = (event) => this.up(event)
    stage.onpointercancel = (event) => this.up(event)
    this.node.onkeydown = (event) => this.key(event)
  }

  /**
   * Where a pointer is, in pixels of the model's picture; beyond the edge for one that went too far.
   * @param {PointerEvent} event
   * @returns {[number, number]}
   */
  at(event) {
    const box = this.big.getBoundingClientRect()
    return [((event.clientX - box.left) / box.width) * this.size - 0.5, ((event.clientY - box.top) / box.height) * this.size - 0.5]
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (this.gesture || event.button !== 0) return
    const [x, y] = this.at(event), knob = event.target instanceof HTMLElement ? event.target.closest("button") : null
    if (!knob) event.preventDefault()
    this.stage.setPointerCapture(event.pointerId)
    this.gesture = { pointer: event.pointerId, pair: null, end: "target", last: [x, y], refused: false }
    if (this.tool !== "pull") return this.brush([x, y])
    if (this.spent || (this.atOnce && !knob)) this.clearPairs()
    if (knob?.isConnected) {
      this.gesture.pair = this.now.pairs[Number(knob.dataset.index)] ?? null
      this.gesture.end = knob.dataset.end === "start" ? "start" : "target"
      knob.focus({ preventScroll: true })
    } else if (this.now.pairs.length < this.lab.data.most) {
      const place = within(x, this.size), down = within(y, this.size)
      const pair = { x: place, y: down, toX: place, toY: down }
      this.now.pairs.push(pair)
      this.gesture.pair = pair
    }
    this.show()
  }

  /** @param {PointerEvent} event */
  moved(event) {
    const { gesture } = this
    if (!gesture || event.pointerId !== gesture.pointer) return
    const at = this.at(event)
    if (this.tool !== "pull") return this.brush(at)
    const { pair } = gesture
    if (!pair) return
    const x = within(at[0], this.size), y = within(at[1], this.size)
    if (gesture.end === "start") Object.assign(pair, { x, y })
    else Object.assign(pair, { toX: x, toY: y })
    gesture.last = at
    this.showPoints()
    if (!this.atOnce || gesture.end === "start") return
    if (this.socket.running) this.socket.aim(this.wish(true))
    else if (!gesture.refused && far(pair) > CLICK) this.begin(true)
  }

  /** @param {PointerEvent} event */
  up(event) {
    const { gesture } = this
    if (!gesture || event.pointerId !== gesture.pointer) return
    this.gesture = null
    if (this.tool !== "pull") return this.remember()
    if (!gesture.pair) return
    if (this.atOnce && gesture.end === "target") {
      if (this.socket.running) this.socket.aim(this.wish(false))
      else if (far(gesture.pair) > CLICK) this.begin(false)
      else this.clearPairs()
    } else this.remember()
    this.show()
  }

  /** @param {[number, number]} at */
  brush(at) {
    const { gesture } = this
    if (!gesture) return
    stroke(this.now.kept, this.size, gesture.last, at, Math.max(1, BRUSH * this.size), this.tool === "keep" ? 1 : 0)
    gesture.last = at
    this.showKept()
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const letter = event.key.toLowerCase()
    if ((event.ctrlKey || event.metaKey) && (letter === "z" || letter === "y")) {
      event.preventDefault()
      this.go(letter === "y" || event.shiftKey ? this.history.redo() : this.history.undo())
      return
    }
    const knob = event.target instanceof HTMLElement ? event.target : null, index = Number(knob?.dataset.index ?? -1), pair = this.now.pairs[index]
    if (!knob || !pair) return
    const way = KEYS[event.key]
    if (way) {
      const [x, y] = way
      if (knob.dataset.end === "start") Object.assign(pair, { x: within(pair.x + x, this.size), y: within(pair.y + y, this.size) })
      else Object.assign(pair, { toX: within(pair.toX + x, this.size), toY: within(pair.toY + y, this.size) })
      this.remember()
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.now.pairs.splice(index, 1)
      this.remember()
    } else if (event.key === "Enter") this.startOrStop()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  addPoint() {
    if (this.spent) this.clearPairs()
    if (this.now.pairs.length >= this.lab.data.most) return this.tell(`At most ${this.lab.data.most} points go at once.`)
    const middle = Math.floor(this.size / 2)
    this.now.pairs.push({ x: middle, y: middle, toX: middle, toY: middle })
    this.remember()
    const knob = this.knobs.querySelector(`[data-index="${this.now.pairs.length - 1}"][data-end="target"]`)
    if (knob instanceof HTMLElement) knob.focus()
  }

  keepAllElse() {
    this.now.kept = allElse(this.now.pairs, this.size, Number(this.radius.value))
    this.remember()
  }

  clearPairs() {
    this.now.pairs = []
    this.points = []
    this.spent = false
    this.socket.stop()
  }

  keep() {
    this.lab.send("keep", { z: [...this.now.z], y: this.now.y && [...this.now.y] })
  }

  startOrStop() {
    if (this.socket.running) {
      this.socket.stop()
      return this.ended("Stopped.")
    }
    if (!this.now.pairs.length) return this.tell("First press on the picture, or add a point.")
    if (!this.now.pairs.some((each) => far(each) > 0)) return this.tell("No point goes anywhere yet: pull one, or move its target with the arrow keys.")
    this.begin(false)
  }

  /** @param {boolean} hold whether a pointer still pulls */
  begin(hold) {
    this.spent = false
    this.points = []
    this.from = this.copy()
    this.shown = this.now.z
    this.socket.begin(this.wish(hold))
    this.tell("Searching…")
    this.show()
  }

  /** @param {boolean} hold */
  wish(hold) {
    const { z, y, kept } = this.from ?? this.now
    return { z, y, kept, pairs: this.now.pairs, radius: Number(this.radius.value), hold }
  }

  /** @param {Step} step */
  stepped({ z, rgba, points, rest, step, steps }) {
    this.now.z = z
    this.points = points
    this.last = rgba
    if (this.glides) this.frame ||= requestAnimationFrame(() => this.glide())
    else if (!this.calm.matches) paint(this.big, rgba, 0, this.size)
    this.node.dataset.step = String(step)
    this.node.dataset.rest = rest.toFixed(2)
    this.stage.style.setProperty("--share", String(this.gesture ? 0 : step / steps))
    this.lengths.textContent = lengthInWords(z)
    this.showPoints()
  }

  /** Whether this browser draws what lies between two of the server's pictures, which come when they can. */
  get glides() {
    return !this.calm.matches && this.lab.decoder.name === "ort"
  }

  glide() {
    const goal = this.now.z, { shown } = this
    const left = goal.reduce((most, each, index) => Math.max(most, Math.abs(each - shown[index])), 0)
    this.shown = left < STANDS ? goal : shown.map((each, index) => each + GLIDE * (goal[index] - each))
    this.picture.wish(this.shown, this.now.y)
    this.frame = left < STANDS ? 0 : requestAnimationFrame(() => this.glide())
  }

  /** Once refused, a pull is tried again only when it is let go. @param {string} words */
  failed(words) {
    if (this.gesture) this.gesture.refused = true
    this.ended(words)
  }

  /** @param {string} words */
  ended(words) {
    if (this.last && !this.glides) paint(this.big, this.last, 0, this.size)
    this.spent = true
    const changed = this.from?.z !== this.now.z
    this.from = undefined
    this.tell(words)
    const { pairs } = this.now
    this.now.pairs = []
    if (changed) this.history.push(this.copy())
    this.now.pairs = pairs // shown until the next ones
    this.node.dataset.drags = String(Number(this.node.dataset.drags ?? 0) + 1)
    this.show()
  }

  /** @param {string} words */
  tell(words) {
    say(this.readout, words)
  }

  sayRadius() {
    say(this.reach, `${Number(this.radius.value)} px`)
  }

  show() {
    const { running } = this.socket ?? { running: false }
    for (const { name, node } of this.tools) press(node, name === this.tool)
    press(this.once, this.atOnce)
    say(this.start, running ? "Stop" : "Start")
    off(this.undo, !this.history.canUndo)
    off(this.redo, !this.history.canRedo)
    this.stage.dataset.tool = this.tool
    this.stage.dataset.running = String(running)
    if (!running) this.stage.style.setProperty("--share", "0")
    this.lengths.textContent = lengthInWords(this.now.z)
    this.hint.hidden = this.tool !== "pull" || this.now.pairs.length > 0 || this.history.snapshots.length > 1
    this.sayRadius()
    this.showKept()
    this.showPoints()
  }

  showKept() {
    const pixels = new ImageData(this.size, this.size)
    this.now.kept.forEach((kept, index) => {
      const dark = ((index % this.size) + Math.floor(index / this.size)) % 2
      if (kept) pixels.data.set(dark ? KEPT : [...KEPT.slice(0, 3), KEPT[3] / 2], 4 * index)
    })
    pen(this.layer).putImageData(pixels, 0, 0)
  }

  showPoints() {
    const { pairs } = this.now
    this.arrows.replaceChildren(...pairs.flatMap((pair, index) => {
      const [x, y] = this.points[index] ?? [pair.x, pair.y]
      const ends = { x1: String(x), y1: String(y), x2: String(pair.toX), y2: String(pair.toY) }
      return [drawn("line", { class: "gl-drag-edge", ...ends }), drawn("line", { class: "gl-drag-line", ...ends })]
    }))
    const wanted = this.spent ? 0 : 2 * pairs.length
    while (this.knobs.children.length > wanted) this.knobs.lastElementChild?.remove()
    while (this.knobs.children.length < wanted) this.knobs.append(button("", () => {}))
    pairs.forEach((pair, index) => {
      if (this.spent) return
      const [x, y] = this.points[index] ?? [pair.x, pair.y]
      this.knob(2 * index, index, "start", x, y, `Point ${index + 1}, at ${Math.round(x)}, ${Math.round(y)}`)
      this.knob(2 * index + 1, index, "target", pair.toX, pair.toY, `Target of point ${index + 1}, at ${pair.toX}, ${pair.toY}. Arrow keys move it, Enter starts, Delete removes the point.`)
    })
  }

  /**
   * @param {number} place
   * @param {number} index
   * @param {"start" | "target"} end
   * @param {number} x
   * @param {number} y
   * @param {string} words
   */
  knob(place, index, end, x, y, words) {
    const node = /** @type {HTMLElement} */ (this.knobs.children[place])
    node.className = `gl-drag-knob gl-drag-${end}`
    node.dataset.index = String(index)
    node.dataset.end = end
    set(node, "aria-label", words)
    node.style.left = `${(100 * (x + 0.5)) / this.size}%`
    node.style.top = `${(100 * (y + 0.5)) / this.size}%`
  }

  /** @param {Data} data */
  update(data) {
    const keys = JSON.stringify(data.keys)
    if (keys === this.shownKeys) return
    this.shownKeys = keys
    this.keys.show(data.keys)
  }

  resume() {
    if (!this.socket.running) this.picture.wish(this.now.z, this.now.y)
  }

  close() {
    cancelAnimationFrame(this.frame)
    this.picture.close()
    this.socket.close()
    this.node.remove()
  }
}

/** @param {Pair} pair */
const far = ({ x, y, toX, toY }) => Math.hypot(toX - x, toY - y)
