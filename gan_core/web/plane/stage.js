// The plane: data, fakes, what D thinks of each place, how G bends its noise, and where its loss pulls each fake.
import { arrow, scaleOf } from "./arrow.js"
import { border } from "./border.js"
import { VIEW } from "./data.js"
import { fitted } from "./dom.js"
import { FIELD_SIDE } from "./frames.js"
import { drawManifold } from "./manifold.js"
import { between, noisePlaces } from "./morph.js"
import { drawOutside, outside, outsideWords } from "./outside.js"
import { heatColours } from "./theme.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./frames.js").Frame} Frame */
/** @typedef {{ noise: Float32Array, lattice: Float32Array, latentDim: number, real: Float32Array, inputs: Float32Array | null, labels: number[] | null, centres: number[][] | null, sigma: number }} Opened */
/**
 * What is drawn: the look, the one before and how far between them we are; `morph` is 0 for fakes as they are and 1 for
 * the noise that they come from; `grown` is how far the arrows have come out.
 * @typedef {{ opened: Opened, look: Frame, before: Frame | null, share: number, morph: number, grown: number, layers: Set<string>,
 *   best: Uint8Array | null, found: number[] | null, drawn: Float32Array | null, cursor: number[] | null }} Scene
 */

/** The optimal D is unsure wherever nothing is: no line is drawn there. */
const LEAST_SLOPE = 6

