// Curves over the steps.
import { fitted } from "./dom.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {{ name: string, colour: string, dash: number[], column: number }} Line */

const FONT = "11px system-ui, sans-serif"

/**
 * Curves from packed points (step, then `width` values), each named at its end; `floor` is a level worth knowing.
 * @param {HTMLCanvasElement} canvas @param {Float32Array} points @param {number} width @param {Line[]} lines @param {Theme} theme
 * @param {{ floor?: { value: number, name: string } | null, now?: number, last: number }} about
 */
export function drawCurves(canvas, points, width, lines, theme, { floor = null, now, last }) {
  const fit = fitted(canvas)
  if (!fit) return
  const { context: c, width: w, height: t } = fit
  c.clearRect(0, 0, w, t)
  const count = points.length / (width + 1)
  c.font = FONT
  const ended = lines.map(({ name, column }) => (count ? `${name} ${short(points[(count - 1) * (width + 1) + column])}` : name))
  const right = Math.max(62, ...ended.map((words) => Math.ceil(c.measureText(words).width) + 8))
  const [left, top, bottom] = [34, 8, 18]
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < count; i++) {
    for (const { column } of lines) {
      const value = points[i * (width + 1) + column]
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  if (floor) [low, high] = [Math.min(low, floor.value), Math.max(high, floor.value)]
  c.textBaseline = "middle"
  if (!count) {
    c.fillStyle = theme.quiet
    c.textAlign = "center"
    c.fillText("Press Play: a curve starts here.", w / 2, t / 2)
    return
  }
  if (high - low < 1e-3) [low, high] = [low - 0.5, high + 0.5]
  const pad = 0.06 * (high - low)
  ;[low, high] = [low - pad, high + pad]
  const x = /** @param {number} step */ (step) => left + (step / Math.max(last, 1)) * (w - left - right)
  const y = /** @param {number} value */ (value) => top + ((high - value) / (high - low)) * (t - top - bottom)
  c.strokeStyle = theme.line
  c.fillStyle = theme.quiet
  c.lineWidth = 1
  c.textAlign = "right"
  for (const share of [0.1, 0.5, 0.9]) {
    const value = low + (high - low) * share
    c.beginPath()
    c.moveTo(left, y(value))
    c.lineTo(w - right, y(value))
    c.stroke()
    c.fillText(short(value), left - 5, y(value))
  }
  c.textAlign = "left"
  c.fillText("0", left, t - 7)
  c.textAlign = "right"
  c.fillText(`step ${last.toLocaleString("en")}`, w - right, t - 7)
  if (floor) {
    c.setLineDash([2, 3])
    c.strokeStyle = theme.quiet
    c.beginPath()
    c.moveTo(left, y(floor.value))
    c.lineTo(w - right, y(floor.value))
    c.stroke()
    c.setLineDash([])
    c.textAlign = "left"
    c.fillText(floor.name, left + 4, y(floor.value) - 7)
  }
  const ends = lines.map(({ column }) => y(points[(count - 1) * (width + 1) + column]))
  if (ends.length === 2 && Math.abs(ends[0] - ends[1]) < 13) {
    const middle = (ends[0] + ends[1]) / 2
    const sign = ends[0] <= ends[1] ? -1 : 1
    ;[ends[0], ends[1]] = [middle + sign * 6.5, middle - sign * 6.5]
  }
  lines.forEach(({ colour, dash, column }, index) => {
    c.strokeStyle = colour
    c.lineWidth = 1.8
    c.setLineDash(dash)
    c.beginPath()
    for (let i = 0; i < count; i++) {
      const [px, py] = [x(points[i * (width + 1)]), y(points[i * (width + 1) + column])]
      if (i) c.lineTo(px, py)
      else c.moveTo(px, py)
    }
    c.stroke()
    c.setLineDash([])
    c.fillStyle = colour
    c.textAlign = "left"
    c.fillText(ended[index], w - right + 5, Math.max(8, Math.min(t - 20, ends[index])))
  })
  if (now !== undefined && now < last) {
    c.strokeStyle = theme.text
    c.lineWidth = 1
    c.beginPath()
    c.moveTo(x(now), top)
    c.lineTo(x(now), t - bottom)
    c.stroke()
  }
}

/** @param {number} value */
export const short = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2))
