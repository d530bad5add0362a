// How weights follow their gradients: Adam (Kingma and Ba 2015, arxiv.org/abs/1412.6980) or plain gradient descent.

/** @typedef {import("./kernels.js").Arena} Arena */

const BETA2 = 0.99
const EPS = 1e-8

/** Moves one network's weights. */
export class Optimiser {
  /** @param {Arena} arena @param {{ at: number, values: Float32Array }} weights @param {{ at: number, values: Float32Array }} gradients */
  constructor(arena, weights, gradients) {
    this.arena = arena
    this.weights = weights
    this.gradients = gradients
    this.m = arena.block(weights.values.length)
    this.v = arena.block(weights.values.length)
    this.updates = 0
    this.power1 = 1
    this.power2 = 1
    this.beta1 = 0.9
  }

  /** One update. @param {{ name: string, rate: number, beta1: number }} how */
  update({ name, rate, beta1 }) {
    if (name === "sgd") {
      const [w, g] = [this.weights.values, this.gradients.values]
      for (let i = 0; i < w.length; i++) w[i] -= rate * g[i]
      return
    }
    if (beta1 !== this.beta1 && this.updates) this.forget() // the correction would no longer fit
    this.beta1 = beta1
    this.updates++
    this.power1 *= beta1
    this.power2 *= BETA2
    const { weights, gradients, m, v } = this
    const step = rate / (1 - this.power1)
    const root = 1 / Math.sqrt(1 - this.power2)
    const quarter = weights.values.length / 4
    this.arena.kernels.adam(weights.at, gradients.at, m.at, v.at, quarter, beta1, 1 - beta1, BETA2, 1 - BETA2, step, root, EPS)
  }

  /** Begin again, as if no update had been. */
  forget() {
    this.m.values.fill(0)
    this.v.values.fill(0)
    this.updates = 0
    this.power1 = 1
    this.power2 = 1
  }

  /** @returns {{ m: Float32Array, v: Float32Array, updates: number, power1: number, power2: number, beta1: number }} */
  save() {
    const { updates, power1, power2, beta1 } = this
    return { m: this.m.values.slice(), v: this.v.values.slice(), updates, power1, power2, beta1 }
  }

  /** @param {ReturnType<Optimiser["save"]>} saved */
  restore(saved) {
    this.m.values.set(saved.m)
    this.v.values.set(saved.v)
    this.updates = saved.updates
    this.power1 = saved.power1
    this.power2 = saved.power2
    this.beta1 = saved.beta1
  }
}
