// Random numbers that a seed decides: sfc32 (Chris Doty-Humphrey's small fast counter), and the normal distribution by
// Marsaglia's polar method.
import { log } from "./maths.js"

/** A stream of random numbers; what it has given so far is all that its state holds. */
export class Random {
  /** @param {number} seed a whole number @param {number} [stream] streams of one seed are independent */
  constructor(seed, stream = 0) {
    this.state = new Uint32Array([seed, Math.floor(seed / 2 ** 32), stream, 1])
    /** @type {number | null} the second of a pair of normal numbers */
    this.spare = null
    for (let n = 0; n < 15; n++) this.bits()
  }

  /** 32 random bits. */
  bits() {
    const s = this.state
    const out = (s[0] + s[1] + s[3]) >>> 0
    s[3] = s[3] + 1
    s[0] = s[1] ^ (s[1] >>> 9)
    s[1] = s[2] + (s[2] << 3)
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + out
    return out
  }

  /** From 0 up to, not including, 1. */
  uniform() {
    return this.bits() / 2 ** 32
  }

  /** A whole number from 0 to below `end`. @param {number} end */
  below(end) {
    return Math.floor(this.uniform() * end)
  }

  /** From N(0, 1). */
  normal() {
    if (this.spare !== null) {
      const kept = this.spare
      this.spare = null
      return kept
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const s = u * u + v * v
      if (s === 0 || s >= 1) continue
      const scale = Math.sqrt((-2 * log(s)) / s)
      this.spare = v * scale
      return u * scale
    }
  }

  /** All that decides what follows. @returns {{ state: number[], spare: number | null }} */
  save() {
    return { state: [...this.state], spare: this.spare }
  }

  /** @param {{ state: number[], spare: number | null }} saved */
  restore(saved) {
    this.state.set(saved.state)
    this.spare = saved.spare
  }
}
