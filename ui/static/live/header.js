// The first lines: state in an icon and a word, how far it is, and why it ended.
import { element, say } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { count, duration, short } from "./format.js"

/** @import { Status } from "./feed.js" */

/** @type {Record<string, string>} */
const ICONS = {
  running: '<circle cx="8" cy="8" r="4"/>',
  queued: '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M8 5v3.4l2.2 1.4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
  paused: '<rect x="4" y="3.5" width="3" height="9" rx="1"/><rect x="9" y="3.5" width="3" height="9" rx="1"/>',
  done: '<path d="M3.5 8.5l3 3 6-7" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>',
  stopped: '<rect x="4" y="4" width="8" height="8" rx="1.5"/>',
  failed: '<path d="M8 3.2v6" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/><circle cx="8" cy="12.4" r="1.5"/>',
  lost: '<path d="M4.5 4.5l7 7m0-7l-7 7" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/>',
  recording: '<path d="M5 3.5v9l7.5-4.5z"/>',
}
/** @type {Record<string, string>} */
const WORDS = { running: "Running", queued: "Queued", paused: "Paused", done: "Done", stopped: "Stopped", failed: "Failed", lost: "Lost", recording: "Recording" }

/**
 * A figure under its title.
 * @param {string} name
 * @param {string} title
 */
function stat(name, title) {
  const label = element("dt", {}, title), figure = element("dd", {}, "–")
  return { label, figure, node: element("div", { class: `gl-${name}` }, label, figure) }
}

export class Header {
  icon = element("span", { class: "gl-icon", "aria-hidden": "true" })
  word = element("span")
  badge = element("span", { class: "gl-badge", role: "status" }, this.icon, this.word)
  message = element("span", { class: "gl-message" })
  away = element("span", { class: "gl-away", hidden: "" }, "Reconnecting…")
  steps = stat("step", "Steps")
  images = stat("images", "Images")
  rate = stat("rate", "Images/s")
  left = stat("left", "Time left")
  fill = element("div")
  bar = element("div", { class: "gl-progress", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100" }, this.fill)
  reason = element("p", { class: "gl-reason", hidden: "" })

  constructor() {
    const stats = [this.steps, this.images, this.rate, this.left].map(({ node }) => node)
    this.node = element("header", { class: "gl-header" },
      element("div", { class: "gl-line" }, this.badge, this.message, this.away, element("dl", { class: "gl-stats" }, ...stats)),
      this.bar, this.reason)
  }

  /** @param {Status} status */
  show(status, points = false) {
    if (points) {
      say(this.images.label, "Points")
      say(this.rate.label, "Points/s")
    }
    const state = status.state in WORDS ? status.state : "lost"
    if (this.badge.dataset.state !== state) {
      this.badge.dataset.state = state
      this.icon.innerHTML = `<svg viewBox="0 0 16 16" width="14" height="14" fill="currentColor">${ICONS[state]}</svg>`
    }
    say(this.word, state === "queued" && status.place ? `Queued, place ${status.place}` : WORDS[state])
    say(this.message, status.message || (state === "queued" ? soon(status.wait) : status.note || ""))
    this.message.title = this.message.textContent
    const begun = status.step > 0
    const halves = status.half_steps ? ` + ${count(status.half_steps)} half` : ""
    say(this.steps.figure, begun ? count(status.step) + halves : "–")
    this.steps.node.title = halves ? `${count(status.step)} whole steps, and ${count(status.half_steps ?? 0)} half-steps: updates of D or of G alone` : "A step: D learns, then G"
    say(this.images.figure, begun ? count(status.images) : "–")
    say(this.rate.figure, status.images_per_second ? short(status.images_per_second) : "–")
    const left = state === "running" || state === "paused" ? status.seconds_left : null
    say(this.left.label, left !== null || !begun ? "Time left" : "Trained for")
    say(this.left.figure, left !== null ? duration(left) : begun ? duration(status.seconds) : "–")
    this.showBar(status, state)
    this.showReason(state, status)
  }

  /**
   * @param {Status} status
   * @param {string} state
   */
  showBar(status, state) {
    const endless = status.share === null
    const share = clamp(status.share ?? 0, 0, 1)
    this.bar.dataset.state = endless && state === "running" ? "endless" : state
    this.fill.style.transform = `scaleX(${endless && state === "running" ? 0.3 : share})`
    if (endless) this.bar.removeAttribute("aria-valuenow")
    else this.bar.setAttribute("aria-valuenow", String(Math.round(share * 100)))
  }

  /**
   * @param {string} state
   * @param {Status} status
   */
  showReason(state, status) {
    const bad = state === "failed" || state === "lost"
    const lastCheckpoint = status.last_checkpoint ?? -1
    const saved = bad && lastCheckpoint >= 0 ? `It was last saved at step ${count(lastCheckpoint)}.` : ""
    const words = [status.reason, saved].filter(Boolean).join(" ")
    this.reason.hidden = !words
    this.reason.dataset.bad = String(bad)
    say(this.reason, words)
  }

  /** @param {boolean} away */
  setAway(away) {
    this.away.hidden = !away
  }
}

/** @param {number | null | undefined} wait */
function soon(wait) {
  const when = "It starts as soon as a worker is free"
  return wait === null || wait === undefined ? `${when}.` : `${when}: in about ${wait < 90 ? `${Math.ceil(wait / 5) * 5} s` : `${Math.round(wait / 60)} min`}.`
}
