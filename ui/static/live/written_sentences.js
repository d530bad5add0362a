// What the language model writes by itself, from its first step to the one that is shown: from babble to grammar.
import { element, say } from "../../../gan_core/web/dom.js"
import { count } from "./format.js"

/** @import { Text, Written } from "./feed.js" */

export const UNKNOWN = "…"
const NOTHING = "(nothing: the sentence ended before its first word)"
const HELP = "The model writes these alone, from its own chances for the next word and always with the same random numbers. First the words come as they will; then common words, then pairs that belong together, then whole captions with their clauses in order."

/**
 * What was written up to a step, the newest first; all of it where `step` is null.
 * @param {Written[]} written
 * @param {number | null} step
 */
export function until(written, step) {
  const known = step === null ? written : written.filter((each) => each.step <= step)
  return (known.length ? known : written.slice(0, 1)).toReversed()
}

export class WrittenSentences {
  list = element("ol", { class: "gl-written", tabindex: "0", "aria-label": "Sentences by step, the newest first" })
  help = element("p", { class: "gl-caption" }, HELP)
  node = element("section", { class: "gl-writes", hidden: "", "aria-label": "What the language model writes" },
    element("p", { class: "gl-writes-title" }, "What the language model writes by itself"), this.list, this.help)
  /** @type {Written[]} */
  written = []
  /** @type {number | null} */
  step = null
  drawn = ""

  /** @param {Text | null | undefined} text */
  take(text) {
    this.written = text?.written ?? []
    this.node.hidden = !this.written.length
    this.draw()
  }

  /**
   * As it was at a step; null for now.
   * @param {number | null} step
   */
  go(step) {
    this.step = step
    this.draw()
  }

  draw() {
    const rows = until(this.written, this.step), key = JSON.stringify(rows)
    if (key === this.drawn) return
    this.drawn = key
    this.list.replaceChildren(...rows.map(({ step, sentences }) => element("li", {},
      element("span", { class: "gl-quiet" }, `step ${count(step)}`),
      element("span", {}, ...sentences.map((each) => sentence(each))))))
    this.list.scrollTop = 0
    say(this.help, this.written.some(({ sentences }) => sentences.some((each) => each.includes(UNKNOWN)))
      ? `${HELP} “${UNKNOWN}” stands for a word that is not in its vocabulary.` : HELP)
  }
}

/** @param {string} words */
function sentence(words) {
  if (!words) return element("span", { class: "gl-quiet" }, NOTHING)
  const parts = words.split(UNKNOWN).flatMap((part, index) => [...(index ? [element("mark", { title: "A word that is not in its vocabulary" }, UNKNOWN)] : []), part])
  return element("span", {}, ...parts)
}
