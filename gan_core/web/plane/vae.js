// Encoder and decoder that climb the evidence lower bound. Kingma and Welling 2014, arxiv.org/abs/1312.6114
import { drawReal, packed, rowsOf } from "./batches.js"
import { fillMap, NUM_MEASURED, NUM_SHOWN, PICTURE_SIDE, sizesOf } from "./frames.js"
import { Arena } from "./kernels.js"
import { drawLatents, latticeLatents } from "./latents.js"
import { exp, expm1, tanh } from "./maths.js"
import { Mlp } from "./mlp.js"
import { bernoulliNll, gaussianNll } from "./objectives.js"
import { Optimiser } from "./optimiser.js"
import { Random } from "./random.js"

/** @typedef {import("./kernels.js").Matrix} Matrix */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./data.js").DataSet} DataSet */
/** @typedef {import("./frames.js").Saved} Saved */
/** @typedef {import("./frames.js").Frame} Frame */

const LATENT = 2
export const NUM_CODES = 240
const PRIOR = "gaussian2"

/** A variational autoencoder with two latent numbers: a learned width for points, Bernoulli for pictures. */
export class Vae {
  /** @param {Settings} settings @param {DataSet} data @param {{ simd?: boolean, sizes?: { E: number[], G: number[] } }} [how] `sizes` are the layers' where they are not all equal */
  constructor(settings, data, { simd = true, sizes } = {}) {
    this.settings = settings
    this.data = data
    this.latent = PRIOR
    const n = Number(settings.batch_size)
    this.n = n
    const { dim } = data
    this.bernoulli = dim !== 2
    const activation = /** @type {import("./mlp.js").Activation} */ (settings.activation)
    const eSizes = sizes?.E ?? sizesOf(dim, Number(settings.d_layers), Number(settings.d_width), 2 * LATENT)
    const gSizes = sizes?.G ?? sizesOf(LATENT, Number(settings.g_layers), Number(settings.g_width), dim)
    const widest = [...eSizes, ...gSizes].reduce((sum, size) => sum + size + 4, 0)
    const weights = 12 * [eSizes, gSizes].flatMap((widths) => widths.slice(1).map((to, l) => (widths[l] + 2) * (to + 4))).reduce((a, b) => a + b, 0)
    const arena = new Arena(4 * widest * (3 * n + NUM_MEASURED) + 100 * NUM_MEASURED + weights, simd)
    this.arena = arena
    this.encoder = new Mlp(arena, eSizes, activation)
    this.G = new Mlp(arena, gSizes, activation)
    this.eTape = this.encoder.tape(n)
    this.gTape = this.G.tape(n)
    this.eLook = this.encoder.tape(NUM_CODES)
    this.gLook = this.G.tape(NUM_MEASURED)
    this.x = arena.matrix(n, dim)
    this.z = arena.matrix(n, LATENT)
    this.byZ = arena.matrix(n, LATENT)
    this.eps = arena.matrix(n, LATENT)
    this.logSigma = arena.block(4)
    this.byLogSigma = arena.block(4)
    this.eAdam = new Optimiser(arena, this.encoder.weights, this.encoder.gradients)
    this.gAdam = new Optimiser(arena, this.G.weights, this.G.gradients)
    this.sAdam = new Optimiser(arena, this.logSigma, this.byLogSigma)
    this.rng = new Random(Number(settings.seed), 1)
    const first = new Random(Number(settings.seed), 0)
    this.encoder.initialise(first, "small")
    this.G.initialise(first, "small")
    this.logSigma.values[0] = -1
    this.step = 0
    /** @type {Record<string, number>} */
    this.values = {}
    const rng = new Random(Number(settings.seed), 2)
    this.zShown = arena.matrix(NUM_MEASURED, LATENT)
    drawLatents(PRIOR, rng, this.zShown, NUM_MEASURED)
    this.zLattice = arena.matrix(21 * 21, LATENT)
    this.latticeRows = latticeLatents(PRIOR, this.zLattice)
    this.zMap = arena.matrix(PICTURE_SIDE ** 2, LATENT)
    this.looked = arena.matrix(NUM_CODES, dim)
    this.lookedZ = arena.matrix(NUM_CODES, LATENT)
    /** which of the data are looked at */
    this.lookedAt = Array.from({ length: NUM_CODES }, () => rng.below(data.size))
    this.lookedAt.forEach((from, r) => {
      for (let c = 0; c < dim; c++) this.looked.values[r * this.looked.stride + c] = data.values[from * dim + c]
    })
  }

  get numParameters() {
    return { G: this.G.numParameters, D: this.encoder.numParameters }
  }

  /** The weight of the KL at this step, counted from 0. */
  get beta() {
    const [beta, warmup] = [Number(this.settings.beta), Number(this.settings.kl_warmup_steps)]
    return this.step >= warmup ? beta : (beta * this.step) / warmup
  }

  /** One update of encoder and decoder together. */
  train() {
    drawReal(this.data, this.rng, this.x, this.n)
    drawLatents(PRIOR, this.rng, this.eps, this.n)
    this.gradients()
    const { optimiser, lr, beta1 } = this.settings
    const how = { name: String(optimiser), rate: Number(lr), beta1: Number(beta1) }
    this.eAdam.update(how)
    this.gAdam.update(how)
    if (!this.bernoulli) this.sAdam.update(how)
    this.step++
  }

