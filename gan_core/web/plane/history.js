// The whole training, kept as states along the way: time can be turned back, and goes on from there as it did before.

const MOST_BYTES = 40e6
const [LEAST, MOST] = [24, 240]

/** @typedef {import("./frames.js").Saved} Saved */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{ states: Saved[], settings: Settings[] }} State */
/** @typedef {State & { step: number }} Moment */

/** Moments of one or more games, evenly spaced in steps; the spacing doubles when they are too many. */
export class History {
  constructor() {
    /** @type {Moment[]} */
    this.moments = []
    this.every = 1
    this.most = MOST
  }

  /** Keep this moment if its step is due, or if it `must` be. @param {number} step @param {() => State} save @param {boolean} [must] */
  offer(step, save, must = false) {
    const last = this.moments[this.moments.length - 1]
    if ((!must && step % this.every) || (last && last.step >= step)) return
    const { states, settings } = save()
    if (!this.moments.length) {
      const bytes = states.flatMap(({ weights, adams }) => [...weights, ...adams.flatMap(({ m, v }) => [m, v])])
      const size = bytes.reduce((sum, { byteLength }) => sum + byteLength, 0)
      this.most = Math.max(LEAST, Math.min(MOST, Math.floor(MOST_BYTES / size)))
    }
    this.moments.push({ step, states, settings })
    if (this.moments.length <= this.most) return
    this.every *= 2
    this.moments = this.moments.filter((moment) => moment.step % this.every === 0)
  }

  /** Forget all after a step. @param {number} step */
  cut(step) {
    this.moments = this.moments.filter((moment) => moment.step <= step)
    if (this.moments.length <= 1) this.every = 1 // a new beginning is kept step by step
  }
}
