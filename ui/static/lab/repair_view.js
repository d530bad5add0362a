// A damaged picture and what repaired it, under a slider: all pictures are here already; no move waits for a server.
import { element, say, set } from "../../../gan_core/web/dom.js"
import { crisp, paint, toRgba } from "../../../gan_core/web/pixels.js"
import { bytes } from "../attack/strip.js"
import { beginning, share } from "./repair_state.js"

/** @import { Component, Mounted } from "../mount.js" */
/** @import { Entry } from "./repair_state.js" */
/**
 * @typedef {Object} Data
 * @property {string} id names what is shown: another one begins anew
 * @property {{ channels: number, size: number }} shape
 * @property {string} pixels uint8 in base64, a picture for each entry
 * @property {Entry[]} entries the damaged one first
 * @property {string} words
 */

/** @type {{ name: string, at: number }} */
const chosen = { name: "", at: 50 } // for the next picture too

class Repair {
  id = ""
  /** @type {Uint8ClampedArray<ArrayBuffer>} */
  rgba = new Uint8ClampedArray(0)
  before = crisp(1, 1, "gr-over", "Before")
  after = crisp(1, 1, "gr-under", "After")
  left = element("span", { class: "gr-tag" })
  right = element("span", { class: "gr-tag" })
  stage = element("div", { class: "gr-stage" }, this.after, this.before, element("div", { class: "gr-line" }), this.left, this.right)
  slider = element("input", { type: "range", class: "gr-slider", "aria-label": "Before and after", min: 0, max: 100, step: 1 })
  choices = element("div", { class: "gr-choices", role: "group", "aria-label": "Shown beside the damaged picture" })
  words = element("p", { class: "gr-words", role: "status" })
  node = element("div", { class: "gan-part gr-root" }, this.stage, this.slider, this.choices, this.words)

  /** @param {Data} data */
  constructor(data) {
    this.data = data
    this.slider.oninput = () => this.move(Number(this.slider.value))
    this.stage.onpointerdown = (event) => {
      this.stage.setPointerCapture(event.pointerId)
      this.follow(event)
    }
    this.stage.onpointermove = (event) => {
      if (this.stage.hasPointerCapture(event.pointerId)) this.follow(event)
    }
    this.take(data)
  }

  /** @param {Data} data */
  take(data) {
    if (data.id === this.id) return
    this.id = data.id
    this.data = data
    const { entries, shape } = data
    this.rgba = toRgba(bytes(data.pixels), entries.length, shape)
    for (const canvas of [this.before, this.after]) canvas.width = canvas.height = shape.size
    paint(this.before, this.rgba, 0, shape.size)
    say(this.left, entries[0].title)
    this.choices.replaceChildren(...entries.map((entry, index) => this.choice(entry, index)))
    say(this.words, data.words)
    this.pick(beginning(entries, chosen.name))
    this.move(chosen.at)
  }

  /**
   * @param {Entry} entry
   * @param {number} index
   */
  choice({ title, lines, best, help }, index) {
    const { size } = this.data.shape, canvas = crisp(size, size, "gr-small", title)
    paint(canvas, this.rgba, index, size)
    const said = lines.map((line, place) => element("span", { class: best.includes(place) ? "gr-best" : "" }, line))
    return element("button", { type: "button", class: "gr-choice", title: help, onclick: () => this.pick(index) }, canvas, element("b", {}, title), ...said)
  }

  /** @param {number} index */
  pick(index) {
    const { entries, shape } = this.data
    chosen.name = entries[index].name
    paint(this.after, this.rgba, index, shape.size)
    say(this.right, entries[index].title)
    for (const [place, each] of [...this.choices.children].entries()) each.setAttribute("aria-pressed", String(place === index))
    this.node.dataset.shown = chosen.name
  }

  /** @param {PointerEvent} event */
  follow(event) {
    const { left, width } = this.stage.getBoundingClientRect()
    this.move(share(event.clientX - left, width))
  }

  /** @param {number} at */
  move(at) {
    chosen.at = at
    this.stage.style.setProperty("--at", `${at}%`)
    this.slider.value = String(at)
    set(this.slider, "aria-valuetext", `${at} % damaged`)
  }
}

/**
 * @param {HTMLElement} parent
 * @param {Component<Data>} component
 * @returns {Mounted<Data>}
 */
export function mount(parent, { data }) {
  const view = new Repair(data)
  parent.append(view.node)
  return { update: (component) => view.take(component.data), close: () => view.node.remove() }
}
