// A flow: pictures mixed with noise -> V -> where one leap in the direction that it says would end.
import { element, say } from "../../../gan_core/web/dom.js"
import { arrow } from "./arrow.js"
import { unit } from "./bottleneck_words.js"
import { flowWords } from "./flow_words.js"
import { count } from "./format.js"
import { NetworkBox, rateOf } from "./network_box.js"
import { drawTogether, figuresOf, frameOf, Panel } from "./panel.js"

/** @import { Drawing, Host, Moment } from "./diagram.js" */
/** @import { Frame } from "./feed.js" */
/** @import { Cut } from "./panel.js" */
/**
 * `t` is the share of each mixture that is picture, `psnr` how near the leap from it ends.
 * @typedef {{ step?: number, learned: string[], leaps: Cut, t: (number | null)[], psnr: (number | null)[] }} Leaps
 */

const USUAL = 9 // samples in a panel
const ROWS = 3 // pictures, mixtures, ends

/**
 * @param {Host} host
 * @returns {Drawing}
 */
export const draw = (host) => new FlowDrawing(host)

class FlowDrawing {
  words = element("p", { class: "gd-words" })
  twin = element("tbody", {})

  /** @param {Host} host */
  constructor(host) {
    const { networks, points } = host.about
    this.host = host
    this.points = points
    this.together = drawTogether(host.pictures)
    this.mixed = new Panel("gd-mixed", points ? "Points" : "Mixture", points ? "Points on their way" : "Mixtures x_t", points ? "" : "Pictures of the data mixed with noise: x_t = (1 − t) z + t x. Under each its time t: the share that is picture.")
    this.ends = new Panel("gd-ends", "End of a leap", "One leap: x_t + (1 − t) v", "Where the direction that V says leads in one leap. Under each how near it ends to the picture: PSNR, more is nearer.")
    this.V = new NetworkBox(host, { network: "V", title: networks.V.title, rate: rateOf(networks.V), task: "says which way the picture lies, from any mixture of noise and picture" })
    for (const panel of [this.mixed, this.ends]) panel.make(points ? 1 : USUAL) // room for what is coming
    const details = element("details", { class: "gd-twin" }, element("summary", {}, "In figures"),
      element("table", {}, element("thead", {}, element("tr", {}, ...["Mixture", "t", "PSNR of the leap, dB"].map((each) => element("th", { scope: "col" }, each)))), this.twin))
    const ends = points ? [] : [arrow("right"), this.ends.node]
    this.node = element("section", { class: `gd-velocity${points ? " gd-one" : ""}`, "aria-label": "The flow: mixtures of noise and pictures, the velocity, and where it leads" },
      element("div", { class: "gd-stage" }, this.mixed.node, arrow("right"), this.V.node, ...ends),
      element("div", { class: "gd-foot" }, this.words, ...(points ? [] : [details])))
  }

  /** @param {Moment} moment */
  show(moment) {
    const { news, series } = moment
    const told = /** @type {Leaps | null} */ (news.diagram ?? null)
    const { state } = news.status
    this.V.show(moment, state === "running" ? "learning" : state === "paused" ? "waiting" : "", state === "running" ? "now" : "")
    say(this.words, flowWords(series.latest("V/loss"), told?.psnr ?? [], this.points))
    for (const panel of [this.mixed, this.ends]) panel.wait(Boolean(told?.leaps))
    if (!told?.leaps) return
    const frame = frameOf(this.host.pictures.frames[told.leaps.picture] ?? [], told.step), cut = told.leaps
    const ends = this.points ? [] : [{ panel: this.ends, cut, frame, row: 2, rowsEach: ROWS }]
    this.together({
      cuttings: [{ panel: this.mixed, cut, frame, row: this.points ? 0 : 1, rowsEach: this.points ? 1 : ROWS }, ...ends],
      told: () => this.tell(told, frame),
    })
  }

  /**
   * All that belongs to the pictures that are shown now.
   * @param {Leaps} told
   * @param {Frame | undefined} frame
   */
  tell(told, frame) {
    say(this.mixed.about, "")
    say(this.ends.about, frame ? `step ${count(frame.step)}` : "")
    this.node.dataset.step = String(told.step ?? "")
    if (this.points) return
    this.mixed.say(figuresOf(told.t, frame, told.step).map((each) => (each === null ? "–" : `t ${each.toFixed(2)}`)), "time")
    this.ends.say(figuresOf(told.psnr, frame, told.step).map((each) => unit(each, "dB")), "PSNR")
    this.twin.replaceChildren(...told.t.map((each, index) => element("tr", {}, element("th", { scope: "row" }, String(index + 1)),
      ...[each === null ? "–" : each.toFixed(2), unit(told.psnr[index], "")].map((cell) => element("td", {}, cell)))))
  }

  close() {
    this.V.close()
  }
}
