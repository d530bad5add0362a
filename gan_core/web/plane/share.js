// A teacher makes a lesson by making a link: what it says, and what it hides.
import { h, icon } from "./dom.js"
import { toHash } from "./link.js"

/** @typedef {import("./link.js").Lesson} Lesson */

/** @type {[string, string][]} */
const PARTS = [
  ["data", "Data"],
  ["ready", "Ready-made"],
  ["break", "Break it"],
  ["compare", "Two games"],
  ["family", "Model"],
  ["game", "Game"],
  ["penalties", "Penalties"],
  ["networks", "Networks"],
  ["optimiser", "Optimiser"],
  ["seed", "Seed"],
  ["layers", "Layers"],
  ["graph", "Overview"],
  ["charts", "Curves"],
  ["share", "This part"],
]

/** The part of the page that makes links. @param {() => Lesson} lessonNow @param {(words: string) => void} say */
export function sharePanel(lessonNow, say) {
  const task = h("input", { type: "text", maxlength: 300, placeholder: "A task for your class (optional)", "aria-label": "A task for your class" })
  const boxes = PARTS.map(([name, title]) => ({ name, title, box: h("input", { type: "checkbox", "data-hide": name }) }))
  const address = h("input", { type: "text", readonly: true, hidden: true, class: "gp-address", "aria-label": "The link" })
  const copy = async () => {
    const hide = boxes.filter(({ box }) => box.checked).map(({ name }) => name)
    const hash = toHash({ ...lessonNow(), say: task.value.trim(), hide })
    address.value = `${location.href.split("#")[0]}#${hash}`
    address.hidden = false
    address.select()
    try {
      await navigator.clipboard.writeText(address.value)
      say("The link has been copied. Whoever opens it gets exactly this game: settings, seed, layers and drawn data.")
    } catch {
      say("Copy the link from this field.")
    }
  }
  return h(
    "details",
    { class: "gp-share" },
    h("summary", {}, "Make an exercise: a link"),
    h("p", { class: "gp-quiet" }, "The link holds all settings, the seed, the layers and your drawn points. Tick what your class should not see."),
    task,
    h("div", { class: "gp-hides" }, ...boxes.map(({ box, title }) => h("label", {}, box, title))),
    h("button", { type: "button", class: "gp-primary gp-copy", click: copy }, icon("link"), "Copy the link"),
    address,
  )
}
