// The line below a view: who draws, and what a picture costs.
import { Costs } from "../../../gan_core/web/costs.js"
import { make } from "../../../gan_core/web/dom.js"

/** @import { Decoder, Drawn } from "../../../gan_core/web/decoder.js" */

export class Gauge {
  node = make("p", "gl-lab-gauge")
  costs = new Costs()
  words = "Loading the model…"

  constructor() {
    this.show()
  }

  /** @param {Decoder} decoder */
  uses(decoder) {
    this.words = `Drawn ${decoder.words}`
    this.node.dataset.backend = decoder.name
    this.costs.clear()
    this.show()
  }

  /** @param {Pick<Drawn, "ms">} found */
  add({ ms }) {
    this.costs.add(ms)
    if (this.costs.due()) this.show()
  }

  show() {
    const { middle } = this.costs, known = Number.isFinite(middle)
    this.node.textContent = known ? `${this.words} · ${middle.toFixed(middle < 10 ? 1 : 0)} ms per picture` : this.words
    if (known) this.node.dataset.milliseconds = middle.toFixed(2)
  }
}
