// One picture attacked: before, the perturbation enlarged, after. All epsilons are here already; no key waits for a server.
import { element, say, set } from "../../../gan_core/web/dom.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { beginning, TIMES, unpacked } from "./strip.js"

/** @import { Component, Mounted } from "../mount.js" */
/** @import { Shape, Strip, Told } from "./strip.js" */
/**
 * @typedef {Object} Data
 * @property {string} id names what was attacked: another one begins anew
 * @property {number[]} epsilons
 * @property {Shape} shape
 * @property {Record<string, Told>} strips by method
 * @property {Record<string, string>} methods their names
 * @property {string[]} bars names of the bars: classes, or one word
 * @property {string} scale what the signs under the slider are
 * @property {string} summary
 */

/** @type {{ method: string }} */
const chosen = { method: "pgd" } // for the next picture too

class Attack {
  id = ""
  at = 0
  /** @type {Record<string, Strip>} */
  strips = {}
  before = picture("Before")
  change = picture(`Perturbation ×${TIMES}`)
  after = picture("After")
  methods = element("div", { class: "ga-methods", role: "group", "aria-label": "Method" })
  slider = element("input", { type: "range", class: "ga-slider", "aria-label": "Epsilon", min: 0, step: 1 })
  value = element("output", { class: "ga-value" })
  signs = element("div", { class: "ga-signs", "aria-hidden": "true" })
  scale = element("p", { class: "ga-quiet" })
  words = element("p", { class: "ga-words", role: "status" })
  bars = element("div", { class: "ga-bars", "aria-hidden": "true" })
  summary = element("p", { class: "ga-quiet" })
  node = element("div", { class: "gan-part ga-root" })

  /** @param {Data} data */
  constructor(data) {
    this.data = data
    this.slider.oninput = () => this.show(Number(this.slider.value))
    const head = element("div", { class: "ga-head" }, this.methods, element("span", { class: "ga-epsilon" }, "ε = ", this.value))
    this.node.append(
      head, this.slider, this.signs, this.scale,
      element("div", { class: "ga-pictures" }, this.before.node, this.change.node, this.after.node),
      this.words, this.bars, this.summary,
    )
    this.take(data)
  }

  /** @param {Data} data */
  take(data) {
    if (data.id === this.id) return
    this.id = data.id
    this.data = data
    this.strips = Object.fromEntries(Object.entries(data.strips).map(([name, told]) => [name, unpacked(told, data.shape)]))
    for (const each of [this.before, this.change, this.after]) each.canvas.width = each.canvas.height = data.shape.size
    this.slider.max = String(data.epsilons.length - 1)
    this.methods.replaceChildren(...Object.entries(data.methods).map(([name, title]) => this.choice(name, title)))
    this.bars.replaceChildren(...data.bars.map((name) => element("div", { class: "ga-bar" }, element("i"), element("b"), element("span", {}, name))))
    this.bars.classList.toggle("ga-single", data.bars.length === 1)
    say(this.scale, data.scale)
    say(this.summary, data.summary)
    this.pick(chosen.method in this.strips ? chosen.method : Object.keys(this.strips)[0], true)
  }

  /**
   * @param {string} name
   * @param {string} title
   */
  choice(name, title) {
    return element("button", { type: "button", class: "ga-method", "data-name": name, onclick: () => this.pick(name, false) }, title)
  }

  /**
   * Show this method; at the first epsilon at which it works where the picture is new.
   * @param {string} name
   * @param {boolean} anew
   */
  pick(name, anew) {
    chosen.method = name
    const { entries } = this.strips[name]
    for (const each of this.methods.children) each.setAttribute("aria-pressed", String(each.getAttribute("data-name") === name))
    this.signs.replaceChildren(...entries.map(({ sign, worked }, index) => element("span", { class: worked ? "ga-sign ga-worked" : "ga-sign", onclick: () => this.show(index) }, sign)))
    this.show(anew ? beginning(entries) : this.at)
  }

  /** @param {number} index */
  show(index) {
    this.at = index
    const { rgba, moved, entries } = this.strips[chosen.method], { size } = this.data.shape, entry = entries[index]
    paint(this.before.canvas, rgba, 0, size)
    paint(this.change.canvas, moved, index, size)
    paint(this.after.canvas, rgba, index, size)
    const epsilon = this.data.epsilons[index].toFixed(2)
    this.slider.value = String(index)
    set(this.slider, "aria-valuetext", epsilon)
    say(this.value, epsilon)
    say(this.words, entry.sentence)
    this.node.classList.toggle("ga-fooled", entry.worked)
    for (const [place, each] of [...this.signs.children].entries()) each.classList.toggle("ga-at", place === index)
    for (const [place, each] of this.bars.querySelectorAll(".ga-bar").entries()) {
      const { style } = /** @type {HTMLElement} */ (each)
      style.setProperty("--share", String(entry.bars[place]))
      style.setProperty("--was", String(entries[0].bars[place]))
    }
    this.node.dataset.at = String(index)
  }
}

/** @param {string} title */
function picture(title) {
  const canvas = crisp(1, 1, "ga-picture", title)
  return { canvas, node: element("figure", { class: "ga-figure" }, canvas, element("figcaption", {}, title)) }
}

/**
 * @param {HTMLElement} parent
 * @param {Component<Data>} component
 * @returns {Mounted<Data>}
 */
export function mount(parent, { data }) {
  const view = new Attack(data)
  parent.append(view.node)
  return { update: (component) => view.take(component.data), close: () => view.node.remove() }
}
