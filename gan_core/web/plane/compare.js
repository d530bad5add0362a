// Two games side by side with one difference: the one row that says which.
import { nameOf, optionsOf } from "./controls.js"
import { h } from "./dom.js"
import { applies, FIELD, FIELDS } from "./settings.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{ name: string, value: string | number } | null} Other */

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
    this.stop = h("button", { type: "button", click: () => this.onChange(null) }, "Back to one game")
    this.element = h("div", { class: "gp-compare" }, h("h2", {}, "Two games, one difference"), h("div", { class: "gp-buttons" }, this.field, this.value, this.stop))
  }

  /** @param {string} name */
  #choose(name) {
    if (!name || !this.settings) return this.onChange(null)
    const field = FIELD[name]
    const now = this.settings[name]
    const options = optionsOf(field).filter((value) => value !== now && !["drawn", "table", "digits"].includes(String(value)))
    const larger = options.find((value) => typeof value === "number" && value > Number(now))
    this.onChange({ name, value: larger ?? options[0] })
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
    this.field.replaceChildren(h("option", { value: "" }, "Choose what differs"), ...may.map(({ name, title }) => h("option", { value: name }, title)))
    this.field.value = other?.name ?? ""
    this.value.hidden = this.stop.hidden = !other
    if (!other) return
    const field = FIELD[other.name]
    const options = optionsOf(field).filter((value) => value !== settings[other.name])
    this.value.replaceChildren(...options.map((value) => h("option", { value }, nameOf(field, value))))
    this.value.value = String(other.value)
  }
}
