// The first lines: state in an icon and a word, how far it is, and why it ended.
import { count, duration, element, metric, say, short } from "./format.js"

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
const WORDS = { running: "Running", queued: "Queued", paused: "Paused", done: "Done", stopped: "Stopped", failed: "Failed", lost: "Lost", recording: "Recording" }

export class Header {
  constructor() {
    this.icon = element("span", { class: "gl-icon", "aria-hidden": "true" })
    this.word = element("span")
    this.badge = element("span", { class: "gl-badge", role: "status" }, this.icon, this.word)
    this.message = element("span", { class: "gl-message" })
    this.away = element("span", { class: "gl-away", hidden: "" }, "Reconnecting…")
    this.cells = {}
    const cells = [["step", "Steps"], ["images", "Images"], ["rate", "Images/s"], ["left", "Time left"], ["energy", "Energy"]].map(([name, label]) => {
      this.cells[name] = element("dd", {}, "–")
      const title = element("dt", {}, label)
      if (name === "left") this.leftLabel = title
      if (name === "images") this.imagesLabel = title
      if (name === "rate") this.rateLabel = title
      const cell = element("div", { class: `gl-${name}` }, title, this.cells[name])
      if (name === "energy") Object.assign(this, { energyCell: cell, energyLabel: title })
      return cell
    })
    this.fill = element("div")
    this.bar = element("div", { class: "gl-progress", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100" }, this.fill)
    this.reason = element("p", { class: "gl-reason", hidden: "" })
    this.node = element("header", { class: "gl-header" },
      element("div", { class: "gl-line" }, this.badge, this.message, this.away, element("dl", { class: "gl-stats" }, ...cells)),
      this.bar, this.reason)
  }

  show(status, points = false) {
    if (points) for (const [label, words] of [[this.imagesLabel, "Points"], [this.rateLabel, "Points/s"]]) say(label, words)
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
    say(this.cells.step, begun ? count(status.step) + halves : "–")
    say(this.cells.images, begun ? count(status.images) : "–")
    say(this.cells.rate, status.images_per_second ? short(status.images_per_second) : "–")
    const going = status.seconds_left !== null && (state === "running" || state === "paused")
    say(this.leftLabel, going || !begun ? "Time left" : "Trained for")
    say(this.cells.left, going ? duration(status.seconds_left) : begun ? duration(status.seconds) : "–")
    this.showEnergy(status.energy)
    this.showBar(status, state)
    this.showReason(state, status)
  }

  // What it used and what that emitted, with where both figures come from.
  showEnergy(energy) {
    this.energyCell.hidden = !energy
    if (!energy) return
    say(this.energyLabel, energy.wh === null ? "Energy" : energy.measured ? "Energy, CO₂" : "Energy, CO₂ (assumed)")
    say(this.cells.energy, energy.wh === null ? "not counted" : `${metric(energy.wh)}Wh · ${metric(energy.grams)}g`)
    this.energyCell.title = energy.wh === null ? energy.source : `Energy of this run so far, pauses left out: ${energy.source}. CO₂ by the grid: ${energy.grid}.`
  }

  showBar(status, state) {
    const endless = status.share === null
    const share = endless ? 0 : Math.min(1, Math.max(0, status.share))
    this.bar.dataset.state = endless && state === "running" ? "endless" : state
    this.fill.style.transform = `scaleX(${endless && state === "running" ? 0.3 : share})`
    if (endless) this.bar.removeAttribute("aria-valuenow")
    else this.bar.setAttribute("aria-valuenow", String(Math.round(share * 100)))
  }

  showReason(state, status) {
    const bad = state === "failed" || state === "lost"
    const saved = bad && status.last_checkpoint >= 0 ? `It was last saved at step ${count(status.last_checkpoint)}.` : ""
    const words = [status.reason, saved].filter(Boolean).join(" ")
    this.reason.hidden = !words || (state !== "stopped" && !bad)
    this.reason.dataset.bad = bad
    say(this.reason, words)
  }

  setAway(away) {
    this.away.hidden = !away
  }
}

function soon(wait) {
  const when = "It starts as soon as a worker is free"
  return wait === null || wait === undefined ? `${when}.` : `${when}: in about ${wait < 90 ? `${Math.ceil(wait / 5) * 5} s` : `${Math.round(wait / 60)} min`}.`
}
