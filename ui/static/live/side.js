// Two quiet parts: which digits the samples show, and what happened in the run.
import { count, element, say } from "./format.js"

const ABOUT = "Of 100 samples, read by the digit classifier that ships with the app: those that it is over 90 % sure of. It can be wrong, and it is that sure of 94 % of real MNIST digits."
const MAX_LINES = 200

export class Digits {
  constructor() {
    this.boxes = [...Array(10).keys()].map((digit) => element("span", {}, String(digit)))
    this.words = element("span", { class: "gl-digit-words" })
    this.node = element("div", { class: "gl-digits", hidden: "", title: ABOUT }, this.words, element("span", { class: "gl-boxes", "aria-hidden": "true" }, ...this.boxes))
  }

  show(digits) {
    this.node.hidden = !digits
    if (!digits) return
    const missing = [...Array(10).keys()].filter((digit) => !digits.counts[digit])
    const kinds = missing.length === 0 ? "all ten digits" : missing.length === 10 ? "no digit yet" : `missing ${missing.join(", ")}`
    say(this.words, `${Math.round(digits.recognised * 100)} % of samples recognised · ${kinds}`)
    const most = Math.max(10, ...digits.counts)
    this.boxes.forEach((box, digit) => {
      const number = digits.counts[digit]
      box.classList.toggle("gl-none", !number)
      box.style.setProperty("--share", number / most)
      box.title = `${digit}: ${number} of 100`
    })
  }
}

export class Log {
  constructor() {
    this.list = element("ol", { class: "gl-log", reversed: "" })
    this.number = element("span", { class: "gl-quiet" })
    this.node = element("details", { class: "gl-details", hidden: "" }, element("summary", {}, "Log ", this.number), this.list)
    this.seen = 0
  }

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
    while (this.list.childElementCount > MAX_LINES) this.list.lastElementChild.remove()
    if (lines.length) say(this.number, String(this.list.childElementCount))
    this.node.hidden = !this.list.childElementCount
  }
}
