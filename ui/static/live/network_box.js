// The box of a network: what it does, whether it learns now, its learning rate, and the half-step of it alone.
import { button, element, say, set } from "../../../gan_core/web/dom.js"
import { listens, rateNow } from "./diagram.js"
import { RateSlider } from "./rate_slider.js"

/** @import { Host, Moment, NetworkAbout } from "./diagram.js" */
/**
 * `alone` is the command of a half-step; without it the network never learns by itself.
 * @typedef {{ network: string, about: NetworkAbout, task: string, alone?: string }} Options
 */

export class NetworkBox {
  now = element("span", { class: "gd-now" })
  extra = element("div", { class: "gd-extra" })

  /**
   * @param {Host} host
   * @param {Options} options
   */
  constructor(host, { network, about, task, alone }) {
    this.network = network
    this.about = about
    this.rate = new RateSlider(`Learning rate of ${network}`, (rate) => host.ask({ name: "set", value: { name: about.rate, value: rate } }))
    this.alone = alone ? button(`${network} only`, () => host.ask({ name: alone, value: null }), `One update of ${network} alone; it does not count as a step.`) : null
    if (this.alone) this.alone.className = "gl-live"
    this.node = element("div", { class: `gd-box gd-${network}`, role: "group", "aria-label": about.title === network ? network : `${about.title} ${network}` },
      element("p", { class: "gd-name" }, ...(about.title === network ? [] : [about.title, " "]), element("b", {}, network), " ", this.now),
      element("p", { class: "gd-task" }, task), this.extra, this.rate.node, ...(this.alone ? [element("p", { class: "gd-alone" }, this.alone)] : []))
  }

  /**
   * @param {Moment} moment
   * @param {string} word what it does now
   * @param {string} lit "now", "turns" or ""
   */
  show({ news }, word, lit) {
    const { state, live = {} } = news.status
    this.rate.show(rateNow(this.about, live, news.changes ?? []), listens(state))
    if (this.alone) this.alone.hidden = state !== "paused"
    say(this.now, word)
    set(this.node, "data-lit", lit || null)
  }

  close() {
    this.rate.close()
  }
}
