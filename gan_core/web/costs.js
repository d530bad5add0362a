// What a picture costs: the median of the latest ones, told a few times a second.
import { median } from "./interval.js"

const KEPT = 60, EVERY = 250

export class Costs {
  /** @type {number[]} ms of the latest pictures */
  kept = []
  told = -Infinity

  /** @param {number} ms */
  add(ms) {
    this.kept.push(ms)
    if (this.kept.length > KEPT) this.kept.shift()
  }

  clear() {
    this.kept = []
  }

  /** NaN before the first picture. */
  get middle() {
    return median(this.kept)
  }

  /** Whether it is time to tell it again; then it counts as told. */
  due(now = performance.now()) {
    if (now - this.told <= EVERY) return false
    this.told = now
    return true
  }
}
