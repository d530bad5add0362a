// The strokes of a drawing: a list that can be gone back in, and a transparent layer on which they are painted.
const MOST_STEPS = 300
const MOST_POINTS = 20000
const VISIBLE = 8

class Strokes {
  constructor(width, height) {
    this.layer = element("canvas", { width, height })
    this.context = this.layer.getContext("2d", { willReadFrequently: true })
    this.steps = []
    this.place = 0
    this.base = null // what was painted by steps too old to be undone, and the paper they left
    this.basePaper = null
  }

  get canUndo() {
    return this.place > 0
  }

  get canRedo() {
    return this.place < this.steps.length
  }

  // The colour that the paper was filled with last, or null.
  get paper() {
    return this.steps.slice(0, this.place).reduce((paper, step) => step.tool === "fill" ? step.colour : step.tool === "clear" ? null : paper, this.basePaper)
  }

  // Whether nothing can be seen on the layer.
  get blank() {
    const pixels = this.context.getImageData(0, 0, this.layer.width, this.layer.height).data
    for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > VISIBLE) return false
    return true
  }

  add(step) {
    this.steps.length = this.place
    this.steps.push(step)
    this.place += 1
    if (this.steps.length > MOST_STEPS) this.settle(this.steps.length - MOST_STEPS)
    if (step.tool === "clear") this.redraw()
  }

  begin(tool, colour, width, point) {
    this.add({ tool, colour, width, points: [point] })
    this.segment(this.steps.at(-1), 0)
  }

  extend(points) {
    const step = this.steps[this.place - 1]
    for (const point of points) {
      const last = step.points.at(-1)
      if (step.points.length >= MOST_POINTS || Math.hypot(point[0] - last[0], point[1] - last[1]) < 0.5) continue
      step.points.push(point)
      this.segment(step, step.points.length - 1)
    }
  }

  end() {
    const step = this.steps[this.place - 1]
    if (step.points.length > 1) this.line(step, [this.middle(step, step.points.length - 1), step.points.at(-1)])
  }

  undo() {
    this.move(-1)
  }

  redo() {
    this.move(1)
  }

  move(by) {
    this.place = clamp(this.place + by, 0, this.steps.length)
    this.redraw()
  }

  settle(count) {
    const place = this.place
    this.place = count
    this.redraw()
    const paper = this.paper
    const base = element("canvas", { width: this.layer.width, height: this.layer.height })
    base.getContext("2d").drawImage(this.layer, 0, 0)
    Object.assign(this, { base, basePaper: paper, place: place - count })
    this.steps.splice(0, count)
    this.redraw()
  }

  redraw() {
    this.wipe()
    if (this.base) this.context.drawImage(this.base, 0, 0)
    for (const step of this.steps.slice(0, this.place)) {
      if (step.tool === "clear") this.wipe()
      else if (step.points) {
        step.points.forEach((_, index) => this.segment(step, index))
        if (step.points.length > 1) this.line(step, [this.middle(step, step.points.length - 1), step.points.at(-1)])
      }
    }
  }

  wipe() {
    this.context.globalCompositeOperation = "source-over"
    this.context.clearRect(0, 0, this.layer.width, this.layer.height)
  }

  middle({ points }, index) {
    return [0, 1].map((axis) => (points[index - 1][axis] + points[index][axis]) / 2)
  }

  // The part of the curve that point `index` adds: from the middle of the line before to the middle of this one.
  segment(step, index) {
    const { points } = step
    if (index === 0) this.line(step, [points[0], points[0]])
    else if (index === 1) this.line(step, [points[0], this.middle(step, 1)])
    else this.line(step, [this.middle(step, index - 1), points[index - 1], this.middle(step, index)])
  }

  line({ tool, colour, width }, [from, over, to]) {
    const { context } = this
    context.globalCompositeOperation = tool === "eraser" ? "destination-out" : "source-over"
    Object.assign(context, { strokeStyle: colour, lineWidth: width, lineCap: "round", lineJoin: "round" })
    context.beginPath()
    context.moveTo(...from)
    if (to) context.quadraticCurveTo(...over, ...to)
    else context.lineTo(...over)
    context.stroke()
    context.globalCompositeOperation = "source-over"
  }
}
