// Elements in one call.

/**
 * An element with attributes (a function listens, a boolean is there or not) and children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string)} children @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value)
    else if (name === "style") element.style.cssText = String(value) // an attribute would be against the page's own policy
    else if (value === true) element.setAttribute(name, "")
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value))
  }
  element.append(...children)
  return element
}

/** @param {string} tag @param {Record<string, string | number>} attributes @returns {SVGElement} */
export function s(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M6 5h4v14H6zM14 5h4v14h-4z",
  reset: "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  step: "M6 5v14l8-7zM16 5h3v14h-3z",
  back: "M16 5v14L5 12z",
  link: "M4 12a4 4 0 0 1 4-4h3v2H8a2 2 0 0 0 0 4h3v2H8a4 4 0 0 1-4-4zm5-1h6v2H9zm4-3h3a4 4 0 0 1 0 8h-3v-2h3a2 2 0 0 0 0-4h-3z",
  pen: "M4 17.2V20h2.8L17 9.8 14.2 7zM19 7.8a1 1 0 0 0 0-1.4L17.6 5a1 1 0 0 0-1.4 0l-1.1 1.1 2.8 2.8z",
  table: "M4 5h16v14H4zm2 4v3h5V9zm7 0v3h5V9zm-7 5v3h5v-3zm7 0v3h5v-3z",
  compare: "M3 5h8v14H3zm10 0h8v14h-8zm2 2v10h4V7z",
}

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const drawn = s("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true", fill: "currentColor" })
  drawn.append(s("path", { d: ICONS[name] }))
  return drawn
}

/** A canvas' context, its bitmap as fine as the screen; null while it has no size. @param {HTMLCanvasElement} canvas */
export function fitted(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas
  if (!width || !height) return null
  const ratio = Math.min(window.devicePixelRatio || 1, 2.5)
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high]
  const context = canvas.getContext("2d")
  if (!context) return null
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  return { context, width, height }
}
