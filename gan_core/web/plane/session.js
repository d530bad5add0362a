// One or two games in lockstep, and what the page may ask of them. Knows no worker and no clock but the one it is given.
import { packed } from "./batches.js"
import { Curve } from "./curve.js"
import { digitData, madeData, ownData, SOURCES } from "./data.js"
import { Gan } from "./gan.js"
import { History } from "./history.js"
import { NUM_MEASURED } from "./frames.js"
import { Ruler } from "./metrics.js"
import { FIELDS, mustRestart } from "./settings.js"
import { Vae } from "./vae.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./data.js").DataSet} DataSet */
/** @typedef {ReturnType<Ruler["measure"]>} Measured */
/**
 * @typedef {{ game: Gan | Vae, data: DataSet, ruler: Ruler | null, losses: Curve, scores: Curve, measured: Measured | null,
 *   measuredAt: number, measuredStep: number, told: Told | null, settings: Settings }} Seat `told` is what the latest measurement saw, `settings` are today's
 * @typedef {{ count: number, step: number, values: Record<string, number>, arrows: Float32Array | null, rate: number, playing: boolean, settings: Settings }} Told
 * @typedef {{ type: "open", games: Settings[], points?: Float32Array | null }
 *   | { type: "set", games: Settings[] } | { type: "play" } | { type: "pause" } | { type: "speed", value: number }
 *   | { type: "do", part: "d" | "g" | "both", keep?: boolean } | { type: "undo" } | { type: "seek", index: number }
 *   | { type: "look", layers: string[], era?: number } | { type: "decode", game: number, z: number[] }} Request
 */

const MEASURE_EVERY_MS = 500
const MOST_UNDOS = 40
const LOSS_NAMES = { gan: ["D/loss", "G/loss"], vae: ["VAE/reconstruction", "VAE/kl"] }

/** Trains when it is told to, looks when it is asked. */
export class Session {
  /**
   * @param {(message: object, transfer?: Transferable[]) => void} post
   * @param {{ digits?: () => Uint8Array | null, now?: () => number }} [given]
   */
  constructor(post, { digits = () => null, now = () => performance.now() } = {}) {
    this.post = post
    this.digits = digits
    this.now = now
    /** @type {Seat[]} */
    this.seats = []
    this.playing = false
    this.speed = 0
    this.owed = 0
    this.last = 0
    this.rate = 0
    this.rateFrom = { at: 0, step: 0 }
    this.history = new History()
    /** @type {import("./history.js").State[]} what was before each of the latest single moves that are to be undone */
    this.undos = []
    this.measurements = 0
    /** @type {number | null} which moment is shown, or null for the newest */
    this.seeking = null
    /** @type {string | null} */
    this.broken = null
  }

  get step() {
    return this.seats[0]?.game.step ?? 0
  }

  /** @param {Request} request */
  handle(request) {
    if (request.type === "open") this.#open(request.games, request.points ?? null)
    else if (request.type === "set") this.#set(request.games)
    else if (request.type === "play") this.#play()
    else if (request.type === "pause") this.#stop()
    else if (request.type === "speed") this.speed = request.value
    else if (request.type === "do") this.#do(request.part, Boolean(request.keep))
    else if (request.type === "undo") this.#undo()
    else if (request.type === "seek") this.#seek(request.index)
    else if (request.type === "look") this.#look(new Set(request.layers), request.era ?? 0)
    else if (request.type === "decode") {
      const seat = this.seats[request.game]
      if (seat) this.post({ type: "decoded", game: request.game, z: request.z, picture: seat.game.decode(request.z) })
    }
  }

  /** @param {Settings[]} games @param {Float32Array | null} points */
  #open(games, points) {
    this.points = points
    this.broken = null
    this.seats = games.map((settings) => {
      const data = this.#data(String(settings.data))
      const game = settings.family === "vae" ? new Vae({ ...settings }, data) : new Gan({ ...settings }, data)
      const ruler = data.dim === 2 ? new Ruler(data) : null
      return { game, data, ruler, losses: new Curve(2), scores: new Curve(2), measured: null, measuredAt: -Infinity, measuredStep: -1, told: null, settings: game.settings }
    })
    this.history = new History()
    this.history.offer(0, () => this.#save())
    this.seeking = null
    this.undos = []
    this.owed = 0
    this.rate = 0
    this.rateFrom = { at: this.now(), step: 0 }
    this.post({
      type: "opened",
      games: this.seats.map(({ game, data }) => ({
        parameters: game.numParameters,
        noise: game.zShown.values.slice(0, 300 * game.zShown.stride),
        lattice: game.zLattice.values.slice(0, game.latticeRows * game.zLattice.stride),
        latentDim: game.zShown.cols,
        real: data.values.slice(0, data.dim * Math.min(data.size, data.dim === 2 ? 600 : 64)),
        inputs: game instanceof Vae ? packed(game.looked, game.looked.rows) : null,
        labels: game instanceof Vae && data.labels ? game.lookedAt.map((at) => Number(data.labels?.[at])) : null,
        centres: data.centres,
        sigma: data.sigma,
      })),
    })
  }

