// The settings as controls, made from their declaration.
import { h } from "./dom.js"
import { applies, FIELD, FIELDS } from "./settings.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./settings.js").Field} Field */

/** @type {[string, string][]} */
export const GROUPS = [
  ["game", "Game"],
  ["penalties", "Penalties on D"],
  ["networks", "Networks"],
  ["optimiser", "Optimiser"],
]
/** Titles of at most so many letters stand beside their label; longer ones get a line of their own. */
const SHORT_TITLE = 13
const OPEN_AT_START = ["game"]

/** @param {Field} field @param {string | number} value */
export function nameOf(field, value) {
  const choice = field.choices?.find(([name]) => name === value)
  if (choice) return choice[1]
  return value === 0 && ["penalties"].includes(field.group) ? "off" : String(value)
}

/** @param {Field} field @returns {(string | number)[]} all that a control may be set to */
export function optionsOf(field) {
  if (field.choices) return field.choices.map(([name]) => name)
  if (field.steps) return field.steps
  return Array.from({ length: Number(field.most) - Number(field.least) + 1 }, (_, index) => Number(field.least) + index)
}

/** Every setting but the data, the seed and the family, which have places of their own. */
export class Controls {
  /** @param {HTMLElement} root @param {(name: string, value: string | number) => void} onChange @param {string[]} hide groups and names that are not shown */
  constructor(root, onChange, hide) {
    this.onChange = onChange
    /** @type {Map<string, { row: HTMLElement, select: HTMLSelectElement }>} */
    this.rows = new Map()
    /** @type {Map<string, HTMLElement>} */
    this.groups = new Map()
    for (const [group, title] of GROUPS) {
      if (hide.includes(group)) continue
      const fields = FIELDS.filter((field) => field.group === group && field.name !== "family" && !hide.includes(field.name))
      if (!fields.length) continue
      const rows = fields.map((field) => this.#row(field))
      const details = h("details", { class: "gp-group", open: OPEN_AT_START.includes(group) }, h("summary", {}, title), ...rows)
      this.groups.set(group, details)
      root.append(details)
    }
  }

  /** @param {Field} field */
  #row(field) {
    const id = `gp-${field.name}-${Math.round(performance.now() * 1000)}`
    const select = h("select", { id, title: field.help, "aria-describedby": `${id}-help`, "data-name": field.name })
    for (const value of optionsOf(field)) select.append(h("option", { value: String(value) }, nameOf(field, value)))
    select.addEventListener("change", () => {
      this.onChange(field.name, field.choices ? select.value : Number(select.value))
    })
    const help = h("span", { id: `${id}-help`, class: "gp-help" }, field.help)
    const long = field.choices?.some(([, title]) => title.length > SHORT_TITLE)
    const row = h("div", { class: long ? "gp-row gp-wide" : "gp-row" }, h("label", { for: id, title: field.help }, field.title), select, help)
    this.rows.set(field.name, { row, select })
    return row
  }

  /** @param {Settings} settings */
  show(settings) {
    for (const [name, { row, select }] of this.rows) {
      select.value = String(settings[name])
      row.hidden = !applies(FIELD[name], settings)
    }
    for (const [group, details] of this.groups) {
      const fields = FIELDS.filter((field) => field.group === group && this.rows.has(field.name))
      details.hidden = !fields.some((field) => applies(field, settings))
    }
    const d = this.rows.get("d_layers")?.row.querySelector("label")
    const dw = this.rows.get("d_width")?.row.querySelector("label")
    const g = this.rows.get("g_layers")?.row.querySelector("label")
    const gw = this.rows.get("g_width")?.row.querySelector("label")
    const lr = this.rows.get("lr")?.row.querySelector("label")
    const vae = settings.family === "vae"
    if (d) d.textContent = vae ? "Encoder hidden layers" : FIELD.d_layers.title
    if (dw) dw.textContent = vae ? "Encoder units per layer" : FIELD.d_width.title
    if (g) g.textContent = vae ? "Decoder hidden layers" : FIELD.g_layers.title
    if (gw) gw.textContent = vae ? "Decoder units per layer" : FIELD.g_width.title
    if (lr) lr.textContent = vae ? "Learning rate" : FIELD.lr.title
  }
}
