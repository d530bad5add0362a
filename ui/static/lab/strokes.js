// The strokes of a drawing: a list that can be gone back in, and a transparent layer on which they are painted.
import { element } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { pen } from "../../../gan_core/web/pixels.js"

/** @typedef {[number, number]} Size height and width, as Python has them */
/** @typedef {[number, number]} Point */
/**
 * What was done: a stroke of the brush or eraser, or the whole filled or cleared.
 * @typedef {{ tool: "brush" | "eraser", colour: string, width: number, points: Point[] }} Stroke
 * @typedef {Stroke | { tool: "fill" | "clear", colour: string, points?: undefined }} Step
 */

const MOST_STEPS = 300
const MOST_POINTS = 20000
const VISIBLE = 8

export class Strokes {
  /** @type {Step[]} */
  steps = []
  place = 0
  /** @type {HTMLCanvasElement | null} what was painted by steps too old to be undone */
  base = null
  /** @type {string | null} and the paper they left */
  basePaper = null

  /**
   * @param {number} width
   * @param {number} height
   */
  constructor(width, height) {
    this.layer = element("canvas", { width, height })
    this.context = pen(this.layer, { willReadFrequently: true })
  }

  get canUndo() {
    return this.place > 0
  }

  get canRedo() {
    return this.place < this.steps.length
  }

  // The colour that the paper was filled with last, or null.
  get paper() {
    const last = this.steps.slice(0, this.place).findLast(({ tool }) => tool === "fill" || tool === "clear")
    return last ? (last.tool === "fill" ? last.colour : null) : this.basePaper
  }

  // Whether nothing can be seen on the layer.
  get blank() {
    const pixels = this.context.getImageData(0, 0, this.layer.width, this.layer.height).data
    for (let at = 3; at < pixels.length; at += 4) if (pixels[at] > VISIBLE) return false
    return true
  }

  /** @param {Step} step */
  add(step) {
    this.steps.length = this.place
    this.steps.push(step)
    this.place += 1
    if (this.steps.length > MOST_STEPS) this.settle(this.steps.length - MOST_STEPS)
    if (step.tool === "clear") this.redraw()
  }

  /**
   * @param {Stroke["tool"]} tool
   * @param {string} colour
   * @param {number} width
   * @param {Point} point
   */
  begin(tool, colour, width, point) {
    const stroke = { tool, colour, width, points: [point] }
    this.add(stroke)
    this.segment(stroke, 0)
  }

  /** @param {Point[]} points */
  extend(points) {
    const step = this.steps[this.place - 1]
    if (!step?.points) return
    for (const point of points) {
      const last = step.points[step.points.length - 1]
      if (step.points.length >= MOST_POINTS || Math.hypot(point[0] - last[0], point[1] - last[1]) < 0.5) continue
      step.points.push(point)
      this.segment(step, step.points.length - 1)
    }
  }

  end() {
    const step = this.steps[this.place - 1]
    if (step?.points) this.finish(step)
  }

  /**
   * The last half of a stroke's last part.
   * @param {Stroke} stroke
   */
  finish(stroke) {
    const last = stroke.points.length - 1
    if (last > 0) this.line(stroke, this.middle(stroke, last), stroke.points[last])
  }

  undo() {
    this.move(-1)
  }

  redo() {
    this.move(1)
  }

  /** @param {number} by */
  move(by) {
    this.place = clamp(this.place + by, 0, this.steps.length)
    this.redraw()
  }

  /**
   * The first `count` steps can be undone no longer.
   * @param {number} count
   */
  settle(count) {
    const place = this.place
    this.place = count
    this.redraw()
    const paper = this.paper
    const base = element("canvas", { width: this.layer.width, height: this.layer.height })
    pen(base).drawImage(this.layer, 0, 0)
    this.base = base
    this.basePaper = paper
    this.place = place - count
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
        this.finish(step)
      }
    }
  }

  wipe() {
    this.context.globalCompositeOperation = "source-over"
    this.context.clearRect(0, 0, this.layer.width, this.layer.height)
  }

  /**
   * The middle of the line that ends at point `index`.
   * @param {Stroke} stroke
   * @param {number} index
   * @returns {Point}
   */
  middle({ points }, index) {
    const [x0, y0] = points[index - 1], [x1, y1] = points[index]
    return [(x0 + x1) / 2, (y0 + y1) / 2]
  }

  /**
   * The part of the curve that point `index` adds: from the middle of the line before to the middle of this one.
   * @param {Stroke} stroke
   * @param {number} index
   */
  segment(stroke, index) {
    const { points } = stroke
    if (index === 0) this.line(stroke, points[0], points[0])
    else if (index === 1) this.line(stroke, points[0], this.middle(stroke, 1))
    else this.line(stroke, this.middle(stroke, index - 1), points[index - 1], this.middle(stroke, index))
  }

  /**
   * From a point over another, and on to a third where there is one.
   * @param {Stroke} stroke
   * @param {Point} from
   * @param {Point} over
   * @param {Point} [to]
   */
  line({ tool, colour, width }, from, over, to) {
    const { context } = this
    context.globalCompositeOperation = tool === "eraser" ? "destination-out" : "source-over"
    context.strokeStyle = colour
    context.lineWidth = width
    context.lineCap = context.lineJoin = "round"
    context.beginPath()
    context.moveTo(...from)
    if (to) context.quadraticCurveTo(...over, ...to)
    else context.lineTo(...over)
    context.stroke()
    context.globalCompositeOperation = "source-over"
  }
}
