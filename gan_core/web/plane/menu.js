// Ready-made games to choose, and games to break and to mend.
import { h } from "./dom.js"
import { BROKEN, READY, settingsOf } from "./lessons.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {import("./lessons.js").Lesson} Lesson */

/** Whether a game is set as a lesson has it, whatever its seed. @param {Settings} settings @param {Lesson} lesson */
const isSet = (settings, lesson) => Object.entries(settingsOf(lesson)).every(([name, value]) => name === "seed" || settings[name] === value)

/** The list keeps what was chosen, as long as nothing else is set. */
export class ReadyMenu {
  /** @param {(lesson: Lesson) => void} start */
  constructor(start) {
    this.select = h("select", { "aria-label": "Ready-made games" }, h("option", { value: "" }, "Choose a ready-made game"), ...READY.map(({ name, title }) => h("option", { value: name }, title)))
    this.select.addEventListener("change", () => {
      const lesson = READY.find(({ name }) => name === this.select.value)
      if (lesson) start(lesson)
    })
    this.element = h("div", { class: "gp-ready" }, this.select)
  }

  /** @param {Settings} settings @param {boolean} alone no second game beside it */
  show(settings, alone) {
    this.select.value = (alone && READY.find((lesson) => isSet(settings, lesson))?.name) || ""
  }
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
