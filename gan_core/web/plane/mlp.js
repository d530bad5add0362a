// A fully connected network with its gradients, first and second, written out by hand.
//
// Symbols, for layer l from input x = h[0]: a[l] = h[l-1] W[l] + b[l], h[l] = phi(a[l]). Going back, u[l] is the gradient
// by h[l] and d[l] = u[l] phi'(a[l]) that by a[l]. The derivation of `penalise` is beside it.
import { transpose } from "./kernels.js"
import { tanh } from "./maths.js"

/** @typedef {import("./kernels.js").Arena} Arena */
/** @typedef {import("./kernels.js").Matrix} Matrix */
/** @typedef {import("./random.js").Random} Random */
/** @typedef {"leaky_relu" | "relu" | "tanh"} Activation */
/** @typedef {{ W: Matrix, b: Matrix, gW: Matrix, gb: Matrix, back: Matrix }} Layer `back` has room for W transposed */

/**
 * What one pass over up to `rows` samples leaves for the way back.
 * @typedef {{ rows: number, count: number, x: Matrix, a: Matrix[], h: Matrix[], u: Matrix[], d: Matrix[], ones: Matrix }} Tape
 */

const SLOPES = { leaky_relu: 0.2, relu: 0 }

/** A fully connected network: `sizes` from input to output. */
export class Mlp {
  /**
   * @param {Arena} arena @param {number[]} sizes @param {Activation} [activation] of the hidden layers
   * @param {"linear" | "tanh"} [last] what follows the last layer
   */
  constructor(arena, sizes, activation = "leaky_relu", last = "linear") {
    this.arena = arena
    this.sizes = sizes
    this.activation = activation
    this.last = last
    const shapes = sizes.slice(1).map((cols, index) => ({ rows: sizes[index], cols }))
    const numFloats = shapes.reduce((sum, { rows, cols }) => sum + (rows + 1) * ((cols + 3) & ~3), 0)
    this.weights = arena.block(numFloats)
    this.gradients = arena.block(numFloats)
    let offset = 0
    /** @param {{ at: number, values: Float32Array }} block @param {number} rows @param {number} cols @returns {Matrix} */
    const part = (block, rows, cols) => {
      const stride = (cols + 3) & ~3
      return { at: block.at + 4 * offset, rows, cols, stride, values: block.values.subarray(offset, offset + rows * stride) }
    }
    /** @type {Layer[]} */
    this.layers = shapes.map(({ rows, cols }) => {
      const [W, gW] = [part(this.weights, rows, cols), part(this.gradients, rows, cols)]
      offset += rows * W.stride
      const [b, gb] = [part(this.weights, 1, cols), part(this.gradients, 1, cols)]
      offset += W.stride
      return { W, b, gW, gb, back: arena.matrix(cols, rows) }
    })
  }

  /** How many numbers are learned. */
  get numParameters() {
    return this.layers.reduce((sum, { W }) => sum + (W.rows + 1) * W.cols, 0)
  }

  /** First weights N(0, 2 / inputs), as gan_core's he_ has them; the last layer's as `lastLayer` says. @param {Random} rng @param {"small" | "uniform"} lastLayer */
  initialise(rng, lastLayer) {
    this.weights.values.fill(0)
    this.layers.forEach(({ W, b }, index) => {
      const final = index === this.layers.length - 1
      const std = final ? 0.5 / Math.sqrt(W.rows) : Math.sqrt(2 / W.rows)
      const bound = 1 / Math.sqrt(W.rows)
      const draw = final && lastLayer === "uniform" ? () => bound * (2 * rng.uniform() - 1) : () => std * rng.normal()
      for (let r = 0; r < W.rows; r++) for (let c = 0; c < W.cols; c++) W.values[r * W.stride + c] = draw()
      if (final && lastLayer === "uniform") for (let c = 0; c < b.cols; c++) b.values[c] = draw()
    })
  }

  /** Room for a pass over up to `rows` samples. @param {number} rows @returns {Tape} */
  tape(rows) {
    const { arena } = this
    const each = () => this.sizes.slice(1).map((cols) => arena.matrix(rows, cols))
    const ones = arena.matrix(rows, 1)
    for (let r = 0; r < rows; r++) ones.values[4 * r] = 1
    return { rows, count: 0, x: arena.matrix(rows, this.sizes[0]), a: each(), h: each(), u: each(), d: each(), ones }
  }

  /** The output for the first `count` rows of `x`; the tape remembers. @param {Tape} tape @param {Matrix} x @param {number} count */
  forward(tape, x, count) {
    tape.x = x
    tape.count = count
    let h = x
    this.layers.forEach(({ W, b }, index) => {
      this.arena.multiply(h, W, tape.a[index], b, count)
      this.activate(index, tape.a[index], tape.h[index], count)
      h = tape.h[index]
    })
    return h
  }

