// A canvas to draw on, or to paint a hole into a picture. It reports once a stroke; what Python sends is in ui/lab/drawing.py.
const memory = new Memory(6)
const FINE = 2 // pixels of the canvas for one of the PNG
const TOOLS = {
  brush: ["Brush", "M4 20l1-4.5L16 4.5a1.5 1.5 0 0 1 2 0L19.5 6a1.5 1.5 0 0 1 0 2L8.5 19z", "M13.5 7l3.5 3.5"],
  eraser: ["Eraser", "M9 19.5 4.2 14.7a1.5 1.5 0 0 1 0-2.1l8-8a1.5 1.5 0 0 1 2.1 0l5.2 5.2a1.5 1.5 0 0 1 0 2.1l-7.6 7.6z", "M8.5 8.5l7 7", "M9 19.5h11"],
}
const ACTIONS = {
  fill: ["Fill the paper with this colour", "M12 3.5c3.5 4.2 5.5 7 5.5 9.7a5.5 5.5 0 0 1-11 0c0-2.7 2-5.5 5.5-9.7z", "M6.5 13.5c3-1.5 7 1.5 11 0"],
  undo: ["Undo", "M8 5 4 9l4 4", "M4 9h10a5.5 5.5 0 0 1 0 11h-3"],
  redo: ["Redo", "M16 5l4 4-4 4", "M20 9H10a5.5 5.5 0 0 0 0 11h3"],
  clear: ["Clear", "M5 7h14", "M10 7V4.5h4V7", "M7 7l1 12.5h8L17 7"],
}

class Drawing {
  constructor() {
    this.data = {}
    this.tool = "brush"
    this.canvas = element("canvas", { class: "gd-canvas", role: "img" })
    this.context = this.canvas.getContext("2d")
    this.ring = element("div", { class: "gd-ring", hidden: "" })
    this.empty = element("div", { class: "gd-hint", "aria-hidden": "true" })
    this.stage = element("div", { class: "gd-stage" }, this.canvas, this.empty, this.ring)
    this.makeTools()
    this.node = element("div", { class: "gan-part gan-drawing", role: "group", tabindex: "-1" }, element("div", { class: "gd-body" }, this.stage, this.bar))
    this.node.onkeydown = (event) => this.key(event)
    Object.assign(this.canvas, {
      onpointerdown: (event) => this.down(event),
      onpointermove: (event) => this.move(event),
      onpointerup: (event) => this.up(event),
      onpointercancel: (event) => this.up(event),
      onlostpointercapture: (event) => this.up(event),
      onpointerleave: () => (this.ring.hidden = true),
      oncontextmenu: (event) => this.pointer !== undefined && event.preventDefault(),
    })
  }

  makeTools() {
    const button = (name, [label, ...lines], onclick) => {
      const made = element("button", { type: "button", class: "gd-tool", title: label, "aria-label": label, onclick }, icon(...lines))
      return [name, made]
    }
    this.tools = Object.fromEntries(Object.entries(TOOLS).map(([name, look]) => button(name, look, () => this.choose(name))))
    this.actions = Object.fromEntries(Object.entries(ACTIONS).map(([name, look]) => button(name, look, () => this.act(name))))
    this.slider = element("input", { type: "range", step: "0.5", "aria-label": "Brush width", title: "Brush width" })
    this.slider.oninput = () => (this.width = Number(this.slider.value))
    this.picker = element("input", { type: "color", title: "Any colour", "aria-label": "Any colour" })
    this.picker.oninput = () => this.ink(this.picker.value)
    this.colours = element("div", { class: "gd-colours", role: "group", "aria-label": "Colour" })
    const { undo, redo, clear, fill } = this.actions
    const group = (...children) => element("div", { class: "gd-group" }, ...children)
    this.bar = element("div", { class: "gd-bar", role: "group", "aria-label": "Tools" },
      group(this.tools.brush, this.tools.eraser, fill), group(undo, redo, clear),
      element("label", { class: "gd-width" }, element("span", {}, "Width"), this.slider), this.colours)
  }

  update(data, report) {
    this.report = report
    const before = this.data
    this.data = { size: [28, 28], scale: 10, palette: [], paper: "#000000", mode: "draw", shown: 320, ...data }
    const { id, version, background, palette, size, scale, label, shown } = this.data
    this.masking = this.data.mode === "mask"
    this.unit = scale * FINE
    if (id !== before.id || version !== before.version) this.adopt()
    if (JSON.stringify(palette) !== JSON.stringify(before.palette)) this.makeColours()
    if (background !== before.background) this.load(background)
    for (const node of [this.node, this.canvas]) set(node, "aria-label", label ?? "Drawing")
    say(this.empty, this.data.hint ?? "")
    this.node.style.setProperty("--shown", `${shown}px`)
    this.node.style.setProperty("--ratio", `${size[1]} / ${size[0]}`)
    this.draw()
  }

  // The strokes to go on with: those of this very canvas, if it was here before.
  adopt() {
    const { id, version, size, brush, colour, known } = this.data
    const [height, width] = size.map((side) => side * this.unit)
    const name = `${id} ${version}`
    const kept = memory.get(name)
    this.strokes = memory.set(name, kept ?? new Strokes(width, height))
    this.pointer = undefined
    Object.assign(this.canvas, { width, height })
    Object.assign(this.slider, { min: 1, max: Math.max(4, Math.round(Math.max(...size) / 3)) })
    if (this.width === undefined || this.side !== Math.max(...size)) {
      this.slider.value = brush ?? 2
      this.width = Number(this.slider.value)
    }
    this.side = Math.max(...size)
    this.colour = colour ?? "#ffffff"
    if (kept ? !known && kept.steps.length : known) this.tell()
  }

