// The plane: data, fakes, what D thinks of each place, how G bends its noise, and where its loss pulls each fake.
import { VIEW } from "./data.js"
import { fitted } from "./dom.js"
import { FIELD_SIDE } from "./gan.js"
import { MANIFOLD } from "./latents.js"
import { LATTICE } from "./measures.js"
import { heatColours } from "./theme.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {import("./gan.js").Look} Look */
/** @typedef {{ noise: Float32Array, lattice: Float32Array, latentDim: number, real: Float32Array, inputs: Float32Array | null, labels: number[] | null, centres: number[][] | null, sigma: number }} Opened */
/**
 * What is drawn: the look, the one before and how far between them we are; `morph` is 0 for fakes as they are and 1 for
 * the noise that they come from.
 * @typedef {{ opened: Opened, look: Look, before: Look | null, share: number, morph: number, layers: Set<string>,
 *   best: Uint8Array | null, found: number[] | null, drawn: Float32Array | null, cursor: number[] | null }} Scene
 */

const NOISE_SCALE = 0.5
/** A pull of this size is drawn as an arrow of full length at most: where G gets no gradient, arrows shrink to dots. */
const LEAST_PULL = 0.1

/** Values on the way from one look to the next. @param {Float32Array} now @param {Float32Array | null | undefined} before @param {number} share */
function between(now, before, share) {
  if (!before || before.length !== now.length || share >= 1) return now
  return now.map((value, index) => before[index] + (value - before[index]) * share)
}

/** Where noise lies while it becomes fakes: in the middle of the plane. @param {Float32Array} z @param {number} dim @param {number} count */
function noisePlaces(z, dim, count) {
  const out = new Float32Array(2 * count)
  const stride = 4
  for (let i = 0; i < count; i++) {
    out[2 * i] = NOISE_SCALE * z[i * stride]
    out[2 * i + 1] = dim > 1 ? NOISE_SCALE * z[i * stride + 1] : 0
  }
  return out
}

/** Draws one game's plane. */
export class Stage {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas
    this.heat = document.createElement("canvas")
    this.heat.width = this.heat.height = LATTICE
    /** @type {Theme | null} */
    this.theme = null
    this.colours = new Uint8ClampedArray(1024)
    this.longest = 0
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
    if (heat) this.#heat(c, side, heat, theme)
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
    if (look.manifold) this.#manifold(c, scene, x, y, side, theme)
    if (look.field) this.#field(c, look.field, x, y, theme, unit, side)

    let fakes = between(look.fakes, before?.fakes, share)
    if (morph) {
      const noise = noisePlaces(opened.noise, opened.latentDim, fakes.length / 2)
      fakes = fakes.map((value, index) => value + (noise[index] - value) * morph)
    }
    if (look.joined && opened.inputs && layers.has("joined")) this.#joined(c, look.joined, opened.inputs, x, y, theme)
    if (layers.has("fake")) this.#fakes(c, fakes, x, y, theme, unit)
    if (look.arrows && !morph && layers.has("arrows")) this.#arrows(c, fakes, look.arrows, x, y, theme, unit, side)
    if (scene.cursor) this.#cursor(c, x(scene.cursor[0]), y(scene.cursor[1]), theme, unit)
  }

  /** @param {CanvasRenderingContext2D} c @param {number} side @param {Uint8Array} heat @param {Theme} theme */
  #heat(c, side, heat, theme) {
    if (this.heated === heat) return this.#shade(c, side, heat, theme)
    const small = this.heat.getContext("2d")
    if (!small) return
    const picture = small.createImageData(LATTICE, LATTICE)
    for (let row = 0; row < LATTICE; row++) {
      for (let column = 0; column < LATTICE; column++) {
        const from = 4 * heat[(LATTICE - 1 - row) * LATTICE + column]
        picture.data.set(this.colours.subarray(from, from + 4), 4 * (row * LATTICE + column))
      }
    }
    small.putImageData(picture, 0, 0)
    this.heated = heat
    this.#shade(c, side, heat, theme)
  }

  /** @param {CanvasRenderingContext2D} c @param {number} side @param {Uint8Array} heat @param {Theme} theme */
  #shade(c, side, heat, theme) {
    c.imageSmoothingEnabled = true
    c.imageSmoothingQuality = "high"
    c.drawImage(this.heat, 0, 0, side, side)
    border(c, side, heat, theme)
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

  /** @param {CanvasRenderingContext2D} c @param {Scene} scene @param {(v: number) => number} x @param {(v: number) => number} y @param {number} side @param {Theme} theme */
  #manifold(c, { look, before, share, morph, opened }, x, y, side, theme) {
    const now = /** @type {Float32Array} */ (look.manifold)
    let at = between(now, before?.manifold, share)
    const count = at.length / 2
    if (morph) {
      const noise = noisePlaces(opened.lattice, opened.latentDim, count)
      at = at.map((value, index) => value + (noise[index] - value) * morph)
    }
    c.fillStyle = theme.G
    c.strokeStyle = theme.G
    if (opened.latentDim === 1) {
      const dense = 12 / count
      for (let i = 0; i + 1 < count; i++) {
        const far = Math.hypot(at[2 * i + 2] - at[2 * i], at[2 * i + 3] - at[2 * i + 1])
        c.globalAlpha = Math.max(0.12, Math.min(0.9, dense / (far + 0.02)))
        c.lineWidth = Math.max(1.2, side / 240)
        c.beginPath()
        c.moveTo(x(at[2 * i]), y(at[2 * i + 1]))
        c.lineTo(x(at[2 * i + 2]), y(at[2 * i + 3]))
        c.stroke()
      }
      c.globalAlpha = 1
      return
    }
    const usual = (1.2 / (MANIFOLD - 1)) ** 2
    c.lineWidth = 0.6
    for (let row = 0; row + 1 < MANIFOLD; row++) {
      for (let column = 0; column + 1 < MANIFOLD; column++) {
        const corners = [0, 1, MANIFOLD + 1, MANIFOLD].map((step) => 2 * (row * MANIFOLD + column + step))
        let area = 0
        corners.forEach((corner, index) => {
          const next = corners[(index + 1) % 4]
          area += at[corner] * at[next + 1] - at[next] * at[corner + 1]
        })
        const density = usual / (Math.abs(area) / 2 + usual / 8)
        c.beginPath()
        corners.forEach((corner, index) => {
          if (index) c.lineTo(x(at[corner]), y(at[corner + 1]))
          else c.moveTo(x(at[corner]), y(at[corner + 1]))
        })
        c.closePath()
        c.globalAlpha = Math.max(0.03, Math.min(0.45, 0.09 * density))
        c.fill()
        c.globalAlpha = 0.28
        c.stroke()
      }
    }
    c.globalAlpha = 1
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
    c.fillStyle = theme.fake
    c.fill()
    c.strokeStyle = theme.plane
    c.lineWidth = 0.7 * unit
    c.stroke()
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

  /** How many pixels an arrow of size 1 is long: of six arrows, five are at most `pixels`. @param {Float32Array} arrows @param {number} pixels */
  #scale(arrows, pixels) {
    const far = Float32Array.from({ length: arrows.length / 2 }, (_, i) => Math.hypot(arrows[2 * i], arrows[2 * i + 1])).sort()
    const long = far[Math.floor(0.85 * far.length)]
    this.longest += ((long || 0) - this.longest) * (long > this.longest ? 0.5 : 0.05)
    return pixels / Math.max(this.longest, LEAST_PULL)
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} fakes @param {Float32Array} arrows @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme @param {number} unit @param {number} side */
  #arrows(c, fakes, arrows, x, y, theme, unit, side) {
    const scale = this.#scale(arrows, side / 13)
    c.strokeStyle = theme.arrow
    c.fillStyle = theme.arrow
    c.lineWidth = 1.5 * unit
    for (let i = 0; i < arrows.length; i += 2) arrow(c, x(fakes[i]), y(fakes[i + 1]), arrows[i] * scale, -arrows[i + 1] * scale, unit, side / 9)
  }

  /** @param {CanvasRenderingContext2D} c @param {Float32Array} field @param {(v: number) => number} x @param {(v: number) => number} y @param {Theme} theme @param {number} unit @param {number} side */
  #field(c, field, x, y, theme, unit, side) {
    const scale = this.#scale(field, side / FIELD_SIDE)
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

