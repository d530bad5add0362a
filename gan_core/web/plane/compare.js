// Two games side by side with one difference: the one row that says which.
import { nameOf, optionsOf } from "./controls.js"
import { h, icon } from "./dom.js"
import { applies, FIELD, FIELDS } from "./settings.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{ name: string, value: string | number } | null} Other */

/** The settings whose difference is soonest seen come first. */
const FIRST = ["d_steps", "r1_gamma", "g_steps"]
/** What game B is given to begin with, so that the difference shows within seconds; of all else, the next larger value. @type {Record<string, string | number>} */
const TELLING = { d_steps: 5, g_steps: 5, r1_gamma: 1, r2_gamma: 1, gradient_penalty: 10, latent: "gaussian1", g_layers: 0, g_width: 4, d_width: 4, lr: 0.01, d_lr: 0.01, beta1: 0.9, optimiser: "sgd", batch_size: 16, beta: 4, free_bits: 1 }

/** The value that game B is offered. @param {string} name @param {string | number} now what game A has @returns {string | number} */
export function tellingValue(name, now) {
  const options = optionsOf(FIELD[name]).filter((value) => value !== now && !["drawn", "table", "digits"].includes(String(value)))
  if (options.includes(TELLING[name])) return TELLING[name]
  return options.find((value) => typeof value === "number" && value > Number(now)) ?? options[0]
}

/** Chooses the setting that is to differ, and its value in the second game. */
export class CompareRow {
  /** @param {(other: Other) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange
    /** @type {Settings | null} */
    this.settings = null
    /** @type {Other} */
    this.other = null
    this.field = h("select", { "aria-label": "Setting that differs", change: () => this.#choose(this.field.value) })
    this.value = h("select", { "aria-label": "Its value in game B", change: () => this.#take(this.value.value) })
    this.start = h("button", { type: "button", click: () => this.#choose(this.settings?.family === "vae" ? "beta" : FIRST[0]) }, icon("compare"), "Show two games")
    this.stop = h("button", { type: "button", click: () => this.onChange(null) }, "Back to one game")
    this.element = h("div", { class: "gp-compare" }, h("h2", {}, "Two games, one difference"), this.start, h("div", { class: "gp-buttons" }, this.field, this.value, this.stop))
  }

  /** @param {string} name */
  #choose(name) {
    if (!name || !this.settings) return this.onChange(null)
    this.onChange({ name, value: tellingValue(name, this.settings[name]) })
  }

  /** @param {string} text */
  #take(text) {
    if (!this.other) return
    const { name } = this.other
    this.onChange({ name, value: FIELD[name].choices ? text : Number(text) })
  }

  /** What a game is called. @param {number} index @returns {string} */
  nameOf(index) {
    if (!this.other || !this.settings) return ""
    const field = FIELD[this.other.name]
    return `${field.title} ${nameOf(field, index ? this.other.value : this.settings[this.other.name])}`
  }

  /** @param {Settings} settings @param {Other} other */
  show(settings, other) {
    this.settings = settings
    this.other = other
    const may = FIELDS.filter((field) => field.name !== "seed" && field.name !== "data" && (applies(field, settings) || field.name === other?.name))
    const rank = /** @param {string} name */ (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
    may.sort((a, b) => rank(a.name) - rank(b.name))
    this.field.replaceChildren(h("option", { value: "" }, "Choose what differs"), ...may.map(({ name, title }) => h("option", { value: name }, title)))
    this.field.value = other?.name ?? ""
    this.start.hidden = Boolean(other)
    this.value.hidden = this.stop.hidden = !other
    if (!other) return
    const field = FIELD[other.name]
    const options = optionsOf(field).filter((value) => value !== settings[other.name])
    this.value.replaceChildren(...options.map((value) => h("option", { value }, nameOf(field, value))))
    this.value.value = String(other.value)
  }
}
