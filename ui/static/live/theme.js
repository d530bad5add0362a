// Streamlit's theme, read from its variables, so that light, dark and custom themes all fit.
import { pen } from "../../../gan_core/web/pixels.js"

/**
 * `dark` is 1 on a dark ground and 0 else; `key` tells themes apart.
 * @typedef {{ text: string, background: string, border: string, panel: string, font: string, dark: 0 | 1, grid: string, key: string }} Theme
 */

/**
 * @param {Element} node
 * @returns {Theme}
 */
export function readTheme(node) {
  const style = getComputedStyle(node)
  /**
   * @param {string} name
   * @param {string} otherwise
   */
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise
  const text = read("--st-text-color", "#31333f")
  const background = read("--st-background-color", "#ffffff")
  const border = read("--st-border-color", "rgba(128,128,128,0.3)")
  const panel = read("--st-secondary-background-color", background)
  const font = read("--st-font", "sans-serif")
  const dark = luminance(background) < 0.4 ? 1 : 0
  const grid = dark ? "rgba(255,255,255,0.08)" : "rgba(0,0,0,0.07)"
  return { text, background, border, panel, font, dark, grid, key: `${text} ${background} ${font}` }
}

/** @param {string} color */
function luminance(color) {
  const painter = pen(document.createElement("canvas"))
  painter.fillStyle = color
  const hex = String(painter.fillStyle)
  const parts = hex.startsWith("#") ? [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) : (hex.match(/\d+/g) ?? [0, 0, 0]).map(Number)
  return (0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2]) / 255
}
