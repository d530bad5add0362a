// The names of a scatter's colours, each a switch for its dots.
import { button, make } from "./keys.js"

/** One button a name; `changed` is called when a press showed or hid its dots. */
export function legend(names, scatter, changed) {
  return names.map((name, index) => {
    const made = button("", () => {
      const { hidden } = scatter
      if (!hidden.delete(index)) hidden.add(index)
      made.setAttribute("aria-pressed", String(!hidden.has(index)))
      changed()
    })
    const dot = make("span", "gl-map-dot")
    dot.style.background = scatter.colours[index]
    made.append(dot, name)
    made.setAttribute("aria-pressed", "true")
    return made
  })
}
