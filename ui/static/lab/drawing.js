// A canvas to draw on, or to paint a hole into a picture. It reports once a stroke; what Python sends is in ui/lab/drawing.py.
import { button, element, off, press, say, set } from "../../../gan_core/web/dom.js"
import { decoded, pen } from "../../../gan_core/web/pixels.js"
import { ACTIONS, TOOLS, toolButtons } from "./drawing_tools.js"
import { covered, hatchHole, holeCanvas } from "./hole.js"
import { Memory } from "./memory.js"
import { Strokes } from "./strokes.js"

/** @import { Component, Mounted } from "../mount.js" */
/** @import { Action } from "./drawing_tools.js" */
/** @import { Point, Size, Stroke } from "./strokes.js" */
/**
 * @typedef {Object} Data
 * @property {string} id
 * @property {string} version
 * @property {boolean} known
 * @property {"draw" | "mask"} mode
 * @property {Size} size
 * @property {number} scale
 * @property {string} background
 * @property {string} label
 * @property {string} hint
 * @property {string} paper
 * @property {[string, string][]} palette
 * @property {string} colour
 * @property {number} brush
 * @property {number} shown
 */

/** @type {Memory<Strokes>} */
const memory = new Memory(6)
const FINE = 2 // pixels of the canvas for one of the PNG
class Drawing {
  /** @type {Stroke["tool"]} */
  tool = "brush"
  canvas = element("canvas", { class: "gd-canvas", role: "img" })
  context = pen(this.canvas)
  ring = element("div", { class: "gd-ring", hidden: "" })
  empty = element("div", { class: "gd-hint", "aria-hidden": "true" })
  stage = element("div", { class: "gd-stage" }, this.canvas, this.empty, this.ring)
  tools = toolButtons(TOOLS, (tool) => this.choose(tool))
  actions = toolButtons(ACTIONS, (name) => this.act(name))
  slider = element("input", { type: "range", step: "0.5", "aria-label": "Brush width", title: "Brush width" })
  picker = element("input", { type: "color", title: "Any colour", "aria-label": "Any colour" })
  colours = element("div", { class: "gd-colours", role: "group", "aria-label": "Colour" })
  node = element("div", { class: "gan-part gan-drawing", role: "group", tabindex: "-1" })
  /** @type {{ button: HTMLButtonElement, colour: string }[]} */
  swatches = []
  /** @type {number | null} the pointer that draws */
  pointer = null
  frame = 0 // the next drawing, if one is to come
  soon = 0
  width = 0 // of the brush, in pixels of the model's picture
  side = 0 // the picture's longer one
  colour = "#ffffff"
  /** @type {HTMLImageElement | null} */
  image = null

  /** @param {Component<Data>} component */
  constructor({ data, setStateValue }) {
    this.data = data
    this.report = setStateValue
    this.strokes = this.adopted()
    const { undo, redo, clear, fill } = this.actions
    /** @param {...Node} children */
    const group = (...children) => element("div", { class: "gd-group" }, ...children)
    const width = element("label", { class: "gd-width" }, element("span", {}, "Width"), this.slider)
    const bar = element("div", { class: "gd-bar", role: "group", "aria-label": "Tools" },
      group(this.tools.brush, this.tools.eraser, fill), group(undo, redo, clear), width, this.colours)
    this.node.append(element("div", { class: "gd-body" }, this.stage, bar))
    this.listen()
    this.show()
  }

  listen() {
    this.node.onkeydown = (event) => this.key(event)
    this.slider.oninput = () => {
      this.width = Number(this.slider.value)
    }
    this.picker.oninput = () => this.ink(this.picker.value)
    const { canvas } = this
    canvas.onpointerdown = (event) => this.down(event)
    canvas.onpointermove = (event) => this.move(event)
    canvas.onpointerup = canvas.onpointercancel = canvas.onlostpointercapture = (event) => this.up(event)
    canvas.onpointerleave = () => {
      this.ring.hidden = true
    }
    canvas.oncontextmenu = (event) => {
      if (this.pointer !== null) event.preventDefault()
    }
  }