  makeColours() {
    const { palette } = this.data
    this.swatches = palette.map(([label, colour]) => {
      const button = element("button", { type: "button", class: "gd-swatch", title: label, "aria-label": label, onclick: () => this.ink(colour) })
      button.style.setProperty("--ink", colour)
      return { button, colour }
    })
    this.colours.replaceChildren(...this.swatches.map((each) => each.button), ...(palette.length ? [this.picker] : []))
    this.colours.hidden = !palette.length
  }

  async load(address) {
    const image = address ? await picture(address).catch(() => null) : null
    if (address !== this.data.background) return // another one is on its way
    this.image = image
    this.draw()
  }

  choose(tool) {
    this.tool = tool
    this.draw()
  }

  ink(colour) {
    this.colour = colour
    this.choose("brush")
  }

  act(name) {
    const { strokes } = this
    if (this.pointer !== undefined || this.actions[name].ariaDisabled) return
    if (name === "undo" || name === "redo") strokes[name]()
    else strokes.add({ tool: name, colour: this.colour })
    this.draw()
    this.tellSoon()
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    return [(event.clientX - box.left) * (this.canvas.width / box.width), (event.clientY - box.top) * (this.canvas.height / box.height)]
  }

  down(event) {
    if (this.pointer !== undefined || event.button !== 0) return
    event.preventDefault()
    this.node.focus({ preventScroll: true }) // for Ctrl+Z
    this.pointer = event.pointerId
    this.canvas.setPointerCapture(event.pointerId)
    this.strokes.begin(this.tool, this.masking ? "#ffffff" : this.colour, this.width * this.unit, this.at(event))
    this.follow(event)
    this.draw()
  }

  move(event) {
    this.follow(event)
    if (event.pointerId !== this.pointer) return
    const steps = event.getCoalescedEvents?.() ?? []
    this.strokes.extend((steps.length ? steps : [event]).map((each) => this.at(each)))
    this.frame ??= requestAnimationFrame(() => this.draw())
  }

  up(event) {
    if (event.pointerId !== this.pointer) return
    this.pointer = undefined
    this.strokes.end()
    this.draw()
    this.tellSoon()
  }

  // A circle as large as the brush goes with a mouse or pen; under a finger it could not be seen.
  follow(event) {
    this.ring.hidden = event.pointerType === "touch"
    const box = this.canvas.getBoundingClientRect()
    const side = (this.width * this.unit * box.width) / this.canvas.width
    Object.assign(this.ring.style, { width: `${side}px`, height: `${side}px`, transform: `translate(${event.clientX - box.left - side / 2}px, ${event.clientY - box.top - side / 2}px)` })
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const name = { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()]
    if (!name) return
    event.preventDefault()
    event.stopPropagation()
    this.act(name)
  }

  draw() {
    cancelAnimationFrame(this.frame)
    this.frame = undefined
    if (!this.strokes) return
    const { strokes, actions } = this
    this.compose(this.context)
    for (const [name, button] of Object.entries(this.tools)) set(button, "aria-pressed", name === this.tool)
    for (const { button, colour } of this.swatches ?? []) set(button, "aria-pressed", colour === this.colour)
    this.picker.value = this.colour
    off(actions.undo, !strokes.canUndo)
    off(actions.redo, !strokes.canRedo)
    actions.fill.hidden = !this.data.palette.length || Boolean(this.data.background)
    off(actions.clear, !strokes.place || strokes.steps[strokes.place - 1].tool === "clear")
    this.empty.hidden = strokes.place > 0 || Boolean(strokes.base)
  }

  compose(context) {
    const { width, height } = context.canvas
    context.fillStyle = this.strokes.paper ?? this.data.paper
    context.fillRect(0, 0, width, height)
    if (this.image) {
      context.imageSmoothingEnabled = this.image.naturalWidth > this.data.size[1]
      context.imageSmoothingQuality = "high"
      context.drawImage(this.image, 0, 0, width, height)
      context.imageSmoothingEnabled = true
    }
    if (this.masking) hatchHole(context, this.hole(), this.data.size[1], this.unit)
    else context.drawImage(this.strokes.layer, 0, 0, width, height)
  }

  tellSoon() {
    clearTimeout(this.soon)
    this.soon = setTimeout(() => this.tell(), 0) // the stroke first
  }

  tell() {
    const canvas = this.masking ? holeCanvas(this.hole(), this.data.size) : this.drawn()
    this.report?.("drawing", { version: this.data.version, png: canvas && canvas.toDataURL("image/png") })
  }

  hole() {
    return covered(this.strokes, this.data.size, this.unit)
  }

  drawn() {
    const { layer, paper, blank } = this.strokes
    if (blank && !paper) return null
    const [height, width] = this.data.size.map((side) => side * this.data.scale)
    const whole = element("canvas", { width: layer.width, height: layer.height })
    this.compose(whole.getContext("2d"))
    const canvas = element("canvas", { width, height })
    Object.assign(canvas.getContext("2d"), { imageSmoothingQuality: "high" }).drawImage(whole, 0, 0, width, height)
    return canvas
  }

  destroy() {
    clearTimeout(this.soon)
    cancelAnimationFrame(this.frame)
    this.node.remove()
  }
}

export default function (component) {
  return mount(component, Drawing)
}