  /** The gradients of minus the ELBO on `x` with the noise `eps`. */
  gradients() {
    const { n, encoder, G, eTape, gTape, x, z, eps, byZ } = this
    encoder.clear()
    G.clear()
    const code = encoder.forward(eTape, x, n) // (n, 4): mu and logvar
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < LATENT; c++) {
        const at = 4 * r + c
        z.values[at] = code.values[at] + exp(0.5 * code.values[at + LATENT]) * eps.values[at]
      }
    }
    const raw = G.forward(gTape, z, n)
    const byRaw = gTape.u[gTape.u.length - 1]
    let reconstruction
    if (this.bernoulli) reconstruction = bernoulliNll(raw, x, byRaw, n)
    else {
      const { loss, byLogSigma } = gaussianNll(raw, x, this.logSigma.values[0], byRaw, n)
      reconstruction = loss
      this.byLogSigma.values[0] = byLogSigma
    }
    G.backward(gTape, { byInput: byZ })
    const kl = this.#pullToPrior(code)
    encoder.backward(eTape)
    Object.assign(this.values, { "VAE/loss": reconstruction + kl.weighed, "VAE/reconstruction": reconstruction, "VAE/kl": kl.nats })
    if (!this.bernoulli) this.values["VAE/log_sigma"] = this.logSigma.values[0]
  }

  /** The KL to the prior, and the gradient by mu and logvar of all of the loss. @param {Matrix} code */
  #pullToPrior(code) {
    const { n, eps, byZ, beta } = this
    const freeBits = Number(this.settings.free_bits)
    const nats = new Float64Array(LATENT)
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < LATENT; c++) {
        const [mu, logvar] = [code.values[4 * r + c], code.values[4 * r + LATENT + c]]
        nats[c] += 0.5 * (mu * mu + expm1(logvar) - logvar)
      }
    }
    const top = this.eTape.u[this.eTape.u.length - 1]
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < LATENT; c++) {
        const at = 4 * r + c
        const logvar = code.values[at + LATENT]
        const pulled = nats[c] / n >= freeBits ? beta / n : 0
        top.values[at] = byZ.values[at] + pulled * code.values[at]
        top.values[at + LATENT] = byZ.values[at] * eps.values[at] * 0.5 * exp(0.5 * logvar) + pulled * 0.5 * expm1(logvar)
      }
    }
    const each = [...nats].map((sum) => sum / n)
    return { nats: each[0] + each[1], weighed: beta * each.reduce((sum, value) => sum + Math.max(freeBits, value), 0) }
  }

  /** Samples from the prior, decoded, without the decoder's own noise, as gan_core shows them. @param {number} count */
  shown(count) {
    return this.#decoded(this.zShown, count)
  }

  /** @param {Matrix} z @param {number} count @returns {Float32Array} means of points, grey values in [-1, 1] of pictures */
  #decoded(z, count) {
    const out = packed(this.G.forward(this.gLook, z, count), count)
    return this.bernoulli ? out.map((logit) => tanh(logit / 2)) : out
  }

  /** All that the page draws. @param {Set<string>} layers @returns {Frame} */
  look(layers) {
    const code = this.encoder.forward(this.eLook, this.looked, NUM_CODES)
    const codes = packed(code, NUM_CODES) // mu, mu, logvar, logvar
    const fakes = this.shown(NUM_SHOWN)
    /** @type {Frame} */
    const seen = { fakes, predictions: null, heat: null, manifold: null, arrows: null, field: null, map: null, codes, joined: null }
    for (let r = 0; r < NUM_CODES; r++) this.lookedZ.values.set(code.values.subarray(4 * r, 4 * r + LATENT), r * this.lookedZ.stride)
    if (layers.has("joined") || this.bernoulli) seen.joined = this.#decoded(this.lookedZ, this.bernoulli ? 24 : NUM_CODES)
    if (this.bernoulli) return { ...seen, map: this.map() }
    if (layers.has("manifold")) seen.manifold = this.#decoded(this.zLattice, this.latticeRows)
    return seen
  }

  /** Pictures over the latent plane, row by row from the top. */
  map() {
    return this.#decoded(fillMap(this.zMap, PRIOR), PICTURE_SIDE ** 2)
  }

  /** What one z becomes. @param {number[]} z */
  decode(z) {
    const row = rowsOf(this.zMap, 0, 1)
    row.values[0] = z[0]
    row.values[1] = z[1]
    return this.#decoded(row, 1)
  }

  /** @returns {Saved} */
  save() {
    const weights = [this.encoder.weights.values.slice(), this.G.weights.values.slice()]
    const adams = [this.eAdam.save(), this.gAdam.save(), this.sAdam.save()]
    return { step: this.step, dUpdates: 0, values: { ...this.values }, weights, adams, rng: this.rng.save(), extra: [this.logSigma.values[0]] }
  }

  /** @param {Saved} saved */
  restore(saved) {
    this.step = saved.step
    this.values = { ...saved.values }
    this.encoder.weights.values.set(saved.weights[0])
    this.G.weights.values.set(saved.weights[1])
    this.eAdam.restore(saved.adams[0])
    this.gAdam.restore(saved.adams[1])
    this.sAdam.restore(saved.adams[2])
    this.rng.restore(saved.rng)
    this.logSigma.values[0] = saved.extra[0]
  }
}