/** Draws one game's plane. */
export class Stage {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas
    this.heat = document.createElement("canvas")
    /** @type {Theme | null} */
    this.theme = null
    this.colours = new Uint8ClampedArray(1024)
    /** @type {Uint8Array | null} */
    this.heated = null
  }

  /** Places of the plane for a pointer's. @param {number} x @param {number} y pixels within the canvas */
  toPlane(x, y) {
    const side = Math.min(this.canvas.clientWidth, this.canvas.clientHeight)
    return [((2 * x) / side - 1) * VIEW, (1 - (2 * y) / side) * VIEW]
  }

  /** @param {Scene} scene @param {Theme} theme */
  draw(scene, theme) {
    const fit = fitted(this.canvas)
    if (!fit) return
    const { context: c, width: side } = fit
    if (theme !== this.theme) {
      this.theme = theme
      this.colours = heatColours(theme)
      this.heated = null
    }
    const { layers, look, opened, before, share, morph } = scene
    const x = /** @param {number} value */ (value) => (value / VIEW + 1) * (side / 2)
    const y = /** @param {number} value */ (value) => (1 - value / VIEW) * (side / 2)
    c.fillStyle = theme.plane
    c.fillRect(0, 0, side, side)
    const heat = layers.has("best") ? scene.best : look.heat
    if (heat) this.#heat(c, side, heat, theme, heat === scene.best ? LEAST_SLOPE : 0)
    const unit = Math.max(0.75, side / 480)

    if (layers.has("real")) {
      if (opened.centres && layers.has("modes")) this.#modes(c, opened, scene.found, x, y, side, theme, unit)
      c.fillStyle = theme.real
      c.globalAlpha = 0.75
      c.beginPath()
      for (let i = 0; i < opened.real.length; i += 2) {
        const [px, py] = [x(opened.real[i]), y(opened.real[i + 1])]
        c.moveTo(px + 2 * unit, py)
        c.arc(px, py, 2 * unit, 0, 2 * Math.PI)
      }
      c.fill()
      c.globalAlpha = 1
    }
    if (scene.drawn) this.#drawn(c, scene.drawn, x, y, theme, unit)
    if (look.manifold) drawManifold(c, scene, x, y, side, theme)
    if (look.field) this.#field(c, look.field, x, y, theme, unit, side)

    let fakes = between(look.fakes, before?.fakes, share)
    if (morph) {
      const noise = noisePlaces(opened.noise, opened.latentDim, fakes.length / 2)
      fakes = fakes.map((value, index) => value + (noise[index] - value) * morph)
    }
    if (look.joined && opened.inputs && layers.has("joined")) this.#joined(c, look.joined, opened.inputs, x, y, theme)
    if (look.arrows && !morph && scene.grown && layers.has("arrows")) this.#arrows(c, fakes, look.arrows, scene.grown, x, y, theme, unit, side)
    if (layers.has("fake")) {
      this.#fakes(c, fakes, x, y, theme, unit)
      const where = outside(fakes)
      const words = outsideWords(where, opened.inputs ? "decoded points" : "fakes")
      if (words) drawOutside(c, where, words, side, theme)
    }
    if (scene.cursor) this.#cursor(c, x(scene.cursor[0]), y(scene.cursor[1]), theme, unit)
  }

  /** @param {CanvasRenderingContext2D} c @param {number} side @param {Uint8Array} heat @param {Theme} theme @param {number} least */
  #heat(c, side, heat, theme, least) {
    if (this.heated === heat) return this.#shade(c, side, heat, theme, least)
    const small = this.heat.getContext("2d")
    if (!small) return
    const cells = Math.sqrt(heat.length)
    if (this.heat.width !== cells) this.heat.width = this.heat.height = cells
    const picture = small.createImageData(cells, cells)
    for (let row = 0; row < cells; row++) {
      for (let column = 0; column < cells; column++) {
        const from = 4 * heat[(cells - 1 - row) * cells + column]
        picture.data.set(this.colours.subarray(from, from + 4), 4 * (row * cells + column))
      }
    }
    small.putImageData(picture, 0, 0)
    this.heated = heat
    this.#shade(c, side, heat, theme, least)
  }

  /** @param {CanvasRenderingContext2D} c @param {number} side @param {Uint8Array} heat @param {Theme} theme @param {number} least */
  #shade(c, side, heat, theme, least) {
    c.imageSmoothingEnabled = true
    c.imageSmoothingQuality = "high"
    c.drawImage(this.heat, 0, 0, side, side)
    border(c, side, heat, theme, least)
  }

  /** @param {CanvasRenderingContext2D} c @param {Opened} opened @param {number[] | null} found @param {(v: number) => number} x @param {(v: number) => number} y @param {number} side @param {Theme} theme @param {number} unit */
  #modes(c, { centres, sigma }, found, x, y, side, theme, unit) {
    const radius = (3 * sigma * side) / (2 * VIEW) + 2 * unit
    for (const [index, [cx, cy]] of (centres ?? []).entries()) {
      const there = Boolean(found?.[index])
      c.beginPath()
      c.arc(x(cx), y(cy), radius, 0, 2 * Math.PI)
      c.setLineDash(there ? [] : [4 * unit, 4 * unit])
      c.lineWidth = (there ? 2 : 1.2) * unit
      c.strokeStyle = there ? theme.D : theme.quiet
      c.stroke()
    }
    c.setLineDash([])
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} points @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme @param {number} unit */
  #drawn(c, points, x, y, theme, unit) {
    c.fillStyle = theme.real
    c.beginPath()
    for (let i = 0; i < points.length; i += 2) {
      const [px, py] = [x(points[i]), y(points[i + 1])]
      c.moveTo(px + 2.5 * unit, py)
      c.arc(px, py, 2.5 * unit, 0, 2 * Math.PI)
    }
    c.fill()
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} fakes @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme @param {number} unit */
  #fakes(c, fakes, x, y, theme, unit) {
    const r = 3.3 * unit
    c.beginPath()
    for (let i = 0; i < fakes.length; i += 2) {
      const [px, py] = [x(fakes[i]), y(fakes[i + 1])]
      c.moveTo(px, py - r)
      c.lineTo(px + r, py)
      c.lineTo(px, py + r)
      c.lineTo(px - r, py)
      c.closePath()
    }
    c.strokeStyle = theme.plane // the seams first: fakes that lie on each other are to be seen as one, in their colour
    c.lineWidth = 1.4 * unit
    c.stroke()
    c.fillStyle = theme.fake
    c.fill()
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} joined @param {Float32Array} inputs @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme */
  #joined(c, joined, inputs, x, y, theme) {
    c.strokeStyle = theme.quiet
    c.lineWidth = 1
    c.globalAlpha = 0.6
    c.beginPath()
    for (let i = 0; i < joined.length; i += 2) {
      c.moveTo(x(inputs[i]), y(inputs[i + 1]))
      c.lineTo(x(joined[i]), y(joined[i + 1]))
    }
    c.stroke()
    c.globalAlpha = 1
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} fakes @param {Float32Array} arrows @param {number} grown @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme @param {number} unit @param {number} side */
  #arrows(c, fakes, arrows, grown, x, y, theme, unit, side) {
    const scale = grown * scaleOf(arrows, side / 13)
    c.strokeStyle = theme.arrow
    c.fillStyle = theme.arrow
    c.lineWidth = 1.5 * unit
    for (let i = 0; i < arrows.length; i += 2) arrow(c, x(fakes[i]), y(fakes[i + 1]), arrows[i] * scale, -arrows[i + 1] * scale, unit, side / 9)
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} field @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme @param {number} unit @param {number} side */
  #field(c, field, x, y, theme, unit, side) {
    const scale = scaleOf(field, side / FIELD_SIDE)
    c.strokeStyle = theme.arrow
    c.fillStyle = theme.arrow
    c.globalAlpha = 0.5
    c.lineWidth = 1.2 * unit
    for (let row = 0; row < FIELD_SIDE; row++) {
      for (let column = 0; column < FIELD_SIDE; column++) {
        const at = 2 * (row * FIELD_SIDE + column)
        const [px, py] = [VIEW * ((2 * column + 1) / FIELD_SIDE - 1), VIEW * ((2 * row + 1) / FIELD_SIDE - 1)]
        arrow(c, x(px), y(py), field[at] * scale, -field[at + 1] * scale, 0.85 * unit, side / FIELD_SIDE)
      }
    }
    c.globalAlpha = 1
  }

  /** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {Theme} theme @param {number} unit */
  #cursor(c, x, y, theme, unit) {
    c.strokeStyle = theme.text
    c.lineWidth = 2 * unit
    c.beginPath()
    c.arc(x, y, 12 * unit, 0, 2 * Math.PI)
    c.moveTo(x - 5 * unit, y)
    c.lineTo(x + 5 * unit, y)
    c.moveTo(x, y - 5 * unit)
    c.lineTo(x, y + 5 * unit)
    c.stroke()
  }
}
