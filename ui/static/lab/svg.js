// Drawings of lines, as SVG.

const SVG = "http://www.w3.org/2000/svg"
const LINES = { viewBox: "0 0 24 24", width: 20, height: 20, fill: "none", stroke: "currentColor", "stroke-width": 1.8 }
const ENDS = { "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" }

/**
 * An element of SVG.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 */
export function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, each] of Object.entries(attributes)) made.setAttribute(name, String(each))
  return made
}

/** @param {...string} lines paths in a square of 24 */
export function icon(...lines) {
  const made = drawn("svg", { ...LINES, ...ENDS })
  made.append(...lines.map((d) => drawn("path", { d })))
  return made
}
