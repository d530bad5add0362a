// The names of a scatter's colours, each a switch for its dots.
import { button, make, press } from "../../../gan_core/web/dom.js"

/** @import { Scatter } from "./scatter.js" */

/**
 * One button a name; `changed` is called when a press showed or hid its dots.
 * @param {string[]} names
 * @param {Scatter} scatter
 * @param {() => void} changed
 */
export function legend(names, scatter, changed) {
  return names.map((name, index) => {
    const made = button("", () => {
      const { hidden } = scatter
      if (!hidden.delete(index)) hidden.add(index)
      press(made, !hidden.has(index))
      changed()
    })
    const dot = make("span", "gl-map-dot")
    dot.style.background = scatter.colours[index]
    made.append(dot, name)
    press(made, true)
    return made
  })
}