  /** @param {string} name @returns {DataSet} */
  #data(name) {
    if (name === "digits") {
      const pictures = this.digits()
      if (pictures) return digitData(pictures)
    }
    if ((name === "drawn" || name === "table") && this.points && this.points.length >= 2) return ownData(name, this.points)
    return madeData(name in SOURCES ? name : "ring")
  }

  /** @param {Settings[]} games */
  #set(games) {
    const same = games.length === this.seats.length && games.every((settings, index) => !mustRestart(this.seats[index].game.settings, settings))
    if (!same) this.#open(games, this.points ?? null)
    else
      games.forEach((settings, index) => {
        this.seats[index].settings = this.seats[index].game.settings = { ...settings }
        this.seats[index].measuredStep = -1
      })
  }

  #play() {
    this.#branch()
    this.undos = []
    this.playing = true
    this.last = this.now()
    this.owed = 0
    this.rateFrom = { at: this.now(), step: this.step }
  }

  #stop() {
    this.playing = false
    this.rate = 0
  }

  /** The past that is shown becomes the present: what came after it is forgotten. */
  #branch() {
    if (this.seeking === null) return
    this.history.cut(this.step)
    for (const { game, losses, scores, settings } of this.seats) {
      losses.cut(this.step)
      scores.cut(this.step)
      game.settings = settings
    }
    this.seeking = null
  }

  /** @param {"d" | "g" | "both"} part @param {boolean} keep so that it can be undone */
  #do(part, keep) {
    this.#stop()
    this.#branch()
    this.undos = keep ? [...this.undos.slice(1 - MOST_UNDOS), this.#save()] : []
    for (const { game } of this.seats) {
      if (part === "both" || game instanceof Vae) game.train()
      else {
        if (part === "d") game.dStep()
        else game.gStep()
        game.step++
      }
    }
    this.#recorded()
  }

  /** The latest single move is taken back. */
  #undo() {
    const before = this.undos.pop()
    if (!before) return
    this.#stop()
    this.seats.forEach((seat, at) => {
      seat.game.restore(before.states[at])
      seat.measuredStep = -1
      seat.losses.cut(this.step)
      seat.scores.cut(this.step)
    })
    this.history.cut(this.step)
    this.broken = null
  }

  /** @param {number} index */
  #seek(index) {
    this.#stop()
    this.undos = []
    if (this.seeking === null) this.history.offer(this.step, () => this.#save(), true)
    const { moments } = this.history
    const moment = moments[Math.max(0, Math.min(moments.length - 1, index))]
    this.seeking = moment === moments[moments.length - 1] ? null : moments.indexOf(moment)
    this.seats.forEach((seat, at) => {
      seat.game.restore(moment.states[at])
      seat.game.settings = this.seeking === null ? seat.settings : moment.settings[at]
      seat.measuredStep = -1
    })
  }

  /** The states of all games, each with the settings that it came about with. */
  #save() {
    return { states: this.seats.map(({ game }) => game.save()), settings: this.seats.map(({ game }) => game.settings) }
  }

  /** What a step leaves behind: points of curves, and a moment of history; stops where a number is no number. */
  #recorded() {
    for (const { game, losses } of this.seats) {
      const names = LOSS_NAMES[game instanceof Vae ? "vae" : "gan"]
      if (!names.every((name) => name in game.values)) continue // only one of the two has moved yet
      const values = names.map((name) => game.values[name])
      if (values.every(Number.isFinite)) losses.add(game.step, values)
      else {
        this.broken = "diverged"
        this.#stop()
      }
    }
    this.history.offer(this.step, () => this.#save())
  }

  /** Train for up to `ms` milliseconds, not faster than the speed; true if there is more to do at once. @param {number} ms */
  slice(ms) {
    if (!this.playing || !this.seats.length) return false
    const begun = this.now()
    if (this.speed) {
      this.owed = Math.min(this.owed + ((begun - this.last) * this.speed) / 1000, Math.max(1, this.speed / 10))
    }
    this.last = begun
    do {
      if (this.speed && this.owed < 1) return false
      for (const { game } of this.seats) game.train()
      this.owed = Math.max(0, this.owed - 1)
      this.#recorded()
    } while (this.playing && this.now() - begun < ms)
    return this.playing
  }

  /** Figures, rings and the line under them are of one measurement; the picture is of this very step. @param {Set<string>} layers @param {number} era */
  #look(layers, era) {
    const now = this.now()
    if (now - this.rateFrom.at > 500) {
      this.rate = this.playing ? (1000 * (this.step - this.rateFrom.step)) / (now - this.rateFrom.at) : 0
      this.rateFrom = { at: now, step: this.step }
    }
    const games = this.seats.map((seat) => {
      const { game, ruler } = seat
      const due = this.playing ? now - seat.measuredAt > MEASURE_EVERY_MS : seat.measuredStep !== this.step
      if (due) Object.assign(seat, { told: null, measuredAt: now, measuredStep: this.step })
      if (ruler && due) {
        seat.measured = ruler.measure(game.shown(NUM_MEASURED))
        const last = seat.scores.points[seat.scores.points.length - 1]
        if (this.seeking === null && (!last || last[0] < this.step)) {
          seat.scores.add(this.step, [seat.measured.js, seat.measured.modes?.numFound ?? 0])
        }
      }
      const look = game.look(layers)
      seat.told ??= { count: ++this.measurements, step: this.step, values: { ...game.values }, arrows: look.arrows?.slice() ?? null, rate: this.rate, playing: this.playing, settings: game.settings }
      return { look, values: { ...game.values }, losses: seat.losses.packed(), scores: seat.scores.packed(), measured: seat.measured, told: seat.told }
    })
    const { moments } = this.history
    const frame = {
      type: "frame",
      step: this.step,
      playing: this.playing,
      broken: this.broken,
      rate: this.rate,
      moments: moments.map(({ step }) => step),
      seeking: this.seeking,
      past: this.seeking !== null && this.seats.some(({ game, settings }) => game.settings !== settings && FIELDS.some(({ name }) => game.settings[name] !== settings[name])),
      era,
      games,
    }
    const buffers = games.flatMap(({ look, losses, scores }) => [...Object.values(look), losses, scores])
    this.post(frame, buffers.flatMap((each) => (ArrayBuffer.isView(each) ? [/** @type {ArrayBuffer} */ (each.buffer)] : [])))
  }
}
