// Two quiet parts: which kinds of thing the samples show, and what happened in the run.
import { count, element, say } from "./format.js"

const ABOUT = "Of 100 samples, read by the digit classifier that ships with the app: those that it is over 90 % sure of. It can be wrong, and it is that sure of 94 % of real MNIST digits."
const ABOUT_HEAPS = "Of 2,500 points: those within three standard deviations of the middle of a heap."
const MANY = 5
const MAX_LINES = 200

export class Digits {
  constructor() {
    this.row = element("span", { class: "gl-boxes", "aria-hidden": "true" })
    this.words = element("span", { class: "gl-digit-words" })
    this.node = element("div", { class: "gl-digits", hidden: "", title: ABOUT }, this.words, this.row)
    this.name([...Array(10).keys()].map(String))
  }

  name(names) {
    if (this.names?.join() === names.join()) return
    this.names = names
    this.boxes = names.map((each) => element("span", {}, each))
    this.row.replaceChildren(...this.boxes)
  }

  show(digits) {
    this.node.hidden = !digits
    if (!digits) return
    if (digits.heaps) this.name(digits.heaps)
    this.node.title = digits.heaps ? ABOUT_HEAPS : ABOUT
    const missing = this.names.filter((_, kind) => !digits.counts[kind])
    const share = `${Math.round(digits.recognised * 100)} %`
    say(this.words, digits.heaps ? `${share} of points in a heap · ${this.found(missing, "heaps", "no heap yet")}`
      : `${share} of samples recognised · ${this.found(missing, "ten digits", "no digit yet")}`)
    const most = Math.max(digits.heaps ? 1 : 10, ...digits.counts)
    this.boxes.forEach((box, kind) => {
      const number = digits.counts[kind]
      box.classList.toggle("gl-none", !number)
      box.style.setProperty("--share", number / most)
      box.title = `${this.names[kind]}: ${number} of ${digits.heaps ? "2,500" : "100"}`
    })
  }

  found(missing, all, none) {
    const count = this.names.length
    if (missing.length === count) return none
    if (!missing.length) return all === "heaps" ? `all ${count} heaps` : `all ${all}`
    return missing.length > MANY && all === "heaps" ? `${count - missing.length} of ${count} heaps` : `missing ${missing.join(", ")}`
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