  get masking() {
    return this.data.mode === "mask"
  }

  /** Pixels of the canvas for one of the model's picture. */
  get unit() {
    return this.data.scale * FINE
  }

  /** @param {Component<Data>} component */
  update({ data, setStateValue }) {
    const before = this.data
    this.report = setStateValue
    this.data = data
    if (data.id !== before.id || data.version !== before.version) this.strokes = this.adopted()
    this.show(before)
  }

  /** @param {Partial<Data>} before */
  show(before = {}) {
    const { background, palette, size, label, hint, shown } = this.data
    if (JSON.stringify(palette) !== JSON.stringify(before.palette)) this.makeColours()
    if (background !== before.background) this.load(background)
    for (const node of [this.node, this.canvas]) set(node, "aria-label", label)
    say(this.empty, hint)
    this.node.style.setProperty("--shown", `${shown}px`)
    this.node.style.setProperty("--ratio", `${size[1]} / ${size[0]}`)
    this.draw()
  }

  /** The strokes to go on with: those of this very canvas, if it was here before. */
  adopted() {
    const { id, version, size, brush, colour, known } = this.data
    const [height, width] = size.map((side) => side * this.unit), longer = Math.max(...size)
    const name = `${id} ${version}`
    const kept = memory.get(name)
    const strokes = memory.set(name, kept ?? new Strokes(width, height))
    this.pointer = null
    this.canvas.width = width
    this.canvas.height = height
    this.slider.min = "1"
    this.slider.max = String(Math.max(4, Math.round(longer / 3)))
    if (this.side !== longer) {
      this.slider.value = String(brush)
      this.width = Number(this.slider.value)
    }
    this.side = longer
    this.colour = colour
    if (kept ? !known && kept.steps.length : known) this.tell(strokes)
    return strokes
  }

  makeColours() {
    const { palette } = this.data
    this.swatches = palette.map(([label, colour]) => {
      const swatch = button("", () => this.ink(colour), label)
      swatch.className = "gd-swatch"
      swatch.setAttribute("aria-label", label)
      swatch.style.setProperty("--ink", colour)
      return { button: swatch, colour }
    })
    this.colours.replaceChildren(...this.swatches.map((each) => each.button), ...(palette.length ? [this.picker] : []))
    this.colours.hidden = !palette.length
  }

  /** @param {string} address */
  async load(address) {
    const image = address ? await decoded(address).catch(() => null) : null
    if (address !== this.data.background) return // another one is on its way
    this.image = image
    this.draw()
  }

  /** @param {Stroke["tool"]} tool */
  choose(tool) {
    this.tool = tool
    this.draw()
  }

  /** @param {string} colour */
  ink(colour) {
    this.colour = colour
    this.choose("brush")
  }

  /** @param {Action} name */
  act(name) {
    const { strokes } = this
    if (this.pointer !== null || this.actions[name].ariaDisabled) return
    if (name === "undo" || name === "redo") strokes[name]()
    else strokes.add({ tool: name, colour: this.colour })
    this.draw()
    this.tellSoon()
  }

  /**
   * @param {PointerEvent} event
   * @returns {Point}
   */
  at(event) {
    const box = this.canvas.getBoundingClientRect()
    return [(event.clientX - box.left) * (this.canvas.width / box.width), (event.clientY - box.top) * (this.canvas.height / box.height)]
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (this.pointer !== null || event.button !== 0) return
    event.preventDefault()
    this.node.focus({ preventScroll: true }) // for Ctrl+Z
    this.pointer = event.pointerId
    this.canvas.setPointerCapture(event.pointerId)
    this.strokes.begin(this.tool, this.masking ? "#ffffff" : this.colour, this.width * this.unit, this.at(event))
    this.follow(event)
    this.draw()
  }

