// Dots on a map: drawn by the thousand, found under the pointer by a grid of drawers.
import { clamp } from "../../../gan_core/web/numbers.js"
import { pen } from "../../../gan_core/web/pixels.js"

const DRAWERS = 40, RADIUS = 2.6, GROWTH = 0.5, LARGEST = 5
const COLOURS = ["#4e9cff", "#ff8c2b", "#35c46a", "#ff5a5f", "#b07cff", "#d9a066", "#ff7ac8", "#c4cbd4", "#e6d53b", "#2fd3dc"]

/** @import { Camera } from "./camera.js" */

/**
 * One colour a name: the colour it says, where all names are colours; else colours that differ.
 * @param {string[]} names
 */
export function colours(names) {
  const said = names.map((name) => name.replaceAll(" ", ""))
  if (said.length && said.every((name) => CSS.supports("color", name))) return said
  return names.map((_, index) => COLOURS[index] ?? `hsl(${(index * 137.5) % 360} 70% 60%)`)
}

export class Scatter {
  /** @type {Set<number>} the groups that are not to be seen */
  hidden = new Set()
  /** @type {Map<string, HTMLCanvasElement>} */
  stamps = new Map()
  low = [0, 0]
  step = [1, 1]
  /** @type {number[][]} the dots in each */
  drawers = Array.from({ length: DRAWERS * DRAWERS }, () => [])

  /**
   * @param {Float32Array} at (2 * count)
   * @param {number[] | null} groups an index of `names` for each dot
   * @param {string[]} names
   */
  constructor(at, groups, names) {
    this.at = at
    this.groups = groups
    this.count = at.length / 2
    this.colours = names.length ? colours(names) : [COLOURS[0]]
    this.sort()
  }

  sort() {
    const low = [Infinity, Infinity], high = [-Infinity, -Infinity]
    for (let i = 0; i < this.count; i++)
      for (const k of [0, 1]) {
        low[k] = Math.min(low[k], this.at[2 * i + k])
        high[k] = Math.max(high[k], this.at[2 * i + k])
      }
    this.low = low
    this.step = [0, 1].map((k) => Math.max(1e-9, (high[k] - low[k]) / DRAWERS))
    for (let i = 0; i < this.count; i++) this.drawers[this.drawer(1, this.at[2 * i + 1]) * DRAWERS + this.drawer(0, this.at[2 * i])].push(i)
  }

  /**
   * @param {number} k the axis
   * @param {number} value
   */
  drawer(k, value) {
    return clamp(Math.floor((value - this.low[k]) / this.step[k]), 0, DRAWERS - 1)
  }

  /** @param {number} index */
  group(index) {
    return this.groups ? this.groups[index] : 0
  }

  /**
   * The dot nearest to (u, v) within `radius`; -1 when there is none.
   * @param {number} u
   * @param {number} v
   * @param {number} radius
   */
  nearest(u, v, radius) {
    let found = -1, best = radius * radius
    for (let row = this.drawer(1, v - radius); row <= this.drawer(1, v + radius); row++)
      for (let column = this.drawer(0, u - radius); column <= this.drawer(0, u + radius); column++)
        for (const index of this.drawers[row * DRAWERS + column]) {
          const far = (this.at[2 * index] - u) ** 2 + (this.at[2 * index + 1] - v) ** 2
          if (far <= best && !this.hidden.has(this.group(index))) [found, best] = [index, far]
        }
    return found
  }

  /**
   * One drawn dot, to be copied: a thousand circles would take longer.
   * @param {string} colour
   * @param {number} radius
   * @param {number} dots
   */
  stamp(colour, radius, dots) {
    const name = `${colour} ${radius} ${dots}`
    const known = this.stamps.get(name)
    if (known) return known
    const canvas = document.createElement("canvas"), half = Math.ceil((radius + 2) * dots)
    canvas.width = canvas.height = 2 * half
    const context = pen(canvas)
    context.arc(half, half, radius * dots, 0, 2 * Math.PI)
    context.fillStyle = colour
    context.fill()
    context.lineWidth = 1.2 * dots
    context.strokeStyle = "#000c"
    context.stroke()
    this.stamps.set(name, canvas)
    return canvas
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Camera} camera
   * @param {number} dots pixels of the screen for one of CSS
   */
  draw(context, camera, dots) {
    const radius = Math.min(LARGEST, RADIUS + GROWTH * Math.max(0, Math.round(camera.zoom))) // room where there is room
    for (let i = 0; i < this.count; i++) {
      const group = this.group(i)
      if (this.hidden.has(group)) continue
      const [x, y] = camera.toScreen(this.at[2 * i], this.at[2 * i + 1])
      if (x < -9 || y < -9 || x > camera.side + 9 || y > camera.side + 9) continue
      const stamp = this.stamp(this.colours[group], radius, dots)
      context.drawImage(stamp, Math.round(x * dots - stamp.width / 2), Math.round(y * dots - stamp.height / 2))
    }
  }
}
