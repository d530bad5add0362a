// D learns to tell real from fake, G learns to be taken for real. Goodfellow et al. 2014, arxiv.org/abs/1406.2661
import { columnOf, drawReal, packed, rowsOf } from "./batches.js"
import { Arena } from "./kernels.js"
import { drawLatents, latentDim, latticeLatents, MANIFOLD, THREAD } from "./latents.js"
import { FIELD_SIDE, fillMap, histogram, mean, MOST_ROWS, NUM_ARROWS, NUM_SCORED, NUM_MEASURED, NUM_SHOWN, PICTURE_SIDE, sizesOf } from "./frames.js"
import { LATTICE, lattice } from "./metrics.js"
import { Mlp } from "./mlp.js"
import { GAMES, normNearOne, opinion, squaredNorm } from "./objectives.js"
import { Optimiser } from "./optimiser.js"
import { Random } from "./random.js"

/** @typedef {import("./kernels.js").Matrix} Matrix */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./data.js").DataSet} DataSet */
/** @typedef {import("./frames.js").Saved} Saved */
/** @typedef {import("./frames.js").Frame} Frame */

/** A generator, a discriminator, and all that their training reads or writes. */
export class Gan {
  /** @param {Settings} settings @param {DataSet} data @param {{ simd?: boolean, sizes?: { G: number[], D: number[] } }} [how] `sizes` are the layers' where they are not all equal */
  constructor(settings, data, { simd = true, sizes } = {}) {
    this.settings = settings
    this.data = data
    const n = Number(settings.batch_size)
    this.n = n
    const { dim } = data
    this.latent = String(settings.latent)
    const activation = /** @type {import("./mlp.js").Activation} */ (settings.activation)
    const gSizes = sizes?.G ?? sizesOf(latentDim(this.latent), Number(settings.g_layers), Number(settings.g_width), dim)
    const dSizes = sizes?.D ?? sizesOf(dim, Number(settings.d_layers), Number(settings.d_width), 1)
    const widest = [...gSizes, ...dSizes].reduce((sum, size) => sum + size + 4, 0)
    const weights = 12 * [gSizes, dSizes].flatMap((widths) => widths.slice(1).map((to, l) => (widths[l] + 2) * (to + 4))).reduce((a, b) => a + b, 0)
    const arena = new Arena(4 * widest * (8 * n + MOST_ROWS) + 100 * MOST_ROWS + weights, simd)
    this.arena = arena
    this.G = new Mlp(arena, gSizes, activation, dim === 2 ? "linear" : "tanh")
    this.D = new Mlp(arena, dSizes, activation)
    this.gTape = this.G.tape(n)
    this.dTape = this.D.tape(2 * n)
    this.penaltyTape = this.D.tape(n)
    this.spareTape = this.D.tape(n)
    this.gLook = this.G.tape(MOST_ROWS)
    this.dLook = this.D.tape(MOST_ROWS)
    this.z = arena.matrix(n, gSizes[0])
    this.both = arena.matrix(2 * n, dim)
    this.between = arena.matrix(n, dim)
    this.slope = arena.matrix(n, dim)
    this.bySlope = arena.matrix(n, dim)
    this.gAdam = new Optimiser(arena, this.G.weights, this.G.gradients)
    this.dAdam = new Optimiser(arena, this.D.weights, this.D.gradients)
    this.real = rowsOf(this.both, 0, n)
    this.fake = rowsOf(this.both, n, n)
    this.logits = [new Float32Array(2 * n), new Float32Array(n), new Float32Array(n), new Float32Array(n), new Float32Array(n)]
    this.rng = new Random(Number(settings.seed), 1)
    const first = new Random(Number(settings.seed), 0)
    this.G.initialise(first, "small")
    this.D.initialise(first, "uniform")
    this.step = 0
    this.dUpdates = 0
    /** @type {Record<string, number>} the latest values, by gan_core's keys */
    this.values = {}
    // Noise and places that are looked at, always the same: looking uses no random number of the training.
    const rng = new Random(Number(settings.seed), 2)
    const zDim = gSizes[0]
    this.zShown = arena.matrix(NUM_MEASURED, zDim)
    drawLatents(this.latent, rng, this.zShown, NUM_MEASURED)
    this.zLattice = arena.matrix(Math.max(THREAD, MANIFOLD ** 2), zDim)
    this.latticeRows = latticeLatents(this.latent, this.zLattice)
    this.zMap = arena.matrix(PICTURE_SIDE * PICTURE_SIDE, zDim)
    this.judged = arena.matrix(NUM_SCORED, data.dim)
    drawReal(data, rng, this.judged, NUM_SCORED)
    this.places = arena.matrix(LATTICE * LATTICE, data.dim)
    this.arrowPlaces = arena.matrix(FIELD_SIDE * FIELD_SIDE, data.dim)
    this.byPlace = arena.matrix(MOST_ROWS, data.dim)
    if (data.dim !== 2) return
    const even = lattice()
    for (let i = 0; i < this.places.rows; i++) this.places.values.set(even.subarray(2 * i, 2 * i + 2), 4 * i)
    const coarse = lattice(FIELD_SIDE)
    for (let i = 0; i < this.arrowPlaces.rows; i++) this.arrowPlaces.values.set(coarse.subarray(2 * i, 2 * i + 2), 4 * i)
  }