  /** What follows layer `index`. @param {number} index */
  kind(index) {
    return index < this.layers.length - 1 ? this.activation : this.last
  }

  /** out = phi(a). @param {number} index @param {Matrix} a @param {Matrix} out @param {number} count */
  activate(index, a, out, count) {
    const kind = this.kind(index)
    const size = count * a.stride
    if (kind === "linear") out.values.set(a.values.subarray(0, size))
    else if (kind === "tanh") for (let n = 0; n < size; n++) out.values[n] = tanh(a.values[n])
    else this.arena.kernels.leaky(a.at, out.at, size / 4, SLOPES[kind])
  }

  /** out = u phi'(a). @param {number} index @param {Tape} tape @param {Matrix} u @param {Matrix} out */
  slope(index, tape, u, out) {
    const kind = this.kind(index)
    const size = tape.count * u.stride
    if (kind === "linear") out.values.set(u.values.subarray(0, size))
    else if (kind === "tanh") {
      const h = tape.h[index].values
      for (let n = 0; n < size; n++) out.values[n] = u.values[n] * (1 - h[n] * h[n])
    } else this.arena.kernels.leakyBack(tape.a[index].at, u.at, out.at, size / 4, SLOPES[kind])
  }

  /** Forget the gradients. */
  clear() {
    this.gradients.values.fill(0)
  }

  /**
   * Back through the last forward pass. `u` of the tape's last layer holds the gradient by the output. Adds to the
   * weights' gradients if `learn`; puts the gradient by the input into `byInput` if there is one.
   * @param {Tape} tape @param {{ learn?: boolean, byInput?: Matrix | null }} [wanted]
   */
  backward(tape, { learn = true, byInput = null } = {}) {
    const { arena, layers } = this
    for (let index = layers.length - 1; index >= 0; index--) {
      this.slope(index, tape, tape.u[index], tape.d[index])
      if (learn) this.#learn(tape, index, tape.d[index])
      const down = index ? tape.u[index - 1] : byInput
      if (!down) continue
      transpose(layers[index].W, layers[index].back)
      arena.multiply(tape.d[index], layers[index].back, down, null, tape.count)
    }
  }

  /** gW += h[l-1]^T d and gb += the sum of d's rows. @param {Tape} tape @param {number} index @param {Matrix} d */
  #learn(tape, index, d) {
    const { gW, gb } = this.layers[index]
    this.arena.addOuter(index ? tape.h[index - 1] : tape.x, d, gW, tape.count)
    this.arena.addOuter(tape.ones, d, gb, tape.count)
  }

  /** The gradient of each sample's first output by that sample, into `out`. @param {Tape} tape @param {Matrix} out */
  inputGradient(tape, out) {
    const top = tape.u[this.layers.length - 1]
    top.values.fill(0)
    for (let r = 0; r < tape.count; r++) top.values[r * top.stride] = 1
    this.backward(tape, { learn: false, byInput: out })
    return out
  }

  /**
   * Adds the gradients of a penalty P(g) on g, what `inputGradient` gave last for this tape; `byG` is P's gradient by g.
   *
   * g = d[1] W[1]^T, so by d[1] it is v = byG W[1], and gW[1] += byG^T d[1]. From d[l] = u[l] phi'(a[l]), u[l] has
   * v phi'(a[l]), and a[l] has v u[l] phi''(a[l]); and u[l] = d[l+1] W[l+1]^T is of the same form again, up to d of the
   * last layer, which is 1. What the a[l] have (nothing, where phi is made of straight lines) goes back as always.
   * @param {Tape} tape @param {Matrix} byG @param {Tape} spare a second tape of the same size, whose u and d are overwritten
   */
  penalise(tape, byG, spare) {
    const { arena, layers } = this
    const { count } = tape
    let by = byG
    layers.forEach(({ W, gW }, index) => {
      arena.addOuter(by, tape.d[index], gW, count)
      if (index === layers.length - 1) return
      const v = spare.u[index]
      arena.multiply(by, W, v, null, count)
      this.slope(index, tape, v, spare.d[index])
      by = spare.d[index]
    })
    if (this.activation !== "tanh") return
    for (let index = layers.length - 2; index >= 0; index--) {
      const [v, u, h] = [spare.u[index].values, tape.u[index].values, tape.h[index].values]
      const extra = spare.h[index].values // by a[l]: v u phi'', with phi'' = -2 h (1 - h^2)
      const above = spare.a[index]
      const more = index < layers.length - 2
      if (more) {
        transpose(layers[index + 1].W, layers[index + 1].back)
        arena.multiply(spare.h[index + 1], layers[index + 1].back, above, null, count)
      }
      for (let n = 0; n < count * tape.h[index].stride; n++) {
        const steep = 1 - h[n] * h[n]
        extra[n] = -2 * h[n] * steep * v[n] * u[n] + (more ? above.values[n] * steep : 0)
      }
      this.#learn(tape, index, spare.h[index])
    }
  }
}
