// The drawing of how a run learns, above its curves. Each family's stands in a file of its own, diagram_NAME.js, whose
// draw(host) makes it; what all of them share is here and in panel.js, rate_slider.js and arrow.js.
import { element } from "../../../gan_core/web/dom.js"

/** @import { Change, News } from "./feed.js" */
/** @import { Address, Pictures } from "./pictures.js" */
/** @import { Series } from "./series.js" */
/** @import { Theme } from "./theme.js" */
/** What Python says of a network: its title, the setting of its learning rate, and what that was at the start. */
/** @typedef {{ title: string, rate: string, lr: number }} NetworkAbout */
/** @typedef {{ name: string, networks: Record<string, NetworkAbout>, points: boolean }} About */
/** @typedef {{ name: string, value: unknown }} Command what the run is asked for */
/**
 * What a drawing may use. `ask` sends a command to the run.
 * @typedef {{ about: About, pictures: Pictures, ask(command: Command): void }} Host
 */
/** @typedef {{ news: News, series: Series, theme: Theme }} Moment all that is known at one moment */
/** @typedef {{ node: HTMLElement, show(moment: Moment): void, close(): void }} Drawing */

const NAME = /^[a-z]{1,20}$/

export class Diagram {
  /** @type {Drawing | null} */
  drawing = null
  /** @type {Moment | null} */
  latest = null
  closed = false
  node = element("div", { class: "gd" })

  /** @param {Host} host */
  constructor(host) {
    if (NAME.test(host.about.name)) this.load(host)
  }

  /** @param {Host} host */
  async load(host) {
    /** @type {{ draw(host: Host): Drawing }} */
    const module = await import(`./diagram_${host.about.name}.js`)
    if (this.closed) return
    this.drawing = module.draw(host)
    this.node.append(this.drawing.node)
    if (this.latest) this.show(this.latest)
  }

  /** @param {Moment} moment */
  show(moment) {
    this.latest = moment
    this.node.dataset.state = moment.news.status.state
    this.drawing?.show(moment)
  }

  close() {
    this.closed = true
    this.drawing?.close()
  }
}

/**
 * Whether a run can be told something now: a learning rate, while it goes on.
 * @param {string} state
 */
export const listens = (state) => state === "running" || state === "paused"

/**
 * A learning rate as it holds now: as the run says, as it was changed last, or as it was at the start.
 * @param {NetworkAbout} network
 * @param {Record<string, number | string>} live
 * @param {Change[]} changes
 */
export function rateNow({ rate, lr }, live, changes) {
  const told = live[rate] ?? changes.findLast((each) => each.name === rate)?.value
  return typeof told === "number" ? told : lr
}
