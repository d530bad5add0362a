// The game at a glance: what flows from where to where, forward and, dashed, back as gradients.
import { h, s, fitted } from "./dom.js"
import { paintDigits } from "./digit_stage.js"
import { BOX_HIGH, BOX_WIDE, GAN, HIGH, VAE, WIDE } from "./graph_layout.js"
import { VIEW } from "./data.js"
import { LATTICE } from "./metrics.js"
import { heatColours } from "./theme.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./stage.js").Scene} Scene */
const START_WORDS = "Press a box to read what it is."

/** The overview of one game. */
export class Graph {
  /** @param {HTMLElement} root @param {{ onHover: (on: boolean) => void, onPress: () => void }} listen of G */
  constructor(root, { onHover, onPress }) {
    this.root = root
    this.onHover = onHover
    this.onPress = onPress
    this.built = ""
    /** @type {Map<string, { button: HTMLButtonElement, canvas: HTMLCanvasElement }>} */
    this.boxes = new Map()
    /** @type {Map<string, SVGElement>} */
    this.lines = new Map()
    this.words = h("p", { class: "gp-words", "aria-live": "polite" }, START_WORDS)
    this.small = document.createElement("canvas")
  }

  /** @param {string} family @param {boolean} digits whose noise is not seen to flow */
  build(family, digits) {
    if (this.built === `${family} ${digits}`) return
    this.built = `${family} ${digits}`
    this.words.textContent = START_WORDS
    const { nodes, edges } = family === "vae" ? VAE : GAN
    const picture = s("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "gp-edges", "aria-hidden": "true" })
    const heads = s("defs", {})
    for (const kind of ["real", "fake", "signal", "gradient"]) {
      const head = s("marker", { id: `gp-head-${kind}`, viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 5.5, markerHeight: 5.5, orient: "auto" })
      head.append(s("path", { d: "M0 0L8 4L0 8z", class: `gp-head gp-${kind}` }))
      heads.append(head)
    }
    picture.append(heads)
    this.lines.clear()
    for (const { name, d, kind } of edges) {
      const line = s("path", { d, class: `gp-edge gp-${kind}`, "marker-end": `url(#gp-head-${kind})` })
      this.lines.set(name, line)
      picture.append(line)
    }
    this.boxes.clear()
    const buttons = nodes.map(({ name, title, x, y, words, morph = "" }) => {
      const canvas = h("canvas", { "aria-hidden": "true" })
      const place = `left:${(100 * x) / WIDE}%;top:${(100 * y) / HIGH}%;width:${(100 * BOX_WIDE) / WIDE}%;height:${(100 * BOX_HIGH) / HIGH}%`
      const hover = name === "G" ? { pointerenter: () => this.onHover(true), pointerleave: () => this.onHover(false) } : {}
      const click = () => {
        this.words.textContent = digits ? words : words + morph
        if (name === "G") this.onPress()
      }
      const button = h("button", { type: "button", class: `gp-node gp-node-${name}`, style: place, "aria-label": `${title}: what it is`, click, ...hover }, canvas, h("span", {}, title))
      this.boxes.set(name, { button, canvas })
      return button
    })
    this.root.replaceChildren(h("div", { class: "gp-graph" }, picture, ...buttons), this.words)
  }

  /** Light up what is at work; nothing dims the rest. @param {string[] | null} names of boxes and edges */
  light(names) {
    this.root.dataset.lit = String(Boolean(names))
    for (const [name, line] of this.lines) line.classList.toggle("gp-lit", Boolean(names?.includes(name)))
    for (const [name, { button }] of this.boxes) button.classList.toggle("gp-lit", Boolean(names?.includes(name)))
  }

  /** @param {Scene} scene @param {Record<string, number>} values @param {Theme} theme */
  draw(scene, values, theme) {
    for (const [name, { canvas }] of this.boxes) {
      const fit = fitted(canvas)
      if (!fit) continue
      const { context: c, width, height } = fit
      c.clearRect(0, 0, width, height)
      this.#box(name, c, width, height, scene, values, theme)
    }
  }

  /** @param {string} name @param {CanvasRenderingContext2D} c @param {number} w @param {number} t @param {Scene} scene @param {Record<string, number>} values @param {Theme} theme */
  #box(name, c, w, t, scene, values, theme) {
    const { look, opened } = scene
    const side = Math.min(w, t)
    const [left, top] = [(w - side) / 2, (t - side) / 2]
    const pictures = Boolean(look.map)
    const dots = /** @param {ArrayLike<number>} points @param {number} stride @param {string} colour @param {number} reach @param {number} most @param {boolean} flat */ (points, stride, colour, reach, most, flat) => {
      c.fillStyle = colour
      for (let i = 0; i < Math.min(most, points.length / stride); i++) {
        const [u, v] = [points[i * stride], flat ? 0 : points[i * stride + 1]]
        c.fillRect(left + (u / reach + 1) * (side / 2) - 1, top + (1 - v / reach) * (side / 2) - 1, 2, 2)
      }
    }
    const paint = /** @param {Float32Array} values @param {number} columns */ (values, columns) => {
      const picture = paintDigits(values, columns, theme.dark, 1)
      this.small.width = picture.width
      this.small.height = picture.height
      this.small.getContext("2d")?.putImageData(picture, 0, 0)
      c.imageSmoothingEnabled = false
      c.drawImage(this.small, left, top, side, side)
    }
    if (name === "z") {
      if (look.codes) dots(look.codes, 4, theme.real, 3, 120, false)
      else dots(opened.noise, 4, theme.quiet, 3, 120, opened.latentDim === 1)
    } else if (name === "fake") {
      if (pictures) paint(look.fakes.subarray(0, 16 * 64), 4)
      else dots(look.fakes, 2, theme.fake, VIEW, 150, false)
    } else if (name === "real") {
      if (pictures) paint(opened.real.subarray(0, 16 * 64), 4)
      else dots(opened.real, 2, theme.real, VIEW, 150, false)
    } else if (name === "G") this.#bent(c, look.manifold, left, top, side, opened.latentDim, theme)
    else if (name === "D" && look.heat) {
      this.small.width = this.small.height = LATTICE
      const small = this.small.getContext("2d")
      if (!small) return
      const picture = small.createImageData(LATTICE, LATTICE)
      const colours = heatColours(theme)
      for (let i = 0; i < LATTICE * LATTICE; i++) {
        const from = 4 * look.heat[(LATTICE - 1 - Math.floor(i / LATTICE)) * LATTICE + (i % LATTICE)]
        picture.data.set(colours.subarray(from, from + 4), 4 * i)
      }
      small.putImageData(picture, 0, 0)
      c.imageSmoothingEnabled = true
      c.drawImage(this.small, left, top, side, side)
    } else if (name === "D" || name === "E") this.#layers(c, w, t, name === "D" ? theme.D : theme.real)
    else if (name === "said" && look.predictions) this.#bars(c, w, t, look.predictions, theme)
    else if (name === "dLoss") number(c, w, t, values["D/loss"] ?? values["VAE/reconstruction"], theme.D)
    else if (name === "gLoss") number(c, w, t, values["G/loss"] ?? values["VAE/kl"], theme.G)
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array | null} at @param {number} left @param {number} top @param {number} side @param {number} dim @param {Theme} theme */
  #bent(c, at, left, top, side, dim, theme) {
    if (!at) return this.#layers(c, side + 2 * left, side + 2 * top, theme.G)
    c.strokeStyle = theme.G
    c.lineWidth = 1
    c.globalAlpha = 0.7
    c.beginPath()
    const line = /** @param {number} from @param {number} step @param {number} count */ (from, step, count) => {
      for (let i = 0; i < count; i++) {
        const k = 2 * (from + i * step)
        const [x, y] = [left + (at[k] / VIEW + 1) * (side / 2), top + (1 - at[k + 1] / VIEW) * (side / 2)]
        if (i) c.lineTo(x, y)
        else c.moveTo(x, y)
      }
    }
    if (dim === 1) line(0, 1, at.length / 2)
    else
      for (let k = 0; k < 21; k += 4) {
        line(k * 21, 1, 21)
        line(k, 21, 21)
      }
    c.stroke()
    c.globalAlpha = 1
  }

  /** @param {CanvasRenderingContext2D} c @param {number} w @param {number} t @param {string} colour */
  #layers(c, w, t, colour) {
    c.strokeStyle = colour
    c.fillStyle = colour
    const columns = [3, 4, 4, 2]
    const at = /** @param {number} column @param {number} index */ (column, index) => [w * (0.2 + 0.2 * column), t * ((index + 1) / (columns[column] + 1))]
    c.globalAlpha = 0.35
    for (let column = 0; column < 3; column++)
      for (let a = 0; a < columns[column]; a++)
        for (let b = 0; b < columns[column + 1]; b++) {
          c.beginPath()
          c.moveTo(...point(at(column, a)))
          c.lineTo(...point(at(column + 1, b)))
          c.stroke()
        }
    c.globalAlpha = 1
    columns.forEach((count, column) => {
      for (let index = 0; index < count; index++) {
        c.beginPath()
        c.arc(...point(at(column, index)), 2.4, 0, 7)
        c.fill()
      }
    })
  }

  /** @param {CanvasRenderingContext2D} c @param {number} w @param {number} t @param {{ real: number[], fake: number[] }} said @param {Theme} theme */
  #bars(c, w, t, { real, fake }, theme) {
    const most = Math.max(...real, ...fake, 0.2)
    const wide = w / 12
    real.forEach((share, bin) => {
      c.fillStyle = theme.real
      c.fillRect(bin * wide + 0.5, t / 2 - (share / most) * (t / 2 - 1), wide - 1, (share / most) * (t / 2 - 1))
      c.fillStyle = theme.fake
      c.fillRect(bin * wide + 0.5, t / 2 + 1, wide - 1, (fake[bin] / most) * (t / 2 - 1))
    })
    c.fillStyle = theme.line
    c.fillRect(0, t / 2, w, 1)
  }
}

/** @param {number[]} pair @returns {[number, number]} */
const point = ([x, y]) => [x, y]

/** @param {CanvasRenderingContext2D} c @param {number} w @param {number} t @param {number | undefined} value @param {string} colour */
function number(c, w, t, value, colour) {
  c.fillStyle = colour
  c.textAlign = "center"
  c.textBaseline = "middle"
  c.font = `600 ${Math.min(22, w / 3.6)}px system-ui, sans-serif`
  c.fillText(value === undefined ? "–" : Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2), w / 2, t / 2)
}
