// One move at a time, each with a sentence and with what is at work lit up; one may go on at once, or back.
import { h } from "./dom.js"
import { moves } from "./words.js"

/** @typedef {import("./settings.js").Settings} Settings */

/** How long a sentence stands: time to look, and time for each letter. */
const [LOOK_MS, LETTER_MS] = [1000, 60]

/** @param {string} words */
export const readingMs = (words) => LOOK_MS + LETTER_MS * words.length

/** Tells the moves of a step in turns. */
export class SlowMotion {
  /** @param {import("./graph.js").Graph} graph @param {{ next: () => void, back: () => void }} press */
  constructor(graph, { next, back }) {
    this.graph = graph
    this.on = false
    /** the moves told so far, of all steps */
    this.at = 0
    this.since = 0
    /** whether the move that is told has made its update */
    this.acted = false
    this.words = h("p", { "aria-live": "polite" })
    this.back = h("button", { type: "button", click: back }, "Back")
    const buttons = h("div", { class: "gp-buttons" }, this.back, h("button", { type: "button", click: next }, "Next move"))
    this.element = h("div", { class: "gp-told", hidden: true }, this.words, buttons)
  }

  /** On, from the first move, or off. @param {boolean} on @param {Settings} settings */
  turn(on, settings) {
    this.on = on
    this.element.hidden = !on
    if (on) this.#tell(0, settings)
    else this.graph.light(null)
  }

  /** @param {number} at @param {Settings} settings */
  #tell(at, settings) {
    this.at = at
    this.acted = false
    this.since = performance.now()
    const list = moves(settings)
    const { words, lit } = list[at % list.length]
    this.words.textContent = `${(at % list.length) + 1} of ${list.length}. ${words}`
    this.back.disabled = !at
    this.graph.light(lit)
  }

  /** The sentence has its whole time again. */
  again() {
    this.since = performance.now()
  }

  /** @param {Settings} settings @returns {"d" | "g" | "both" | null} the update that the move just told makes, once */
  #act(settings) {
    const list = moves(settings)
    const { act = null } = list[this.at % list.length]
    if (this.acted) return null
    this.acted = true
    return act
  }

  /** Goes on to the next move. @param {Settings} settings @returns {"d" | "g" | "both" | null} the update that is still to be made for the one before */
  goOn(settings) {
    const act = this.#act(settings)
    this.#tell(this.at + 1, settings)
    return act
  }

  /** Goes back to the move before. @param {Settings} settings @returns {boolean} whether an update is to be undone: neighbours never both make one */
  goBack(settings) {
    if (!this.at) return false
    const list = moves(settings)
    const made = this.acted && list[this.at % list.length].act
    this.#tell(this.at - 1, settings)
    return Boolean(made || list[this.at % list.length].act)
  }

  /** An update is made halfway through its sentence, so that it is seen; then comes the next move. @param {number} now @param {Settings} settings */
  tick(now, settings) {
    if (!this.on) return null
    const share = (now - this.since) / readingMs(this.words.textContent ?? "")
    if (share >= 1) return this.goOn(settings)
    return share >= 0.5 ? this.#act(settings) : null
  }
}