  /** @param {PointerEvent} event */
  move(event) {
    this.follow(event)
    if (event.pointerId !== this.pointer) return
    const steps = event.getCoalescedEvents?.() ?? []
    this.strokes.extend((steps.length ? steps : [event]).map((each) => this.at(each)))
    this.frame ||= requestAnimationFrame(() => this.draw())
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (event.pointerId !== this.pointer) return
    this.pointer = null
    this.strokes.end()
    this.draw()
    this.tellSoon()
  }

  /**
   * A circle as large as the brush goes with a mouse or pen; under a finger it could not be seen.
   * @param {PointerEvent} event
   */
  follow(event) {
    this.ring.hidden = event.pointerType === "touch"
    const box = this.canvas.getBoundingClientRect()
    const side = (this.width * this.unit * box.width) / this.canvas.width
    const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((middle) => middle - side / 2)
    this.ring.style.width = this.ring.style.height = `${side}px`
    this.ring.style.transform = `translate(${x}px, ${y}px)`
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const letter = event.key.toLowerCase()
    const name = letter === "y" || (letter === "z" && event.shiftKey) ? "redo" : letter === "z" ? "undo" : null
    if (!name) return
    event.preventDefault()
    event.stopPropagation()
    this.act(name)
  }

  draw() {
    cancelAnimationFrame(this.frame)
    this.frame = 0
    const { strokes, actions } = this
    this.compose(this.context)
    for (const [name, button] of Object.entries(this.tools)) press(button, name === this.tool)
    for (const { button, colour } of this.swatches) press(button, colour === this.colour)
    this.picker.value = this.colour
    off(actions.undo, !strokes.canUndo)
    off(actions.redo, !strokes.canRedo)
    actions.fill.hidden = !this.data.palette.length || Boolean(this.data.background)
    off(actions.clear, !strokes.place || strokes.steps[strokes.place - 1].tool === "clear")
    this.empty.hidden = strokes.place > 0 || Boolean(strokes.base)
  }

  /** @param {CanvasRenderingContext2D} context */
  compose(context, strokes = this.strokes) {
    const { width, height } = context.canvas
    context.fillStyle = strokes.paper ?? this.data.paper
    context.fillRect(0, 0, width, height)
    if (this.image) {
      context.imageSmoothingEnabled = this.image.naturalWidth > this.data.size[1]
      context.imageSmoothingQuality = "high"
      context.drawImage(this.image, 0, 0, width, height)
      context.imageSmoothingEnabled = true
    }
    if (this.masking) hatchHole(context, this.hole(strokes), this.data.size[1], this.unit)
    else context.drawImage(strokes.layer, 0, 0, width, height)
  }

  tellSoon() {
    clearTimeout(this.soon)
    this.soon = setTimeout(() => this.tell(), 0) // the stroke first
  }

  tell(strokes = this.strokes) {
    const canvas = this.masking ? holeCanvas(this.hole(strokes), this.data.size) : this.drawn(strokes)
    this.report("drawing", { version: this.data.version, png: canvas?.toDataURL("image/png") ?? null })
  }

  /** @param {Strokes} strokes */
  hole(strokes) {
    return covered(strokes, this.data.size, this.unit)
  }

  /** @param {Strokes} strokes */
  drawn(strokes) {
    const { layer, paper, blank } = strokes
    if (blank && !paper) return null
    const [height, width] = this.data.size.map((side) => side * this.data.scale)
    const whole = element("canvas", { width: layer.width, height: layer.height })
    this.compose(pen(whole), strokes)
    const canvas = element("canvas", { width, height }), context = pen(canvas)
    context.imageSmoothingQuality = "high"
    context.drawImage(whole, 0, 0, width, height)
    return canvas
  }

  close() {
    clearTimeout(this.soon)
    cancelAnimationFrame(this.frame)
    this.node.remove()
  }
}

/**
 * @param {Element} parent
 * @param {Component<Data>} component
 * @returns {Mounted<Data>}
 */
export function mount(parent, component) {
  const drawing = new Drawing(component)
  parent.append(drawing.node)
  return drawing
}
