// An arrow between two parts of a drawing: dashes that flow along it while the run goes on.
import { element } from "../../../gan_core/web/dom.js"

/** @type {Record<string, string>} */
const LINES = { right: "M2 12H34", left: "M38 12H6", down: "M20 0V18" }
/** @type {Record<string, string>} */
const HEADS = { right: "M32 6l7 6-7 6z", left: "M8 6l-7 6 7 6z", down: "M14 14l6 9 6-9z" }

/**
 * @param {"right" | "left" | "down"} to
 * @param {string} words above it
 */
export function arrow(to, words = "") {
  const line = element("span", { class: "gd-line", "aria-hidden": "true" })
  line.innerHTML = `<svg viewBox="0 0 40 24"><path class="gd-flow" d="${LINES[to]}"/><path class="gd-head" d="${HEADS[to]}"/></svg>`
  return element("div", { class: `gd-arrow gd-${to}` }, ...(words ? [element("span", { class: "gd-quiet" }, words)] : []), line)
}
