// Play, pause, single moves, speed, and the slider that turns time back.
import { h, icon } from "./dom.js"

/** @type {[number, string][]} */
const SPEEDS = [
  [1, "1 step/s"],
  [10, "10 steps/s"],
  [60, "60 steps/s"],
  [150, "150 steps/s"],
  [300, "300 steps/s"],
  [0, "Full speed"],
]
export const START_SPEED = 150

/**
 * @typedef {{ toggle: () => void, reset: () => void, home: () => void, one: (part: "d" | "g" | "both") => void, slow: () => void,
 *   speed: (value: number) => void, seek: (index: number) => void, rewind: () => void }} Actions
 */

/** The two rows of buttons above and below the plane. */
export class Transport {
  /** @param {Actions} actions */
  constructor(actions) {
    this.play = h("button", { type: "button", class: "gp-play", click: actions.toggle })
    const move = /** @param {"d" | "g" | "both"} part @param {string} name @param {string} title */ (part, name, title) =>
      h("button", { type: "button", "data-do": part, title, click: () => actions.one(part) }, icon("step"), h("span", {}, name))
    this.steps = h("span", { class: "gp-steps", role: "group", "aria-label": "One move" }, move("d", "D", "One update of D (key D)"), move("g", "G", "One update of G (key G)"), move("both", "Both", "One whole step (key B)"))
    this.slow = h("button", { type: "button", class: "gp-slow", "aria-pressed": "false", title: "One update at a time, each with an explanation", click: actions.slow }, "Slow motion")
    this.speed = h("select", { class: "gp-speed", "aria-label": "Speed", change: () => actions.speed(Number(this.speed.value)) })
    for (const [value, title] of SPEEDS) this.speed.append(h("option", { value }, title))
    const reset = h("button", { type: "button", class: "gp-reset", title: "Restart from the same seed (key R)", click: actions.reset }, icon("reset"), h("span", {}, "Reset"))
    this.home = h("button", { type: "button", class: "gp-home", title: "The settings that the page was opened with, from the start", hidden: true, click: actions.home }, "Back to the first game")
    this.above = h("div", { class: "gp-transport" }, this.play, reset, this.steps, this.slow, this.speed, this.home)

    this.count = h("span", { class: "gp-count" }, "Step 0") // no output: it would be read aloud at every change
    this.rewind = h("button", { type: "button", class: "gp-rewind", title: "Play time backwards", "aria-label": "Play time backwards", "aria-pressed": "false", click: actions.rewind }, icon("back"))
    this.slider = h("input", { type: "range", min: 0, max: 0, value: 0, class: "gp-time", "aria-label": "Back through the training", input: () => actions.seek(Number(this.slider.value)) })
    this.words = h("span", { class: "gp-time-words" })
    this.below = h("div", { class: "gp-timeline" }, this.rewind, this.slider, this.count, this.words)
  }

  /** @param {boolean} playing */
  showPlaying(playing) {
    this.play.replaceChildren(icon(playing ? "pause" : "play"), h("span", {}, playing ? "Pause" : "Play"))
    this.play.title = `${playing ? "Pause" : "Play"} (key P)`
  }

  /** In slow motion no speed is chosen. @param {boolean} on */
  showSlow(on) {
    this.slow.setAttribute("aria-pressed", String(on))
    this.speed.hidden = on
  }

  /** A VAE has no single moves. @param {boolean} vae */
  showMoves(vae) {
    for (const button of this.steps.querySelectorAll("button")) button.hidden = vae && button.dataset.do !== "both"
  }

  /** @param {{ step: number, moments: number[], seeking: number | null, past: boolean }} time @param {boolean} [moved] whether the slider goes there: not while a pointer has taken it further */
  showTime({ step, moments, seeking, past }, moved = true) {
    this.slider.max = String(Math.max(0, moments.length - 1))
    if (moved) this.slider.value = String(seeking ?? moments.length - 1)
    this.slider.setAttribute("aria-valuetext", `step ${step}`)
    const words = `Step ${step.toLocaleString("en")}`
    if (this.count.textContent !== words) this.count.textContent = words
    const back = seeking === null ? "" : `Back at step ${step.toLocaleString("en")}: Play continues from here.${past ? " It is shown with the settings of then; Play takes today's." : ""}`
    if (this.words.textContent !== back) this.words.textContent = back
  }
}