  get numParameters() {
    return { G: this.G.numParameters, D: this.D.numParameters }
  }

  get game() {
    return GAMES[String(this.settings.objective)]
  }

  /** One whole step: the updates of D, then those of G. */
  train() {
    for (let k = Number(this.settings.d_steps); k > 0; k--) this.dStep()
    for (let k = Number(this.settings.g_steps); k > 0; k--) this.gStep()
    this.step++
  }

  /** One update of D on a real and a fake batch. */
  dStep() {
    drawReal(this.data, this.rng, this.real, this.n)
    drawLatents(this.latent, this.rng, this.z, this.n)
    const made = this.G.forward(this.gTape, this.z, this.n)
    this.fake.values.set(made.values.subarray(0, this.n * made.stride))
    this.D.clear()
    this.dGradients(() => this.rng.uniform())
    const { optimiser, d_lr: rate, beta1 } = this.settings
    this.dAdam.update({ name: String(optimiser), rate: Number(rate), beta1: Number(beta1) })
    this.dUpdates++
  }

  /** Adds the gradients of D's loss and penalties on `real` and `fake`. @param {() => number} eps for the gradient penalty, one for each pair */
  dGradients(eps) {
    const { n, D, dTape, settings, values } = this
    const out = D.forward(dTape, this.both, 2 * n)
    const [all, real, fake, byReal, byFake] = this.logits
    columnOf(out, 2 * n, all)
    real.set(all.subarray(0, n))
    fake.set(all.subarray(n))
    values["D/loss"] = this.game.d(real, fake, byReal, byFake, n)
    values["D/real"] = mean(real)
    values["D/fake"] = mean(fake)
    const top = dTape.u[dTape.u.length - 1]
    for (let r = 0; r < n; r++) {
      top.values[4 * r] = byReal[r]
      top.values[4 * (n + r)] = byFake[r]
    }
    D.backward(dTape)
    const interval = Number(settings.penalty_interval)
    for (const name of ["r1", "r2", "gradient_penalty"]) delete values[`D/${name}`]
    if (this.dUpdates % interval) return
    const gp = Number(settings.gradient_penalty)
    this.#penalty("r1", this.real, (interval * Number(settings.r1_gamma)) / 2, squaredNorm)
    this.#penalty("r2", this.fake, (interval * Number(settings.r2_gamma)) / 2, squaredNorm)
    if (!gp) return
    const { stride } = this.between
    for (let r = 0; r < n; r++) {
      const share = eps()
      for (let c = r * stride; c < (r + 1) * stride; c++) {
        this.between.values[c] = share * this.real.values[c] + (1 - share) * this.fake.values[c]
      }
    }
    this.#penalty("gradient_penalty", this.between, interval * gp, normNearOne)
  }

