// The box of a network: what it does, whether it learns now, its learning rate, the weight of its loss, its half-step.
import { button, element, say, set } from "../../../gan_core/web/dom.js"
import { listens, settingNow } from "./diagram.js"
import { LiveSlider, RATES, WEIGHTS } from "./live_slider.js"

/** @import { Host, Live, Moment } from "./diagram.js" */
/**
 * `alone` is the command of a half-step; without it the network never learns by itself. Without `rate` it learns with
 * another network's. `weight` is that of its loss, `symbol` how papers write it, and `formula` what it weighs.
 * @typedef {Object} Options
 * @property {string} network
 * @property {string} title
 * @property {string} task
 * @property {Live} [rate]
 * @property {Live & { symbol: string, formula: string }} [weight]
 * @property {string} [alone]
 */

const STRIDE = "How large a step it learns with."

export class NetworkBox {
  now = element("span", { class: "gd-now" })
  extra = element("div", { class: "gd-extra" })
  /** @type {{ slider: LiveSlider, live: Live }[]} */
  sliders = []

  /**
   * @param {Host} host
   * @param {Options} options
   */
  constructor(host, { network, title, task, rate, weight, alone }) {
    if (rate) this.addSlider(host, rate, { label: "Learning rate", of: `of ${network}`, about: STRIDE, scale: RATES })
    if (weight) this.addSlider(host, weight, { label: `Weight ${weight.symbol}`, of: `of the loss of ${network}`, about: weight.formula, scale: WEIGHTS })
    this.about = `One update of ${network} alone, the other is held still; it does not count as a step.`
    this.alone = alone ? button(`${network} only`, () => host.ask({ name: alone, value: null }), this.about) : null
    if (this.alone) this.alone.className = "gl-live"
    this.node = element("div", { class: `gd-box gd-${network}`, role: "group", title: `${title === network ? network : `${title} ${network}`}: ${task}.`, "aria-label": title === network ? network : `${title} ${network}` },
      element("p", { class: "gd-name" }, ...(title === network ? [] : [title, " "]), element("b", {}, network), " ", this.now),
      element("p", { class: "gd-task" }, task), this.extra, ...this.sliders.map(({ slider }) => slider.node), ...(this.alone ? [element("p", { class: "gd-alone" }, this.alone)] : []))
  }

  /**
   * @param {Host} host
   * @param {Live} live
   * @param {import("./live_slider.js").SliderOptions} options
   */
  addSlider(host, live, options) {
    const slider = new LiveSlider(options, (value) => host.ask({ name: "set", value: { name: live.name, value } }))
    this.sliders.push({ slider, live })
  }

  /**
   * @param {Moment} moment
   * @param {string} word what it does now
   * @param {string} lit "now", "turns" or ""
   */
  show({ news }, word, lit) {
    const { state, live = {} } = news.status
    for (const each of this.sliders) each.slider.show(settingNow(each.live, live, news.changes ?? []), listens(state))
    if (this.alone) {
      this.alone.hidden = !listens(state)
      this.alone.disabled = state !== "paused"
      set(this.alone, "title", state === "paused" ? this.about : `Pause first. ${this.about}`)
    }
    say(this.now, word)
    set(this.node, "data-lit", lit || null)
  }

  close() {
    for (const { slider } of this.sliders) slider.close()
  }
}

/**
 * The learning rate of a network as Python tells it.
 * @param {import("./diagram.js").NetworkAbout} about
 * @returns {Live}
 */
export const rateOf = ({ rate, lr }) => ({ name: rate, value: lr })
