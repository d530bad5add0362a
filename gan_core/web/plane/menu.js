// Ready-made games to choose, and games to break and to mend.
import { h } from "./dom.js"
import { BROKEN, READY } from "./lessons.js"

/** @typedef {import("./lessons.js").Lesson} Lesson */

/** @param {(lesson: Lesson) => void} start */
export function readyMenu(start) {
  const select = h("select", { "aria-label": "Ready-made games" }, h("option", { value: "" }, "Choose a ready-made game"), ...READY.map(({ name, title }) => h("option", { value: name }, title)))
  select.addEventListener("change", () => {
    const lesson = READY.find(({ name }) => name === select.value)
    if (lesson) start(lesson)
    select.value = ""
  })
  return h("div", { class: "gp-ready" }, select)
}

/** Three ways to break a game; the remedy of the last one is offered. */
export class BreakMenu {
  /** @param {(lesson: Lesson) => void} start @param {(mend: NonNullable<Lesson["mend"]>) => void} onMend */
  constructor(start, onMend) {
    this.onMend = onMend
    this.remedy = h("div", { class: "gp-mend", hidden: true })
    const buttons = BROKEN.map((lesson) => h("button", { type: "button", "data-break": lesson.name, click: () => start(lesson) }, lesson.title))
    this.element = h("div", { class: "gp-break" }, h("h2", {}, "Break it"), h("div", { class: "gp-buttons" }, ...buttons), this.remedy)
  }

  /** @param {Lesson | null} lesson */
  offer(lesson) {
    const mend = lesson?.mend
    this.remedy.hidden = !mend
    if (!mend) return
    const act = () => {
      this.remedy.hidden = true
      this.onMend(mend)
    }
    this.remedy.replaceChildren(h("span", {}, "Remedy:"), h("button", { type: "button", class: "gp-primary", click: act }, mend.title))
  }
}