  /** @param {string} name @param {Matrix} x @param {number} weight @param {typeof squaredNorm} of the gradients */
  #penalty(name, x, weight, of) {
    if (!weight) return
    this.D.forward(this.penaltyTape, x, this.n)
    const g = this.D.inputGradient(this.penaltyTape, this.slope)
    const value = of(g, this.bySlope, this.n, weight)
    this.D.penalise(this.penaltyTape, this.bySlope, this.spareTape)
    this.values[`D/${name}`] = value
    this.values["D/loss"] += weight * value
  }

  /** One update of G, with D held still. Only relativistic games look at real samples here. */
  gStep() {
    if (this.game.relativistic) drawReal(this.data, this.rng, this.real, this.n)
    drawLatents(this.latent, this.rng, this.z, this.n)
    this.G.clear()
    this.gGradients()
    const { optimiser, lr: rate, beta1 } = this.settings
    this.gAdam.update({ name: String(optimiser), rate: Number(rate), beta1: Number(beta1) })
  }

  /** Adds the gradients of G's loss for `z`, against `real` in relativistic games. */
  gGradients() {
    const { n, D, G, dTape, gTape } = this
    const made = G.forward(gTape, this.z, n)
    this.fake.values.set(made.values.subarray(0, n * made.stride))
    const [, real, fake, byReal, byFake] = this.logits
    if (this.game.relativistic) columnOf(D.forward(dTape, this.real, n), n, real)
    columnOf(D.forward(dTape, this.fake, n), n, fake)
    this.values["G/loss"] = this.game.g(real, fake, byReal, byFake, n)
    const top = dTape.u[dTape.u.length - 1]
    for (let r = 0; r < n; r++) top.values[4 * r] = byFake[r]
    D.backward(dTape, { learn: false, byInput: gTape.u[gTape.u.length - 1] })
    G.backward(gTape)
  }

  /** Fakes of the noise that is always looked at, x and y in turns. @param {number} count */
  shown(count) {
    return packed(this.G.forward(this.gLook, this.zShown, count), count)
  }

  /** @param {Matrix} x @param {number} count @returns {Float32Array} D's logits */
  #logitsOf(x, count) {
    return columnOf(this.D.forward(this.dLook, x, count), count, new Float32Array(count))
  }

  /**
   * Where the loss of G would have each of `places` move, were it a fake: minus the gradient of one sample's own loss.
   * @param {Matrix} places @param {number} count @param {Float32Array} real logits that relativistic games compare with
   * @param {"loss" | "logit"} of "logit" gives the slope of D itself
   */
  pull(places, count, real, of = "loss") {
    const fake = this.#logitsOf(places, count)
    const top = this.dLook.u[this.dLook.u.length - 1]
    const [one, partner, byReal, by] = [new Float32Array(1), new Float32Array(1), new Float32Array(1), new Float32Array(1)]
    const partners = this.game.relativistic ? 16 : 1
    for (let r = 0; r < count; r++) {
      one[0] = fake[r]
      let sum = of === "logit" ? -partners : 0
      for (let k = 0; k < partners && of === "loss"; k++) {
        partner[0] = real[(r * partners + k) % real.length]
        this.game.g(partner, one, byReal, by, 1)
        sum += by[0]
      }
      top.values[4 * r] = -sum / partners
    }
    this.D.backward(this.dLook, { learn: false, byInput: this.byPlace })
    return packed(this.byPlace, count)
  }

  /** All that the page draws. @param {Set<string>} layers those that are on */
  look(layers) {
    const { data } = this
    const judged = this.judged
    const real = this.#logitsOf(judged, NUM_SCORED)
    const made = this.G.forward(this.gLook, this.zShown, NUM_SHOWN)
    const fakes = packed(made, NUM_SHOWN)
    const fake = this.#logitsOf(made, NUM_SHOWN)
    const middle = (mean(real) + mean(fake)) / 2
    const name = String(this.settings.objective)
    const predictions = { real: histogram(real, name, middle), fake: histogram(fake, name, middle) }
    /** @type {Frame} */
    const seen = { fakes, predictions, heat: null, manifold: null, arrows: null, field: null, map: null, codes: null, joined: null }
    if (data.dim !== 2) return { ...seen, map: this.map() }
    if (layers.has("heat")) {
      const logits = this.#logitsOf(this.places, LATTICE * LATTICE)
      seen.heat = Uint8Array.from(logits, (logit) => Math.round(255 * opinion(name, logit, middle)))
    }
    if (layers.has("manifold")) {
      seen.manifold = packed(this.G.forward(this.gLook, this.zLattice, this.latticeRows), this.latticeRows)
    }
    const of = layers.has("slope") ? "logit" : "loss"
    if (layers.has("arrows")) seen.arrows = this.pull(this.G.forward(this.gLook, this.zShown, NUM_ARROWS), NUM_ARROWS, real, of)
    if (layers.has("field")) seen.field = this.pull(this.arrowPlaces, FIELD_SIDE * FIELD_SIDE, real, of)
    return seen
  }

  /** Pictures over the lattice of noise, row by row from the top. */
  map() {
    return packed(this.G.forward(this.gLook, fillMap(this.zMap, this.latent), PICTURE_SIDE ** 2), PICTURE_SIDE ** 2)
  }

  /** What one z becomes. @param {number[]} z */
  decode(z) {
    const row = rowsOf(this.zMap, 0, 1)
    for (let c = 0; c < row.cols; c++) row.values[c] = z[c] ?? 0
    return packed(this.G.forward(this.gLook, row, 1), 1)
  }

  /** All that decides what follows. */
  save() {
    const { step, dUpdates, values } = this
    const weights = [this.G.weights.values.slice(), this.D.weights.values.slice()]
    return { step, dUpdates, values: { ...values }, weights, adams: [this.gAdam.save(), this.dAdam.save()], rng: this.rng.save(), extra: [] }
  }

  /** @param {Saved} saved */
  restore(saved) {
    this.step = saved.step
    this.dUpdates = saved.dUpdates
    this.values = { ...saved.values }
    this.G.weights.values.set(saved.weights[0])
    this.D.weights.values.set(saved.weights[1])
    this.gAdam.restore(saved.adams[0])
    this.dAdam.restore(saved.adams[1])
    this.rng.restore(saved.rng)
  }
}
