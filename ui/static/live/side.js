// Two quiet parts: which kinds of picture the samples show, and what happened in the run.
import { element, say } from "../../../gan_core/web/dom.js"
import { count } from "./format.js"

/** @import { KindShares, Line } from "./feed.js" */

const MAX_LINES = 200

// Which kinds of picture the samples show, and how often each: a bar a kind.
export class Kinds {
  words = element("span", { class: "gl-kind-words" })
  when = element("span", { class: "gl-quiet" })
  bars = element("span", { class: "gl-bars" })
  node = element("div", { class: "gl-classes", hidden: "" }, this.words, this.when, this.bars)

  /**
   * @param {KindShares | null} kinds
   * @param {number} now the step of the run: of a measure that is far behind it nothing is said but that
   */
  show(kinds, now = 0) {
    this.node.hidden = !kinds
    if (!kinds) return
    const { step } = kinds
    const stale = isStale(step, now)
    this.bars.hidden = stale
    if (stale) {
      say(this.words, "What the samples show was last measured long ago")
      say(this.when, `at step ${count(step)} of ${count(now)}; measuring may take no more of the time`)
      return
    }
    const { names, shares, number, recognised, reader } = kinds
    this.make(kinds)
    const missing = names.filter((_, index) => !shares[index])
    const what = !reader ? "modes" : names[0] === "0" ? "digits" : "classes"
    const told = missing.length > 5 ? `${missing.length} of ${names.length} missing` : `missing ${missing.join(", ")}`
    const words = !missing.length ? `all ${names.length} ${what}` : missing.length === names.length ? "none yet" : told
    say(this.words, `${Math.round(recognised * 100)} % of ${reader ? "samples readable" : "points on a mode (of perfect ones 98.9 %)"} · ${words}`)
    say(this.when, step === undefined ? "" : `step ${count(step)}`)
    const most = Math.max(1.5 / names.length, ...shares)
    for (const [index, bar] of /** @type {HTMLElement[]} */ ([...this.bars.children]).entries()) {
      const share = shares[index]
      bar.classList.toggle("gl-none", !share)
      bar.style.setProperty("--share", String(share / most))
      bar.title = `${names[index]}: ${Math.round(share * number)} of ${count(number)}`
    }
  }

  /** @param {KindShares} kinds */
  make({ names, number, reader }) {
    if (this.bars.childElementCount === names.length) return
    const short = reader ? names : names.map(compass)
    const long = short.some((name) => name.length > 2)
    this.bars.classList.toggle("gl-long", long)
    this.bars.replaceChildren(...short.map((name) => element("span", {}, element("i"), element("b", {}, names.length > 10 ? "" : name))))
    this.node.title = `Of ${count(number)} samples, ${reader ? `read by: ${reader}. It counts what it is sure of, and can be wrong.` : "those within three standard deviations of the middle of a mode."} A class or mode that stays away is mode collapse.`
  }
}

/**
 * Whether a measure of that step is too old to speak of the run at step `now`: it has gone twice as far since.
 * @param {number | undefined} step
 * @param {number} now
 * @returns {step is number}
 */
export function isStale(step, now) {
  return step !== undefined && now - step > 50 && now > 2 * step
}

/**
 * "north-east" is NE; "c3" stays.
 * @param {string} name
 */
function compass(name) {
  return name.length > 2 ? name.split("-").map((part) => part[0].toUpperCase()).join("") : name
}

export class Log {
  list = element("ol", { class: "gl-log", reversed: "" })
  number = element("span", { class: "gl-quiet" })
  node = element("details", { class: "gl-details", hidden: "" }, element("summary", {}, "Log ", this.number), this.list)
  seen = 0

  /** @param {Line[]} lines */
  show(lines) {
    for (const [id, time, step, kind, text] of lines) {
      if (id <= this.seen) continue
      this.seen = id
      const clock = new Date(time * 1000).toLocaleTimeString("en-GB")
      this.list.prepend(
        element("li", { "data-kind": kind, title: new Date(time * 1000).toLocaleString("en-GB") },
          element("span", { class: "gl-quiet" }, clock), element("span", { class: "gl-quiet" }, `step ${count(step)}`), element("span", {}, kind === "warning" ? `⚠ ${text}` : text)),
      )
    }
    while (this.list.childElementCount > MAX_LINES) this.list.lastElementChild?.remove()
    if (lines.length) say(this.number, String(this.list.childElementCount))
    this.node.hidden = !this.list.childElementCount
  }
}
