// Colours, for light and dark. Real and fake are blue and orange, which all kinds of colour vision tell apart; and they
// differ in shape too: a real point is round, a fake is a diamond.

/**
 * @typedef {{ dark: boolean, text: string, quiet: string, surface: string, plane: string, line: string, real: string, fake: string,
 *   G: string, D: string, arrow: string, heat: { fake: number[], middle: number[], real: number[] } }} Theme
 */

/** @type {Theme} */
const LIGHT = {
  dark: false,
  text: "#1f2430",
  quiet: "#5b6272",
  surface: "#ffffff",
  plane: "#fbfbfd",
  line: "#d5d9e2",
  real: "#0b62a8",
  fake: "#c94f00",
  G: "#7b3fb0",
  D: "#00785a",
  arrow: "#2b1a3f",
  heat: { fake: [255, 214, 170], middle: [251, 251, 253], real: [178, 214, 244] },
}
/** @type {Theme} */
const DARK = {
  dark: true,
  text: "#eceff6",
  quiet: "#a5adbd",
  surface: "#12151c",
  plane: "#151922",
  line: "#333b4a",
  real: "#6cb9f5",
  fake: "#ffa24d",
  G: "#c79bf2",
  D: "#4fd0a5",
  arrow: "#f6eaff",
  heat: { fake: [98, 58, 20], middle: [21, 25, 34], real: [21, 66, 108] },
}

/** The theme that fits what lies behind `node`, whose CSS variables it sets. @param {HTMLElement} node @returns {Theme} */
export function readTheme(node) {
  const behind = getComputedStyle(node).getPropertyValue("--gp-behind").trim()
  const theme = isDark(behind) ? DARK : LIGHT
  if (node.dataset.dark !== String(theme.dark)) {
    node.dataset.dark = String(theme.dark)
    for (const name of /** @type {const} */ (["text", "quiet", "surface", "plane", "line", "real", "fake", "G", "D"])) {
      node.style.setProperty(`--gp-${name.toLowerCase()}`, theme[name])
    }
    const { fake, middle, real } = theme.heat
    node.style.setProperty("--gp-heat", `linear-gradient(to right, rgb(${fake}), rgb(${middle}), rgb(${real}))`)
  }
  return theme
}

/** @param {string} colour */
function isDark(colour) {
  const painter = document.createElement("canvas").getContext("2d")
  if (!painter || !colour) return matchMedia("(prefers-color-scheme: dark)").matches
  painter.fillStyle = colour
  painter.fillRect(0, 0, 1, 1)
  const [red, green, blue] = painter.getImageData(0, 0, 1, 1).data
  return 0.3 * red + 0.59 * green + 0.11 * blue < 110
}

/** 256 colours from fake over unsure to real. @param {Theme} theme */
export function heatColours({ heat }) {
  return Uint8ClampedArray.from({ length: 256 * 4 }, (_, index) => {
    const [at, channel] = [(index >> 2) / 255, index & 3]
    if (channel === 3) return 255
    const [from, to, share] = at < 0.5 ? [heat.fake, heat.middle, 2 * at] : [heat.middle, heat.real, 2 * at - 1]
    return from[channel] + (to[channel] - from[channel]) * share
  })
}

/** Ten colours for ten digits; each digit is also written. */
export const CLASS_COLOURS = ["#e8850c", "#3b8fd4", "#12a37a", "#d1bc00", "#4a63c8", "#dd4f1f", "#c865a2", "#808b96", "#8a5a2b", "#6f42a8"]