/** @param {CanvasRenderingContext2D} c @param {number} x @param {number} y @param {number} dx @param {number} dy @param {number} unit @param {number} most */
function arrow(c, x, y, dx, dy, unit, most) {
  const far = Math.hypot(dx, dy)
  if (far > most) [dx, dy] = [(dx * most) / far, (dy * most) / far]
  if (far < 1.5 * unit) {
    c.beginPath()
    c.arc(x, y, 1.1 * unit, 0, 2 * Math.PI)
    c.fill()
    return
  }
  const long = Math.min(far, most)
  const [ux, uy] = [dx / long, dy / long]
  const head = Math.min(5 * unit, 0.6 * long)
  c.beginPath()
  c.moveTo(x, y)
  c.lineTo(x + dx - ux * head * 0.8, y + dy - uy * head * 0.8)
  c.stroke()
  c.beginPath()
  c.moveTo(x + dx, y + dy)
  c.lineTo(x + dx - ux * head - uy * head * 0.55, y + dy - uy * head + ux * head * 0.55)
  c.lineTo(x + dx - ux * head + uy * head * 0.55, y + dy - uy * head - ux * head * 0.55)
  c.closePath()
  c.fill()
}

/** The line where D cannot say: marching squares at one half. @param {CanvasRenderingContext2D} c @param {number} side @param {Uint8Array} heat @param {Theme} theme */
function border(c, side, heat, theme) {
  const cell = side / LATTICE
  const level = 127.5
  c.beginPath()
  for (let row = 0; row + 1 < LATTICE; row++) {
    for (let column = 0; column + 1 < LATTICE; column++) {
      const at = row * LATTICE + column
      const corners = [heat[at], heat[at + 1], heat[at + LATTICE + 1], heat[at + LATTICE]]
      const places = [[0, 0], [1, 0], [1, 1], [0, 1]]
      /** @type {number[][]} */
      const cuts = []
      for (let k = 0; k < 4; k++) {
        const [a, b] = [corners[k], corners[(k + 1) % 4]]
        if (a < level === b < level) continue
        const share = (level - a) / (b - a)
        const [[ax, ay], [bx, by]] = [places[k], places[(k + 1) % 4]]
        cuts.push([(column + 0.5 + ax + (bx - ax) * share) * cell, side - (row + 0.5 + ay + (by - ay) * share) * cell])
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) {
        c.moveTo(cuts[k][0], cuts[k][1])
        c.lineTo(cuts[k + 1][0], cuts[k + 1][1])
      }
    }
  }
  c.strokeStyle = theme.quiet
  c.globalAlpha = 0.55
  c.lineWidth = 1
  c.stroke()
  c.globalAlpha = 1
}
