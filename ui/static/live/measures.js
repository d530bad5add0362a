// Quality beside the losses: a second, smaller chart, and in words what its figures were measured with.
import { element, say } from "../../../gan_core/web/dom.js"
import { Charts } from "./charts.js"
import { BESTS } from "./curves.js"
import { count, value } from "./format.js"

/** @import { Best, Facts, Status } from "./feed.js" */
/** @import { Series } from "./series.js" */
/** @import { Theme } from "./theme.js" */

const BUDGET = "Time for measuring, beside the time of training. It has a limit, set under Recording: 5 % unless changed. A first score may overdraw it: then nothing is measured until that is paid back. The run's own clock stands still meanwhile."

/**
 * What the figures of a text model were measured with.
 * @param {Facts} facts
 */
export function textWords(facts) {
  const { "watch/attributes": attributes, "watch/language": language, "watch/retrieval": retrieval } = facts
  const parts = []
  if (attributes) {
    const unseen = attributes.num_unseen ? `, and ${count(attributes.num_unseen)} of combinations kept out of training` : ""
    parts.push(`Attributes: ${count(attributes.num_images)} samples of full captions${unseen}, read by: ${attributes.reader}.`)
  }
  if (language?.num_captions) {
    const least = language.floor ? ` The grammar’s entropy is ${value(language.floor)} nats per word: no model can do better on average.` : ""
    parts.push(`Language model: ${count(language.num_captions)} captions kept out of training.${least}`)
  }
  if (retrieval?.num_images) parts.push(`Retrieval: ${count(retrieval.num_images)} pictures kept out of training, each with its caption.`)
  return parts
}

/**
 * Where the best's figure was scored anew: on what, and what it was chosen by.
 * @param {Best} best
 */
export function bestOf({ afresh, chosen_by, looks }) {
  if (!afresh) return ""
  const before = looks > 1 ? `${value(chosen_by)} was the best of ${count(looks)} scores` : `${value(chosen_by)} when first scored`
  return `, on latents drawn anew (${before})`
}

export class Measures {
  /**
   * @param {Series} series
   * @param {Charts} lead the chart whose axis and smoothing it shares
   * @param {string} [run]
   */
  constructor(series, lead, run) {
    this.series = series
    this.charts = new Charts(series, async () => null, { compact: true, follow: lead, side: "quality", run })
    this.how = element("p", { class: "gl-caption" })
    this.best = element("span", { class: "gl-best", hidden: "", title: "Fréchet distance: how far the fakes are from real pictures as a whole; smaller is better. Latents are the random numbers z that fakes are made of. The generator of this step is kept: it is called “best” wherever a model is chosen. The best of many scores was lucky in part: where it says so, its figure is of new latents, and not of those that it was chosen by." })
    this.share = element("span", { class: "gl-quiet", title: BUDGET })
    this.node = element("div", { class: "gl-measures", hidden: "" }, this.charts.node, this.how, element("p", { class: "gl-foot" }, this.best, this.share))
    this.lead = lead
    lead.follower = this.charts
  }

  /**
   * @param {Facts} facts
   * @param {Status} status
   */
  show(facts, status) {
    this.node.hidden = !this.charts.groups().length || status.state === "recording"
    const fidelity = facts["watch/fidelity"]
    const attributes = facts["watch/attributes"], language = facts["watch/language"], retrieval = facts["watch/retrieval"]
    this.charts.levels = {
      ...(fidelity?.floor ? { quality: { height: fidelity.floor, name: "Real pictures" } } : {}),
      ...(attributes?.spread ? { spread: { height: 100 * attributes.spread, name: "Real pictures, %" } } : {}),
      ...(retrieval?.chance ? { retrieval: { height: 100 * retrieval.chance, name: "By guessing, %" } } : {}),
    }
    this.lead.levels = language?.floor ? { language: { height: language.floor, name: "Grammar’s entropy" } } : {}
    const parts = []
    if (fidelity) parts.push(`${count(fidelity.num_images)} samples against ${count(fidelity.num_reference)} real pictures, feature network: ${fidelity.title}.`)
    if (fidelity?.floor) parts.push(`As many real pictures${fidelity.floor_of ? ` (${fidelity.floor_of})` : ""} reach a Fréchet distance of ${value(fidelity.floor)} against the same.`)
    const rebuilt = facts["watch/reconstruction"]
    if (rebuilt) parts.push(`Rebuilt: ${count(rebuilt.num_images)} ${rebuilt.held_out ? "pictures kept out of training" : "training pictures"}.`)
    const classes = facts["watch/classes"]
    if (classes) parts.push(`Classes read by: ${classes.reader}; of real pictures it reads ${(100 * classes.real).toFixed(1)} % as they are labelled.`)
    say(this.how, [...textWords(facts), ...parts].join(" "))
    this.showBest(facts.best)
    const share = this.series.latest("watch/share")
    say(this.share, share === null ? "" : `Measuring took ${(100 * share).toFixed(1)} % of the training time so far`)
  }

  /** @param {Best | undefined} best */
  showBest(best) {
    this.best.hidden = !best
    if (!best) return
    const label = BESTS[best.by] ?? best.by
    say(this.best, `Best at step ${count(best.step)}: ${label} ${value(best.value)}${bestOf(best)}`)
  }

  /** @param {Theme} theme */
  update(theme) {
    if (!this.node.hidden) this.charts.update(theme)
  }
}
