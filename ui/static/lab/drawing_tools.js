// The canvas's buttons: what is drawn with, and what is done to the whole.
import { button } from "../../../gan_core/web/dom.js"
import { icon } from "./svg.js"

/** @import { Stroke } from "./strokes.js" */
/** @typedef {"fill" | "undo" | "redo" | "clear"} Action */

/** @type {Record<Stroke["tool"], string[]>} a label, and the lines of an icon */
export const TOOLS = {
  brush: ["Brush", "M4 20l1-4.5L16 4.5a1.5 1.5 0 0 1 2 0L19.5 6a1.5 1.5 0 0 1 0 2L8.5 19z", "M13.5 7l3.5 3.5"],
  eraser: ["Eraser", "M9 19.5 4.2 14.7a1.5 1.5 0 0 1 0-2.1l8-8a1.5 1.5 0 0 1 2.1 0l5.2 5.2a1.5 1.5 0 0 1 0 2.1l-7.6 7.6z", "M8.5 8.5l7 7", "M9 19.5h11"],
}
/** @type {Record<Action, string[]>} */
export const ACTIONS = {
  fill: ["Fill the paper with this colour", "M12 3.5c3.5 4.2 5.5 7 5.5 9.7a5.5 5.5 0 0 1-11 0c0-2.7 2-5.5 5.5-9.7z", "M6.5 13.5c3-1.5 7 1.5 11 0"],
  undo: ["Undo", "M8 5 4 9l4 4", "M4 9h10a5.5 5.5 0 0 1 0 11h-3"],
  redo: ["Redo", "M16 5l4 4-4 4", "M20 9H10a5.5 5.5 0 0 0 0 11h3"],
  clear: ["Clear", "M5 7h14", "M10 7V4.5h4V7", "M7 7l1 12.5h8L17 7"],
}

/**
 * A button for each of these, by name.
 * @template {string} Name
 * @param {Record<Name, string[]>} looks
 * @param {(name: Name) => void} act
 */
export function toolButtons(looks, act) {
  const made = /** @type {[Name, string[]][]} */ (Object.entries(looks)).map(([name, [label, ...lines]]) => {
    const tool = button("", () => act(name), label)
    tool.className = "gd-tool"
    tool.setAttribute("aria-label", label)
    tool.append(icon(...lines))
    return [name, tool]
  })
  return /** @type {Record<Name, HTMLButtonElement>} */ (Object.fromEntries(made))
}
