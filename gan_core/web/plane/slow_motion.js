// One move at a time, each with a sentence and with what is at work lit up.
import { h } from "./dom.js"
import { moves } from "./words.js"

/** @typedef {import("./settings.js").Settings} Settings */

const MOVE_MS = 1250

/** Tells the moves of a step in turns. */
export class SlowMotion {
  /** @param {import("./graph.js").Graph} graph */
  constructor(graph) {
    this.graph = graph
    this.on = false
    this.at = 0
    this.since = 0
    this.element = h("p", { class: "gp-told", "aria-live": "polite", hidden: true })
  }

  /** On, from the first move, or off. @param {boolean} on @param {Settings} settings */
  turn(on, settings) {
    this.on = on
    this.at = 0
    this.since = performance.now()
    this.element.hidden = !on
    if (on) this.#tell(settings)
    else this.graph.light(null)
  }

  /** @param {Settings} settings */
  #tell(settings) {
    const list = moves(settings)
    const { words, lit } = list[this.at % list.length]
    this.element.textContent = `${(this.at % list.length) + 1} of ${list.length}. ${words}`
    this.graph.light(lit)
  }

  /** The update that the move just told makes, if it is over and makes one. @param {number} now @param {Settings} settings */
  tick(now, settings) {
    if (!this.on || now - this.since < MOVE_MS) return null
    const list = moves(settings)
    const { act = null } = list[this.at % list.length]
    this.at = (this.at + 1) % list.length
    this.since = now
    this.#tell(settings)
    return act
  }
}
