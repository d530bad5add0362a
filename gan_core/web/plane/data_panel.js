// Choosing data: a gallery, a drawing of one's own, a table to paste or drop, the digits; and the seed.
import { madeData, SOURCES, VIEW } from "./data.js"
import { h, icon } from "./dom.js"
import { checked, FIELD } from "./settings.js"
import { readTable } from "./table.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./theme.js").Theme} Theme */
/**
 * @typedef {{ choose: (name: string) => void, digits: () => void, draw: (on: boolean) => void, clear: () => void,
 *   drawn: () => void, table: (points: Float32Array) => void, say: (words: string) => void, seed: (seed: number) => void }} Actions
 */

const SMALL = 64

/** The part of the page where data is chosen. */
export class DataPanel {
  /** @param {Actions} actions @param {boolean} withSeed */
  constructor(actions, withSeed) {
    this.actions = actions
    this.drawing = false
    /** @type {Map<string, HTMLButtonElement>} */
    this.buttons = new Map()
    /** @type {Theme | null} */
    this.painted = null
    const gallery = h("div", { class: "gp-gallery", role: "group", "aria-label": "Data" })
    for (const [name, { title, about }] of Object.entries(SOURCES)) {
      const canvas = h("canvas", { width: SMALL, height: SMALL, "aria-hidden": "true" })
      this.#add(gallery, name, h("button", { type: "button", title: `${title}: ${about}`, "aria-label": title, "data-data": name, click: () => actions.choose(name) }, canvas))
    }
    const words = /** @param {string} name @param {string} title @param {() => void} click @param {...(Node | string)} children */ (name, title, click, ...children) =>
      this.#add(gallery, name, h("button", { type: "button", class: "gp-data-words", "data-data": name, title, click }, ...children))
    words("digits", "Handwritten digits, 8x8", actions.digits, "Digits 8x8")
    words("drawn", "Draw your own points with mouse, finger or pen", () => actions.draw(!this.drawing), icon("pen"), "Draw")
    words("table", "Paste or drop a table of points", () => this.#open(Boolean(this.table.hidden)), icon("table"), "Table")

    this.text = h("textarea", { rows: 4, placeholder: "x, y\n1.5, 2.5\n…", "aria-label": "One point per line: x, y" })
    const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/plain,text/csv", "aria-label": "A file of points" })
    file.addEventListener("change", async () => {
      const chosen = file.files?.[0]
      if (chosen) this.read(await chosen.text())
      file.value = ""
    })
    const use = h("button", { type: "button", click: () => this.read(this.text.value) }, "Use these points")
    this.table = h("div", { class: "gp-table", hidden: true }, this.text, h("div", { class: "gp-buttons" }, use, file))
    this.drawPart = h(
      "div",
      { class: "gp-buttons gp-drawing", hidden: true },
      h("button", { type: "button", class: "gp-primary", click: actions.drawn }, "Train on it"),
      h("button", { type: "button", click: actions.clear }, "Clear"),
      h("button", { type: "button", click: () => actions.draw(false) }, "Cancel"),
    )
    this.seed = h("input", { id: "gp-seed", type: "number", min: 0, max: 999999, step: 1, title: FIELD.seed.help })
    this.seed.addEventListener("change", () => {
      const value = checked(FIELD.seed, this.seed.value)
      if (value !== null) actions.seed(Number(value))
      else this.show(this.settings)
    })
    /** @type {Settings} */
    this.settings = {}
    this.element = h("div", { class: "gp-data" }, h("h2", {}, "Data"), gallery, this.table)
    if (withSeed) this.element.append(h("div", { class: "gp-row" }, h("label", { for: "gp-seed" }, "Seed"), this.seed))
  }

  /** @param {HTMLElement} gallery @param {string} name @param {HTMLButtonElement} button */
  #add(gallery, name, button) {
    this.buttons.set(name, button)
    gallery.append(button)
  }

  /** @param {boolean} open */
  #open(open) {
    this.table.hidden = !open
    this.buttons.get("table")?.setAttribute("aria-expanded", String(open))
    if (open) this.text.focus()
  }

  /** Points from text, or a sentence on what is wrong with it. @param {string} text */
  read(text) {
    const found = readTable(text)
    if ("problem" in found) return this.actions.say(found.problem)
    this.actions.table(found.points)
    const left = found.skipped ? `; ${found.skipped} lines without two numbers are skipped` : ""
    this.actions.say(`${found.rows.toLocaleString("en")} points, moved and scaled into the view${left}.`)
    this.#open(false)
  }

  /** @param {boolean} on */
  showDrawing(on) {
    this.drawing = on
    this.drawPart.hidden = !on
    this.show(this.settings)
  }

  /** @param {Settings} settings */
  show(settings) {
    this.settings = settings
    this.seed.value = String(settings.seed)
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(settings.data === name || (name === "drawn" && this.drawing)))
  }

  /** The small pictures, once a theme. @param {Theme} theme */
  paint(theme) {
    if (this.painted === theme) return
    this.painted = theme
    for (const [name, button] of this.buttons) {
      const c = button.querySelector("canvas")?.getContext("2d")
      if (!c) continue
      c.clearRect(0, 0, SMALL, SMALL)
      c.fillStyle = theme.real
      const { values } = madeData(name, 160)
      const at = /** @param {number} value */ (value) => (SMALL / 2) * (value / VIEW + 1) - 1
      for (let i = 0; i < values.length; i += 2) c.fillRect(at(values[i]), at(-values[i + 1]), 2, 2)
    }
  }
}
