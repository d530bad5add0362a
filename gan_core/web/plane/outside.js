// Fakes that have left the picture: how many, to which side, and the marker at its edge that says so.
import { VIEW } from "./data.js"

/** @typedef {import("./theme.js").Theme} Theme */
/** @typedef {{ share: number, side: "left" | "right" | "top" | "bottom", at: number[] }} Outside */

const WHERE = { left: "to the left", right: "to the right", top: "above", bottom: "below" }
const POINTING = { left: Math.PI, right: 0, top: -Math.PI / 2, bottom: Math.PI / 2 }

/** The share of points beyond the picture, and where the middle of those is. @param {Float32Array} points x and y in turns @returns {Outside} */
export function outside(points) {
  let [count, x, y] = [0, 0, 0]
  for (let i = 0; i < points.length; i += 2) {
    if (Math.abs(points[i]) <= VIEW && Math.abs(points[i + 1]) <= VIEW) continue
    count++
    x += points[i]
    y += points[i + 1]
  }
  const at = count ? [x / count, y / count] : [0, 0]
  const flat = Math.abs(at[0]) >= Math.abs(at[1])
  const side = flat ? (at[0] < 0 ? "left" : "right") : at[1] < 0 ? "bottom" : "top"
  return { share: points.length ? (2 * count) / points.length : 0, side, at }
}

/** From this share on a sentence says so. */
const NEARLY_ALL = 0.9

/** A sentence for when nearly all have left, or nothing. @param {Outside} where @param {string} who what the points are called */
export function outsideWords({ share, side }, who = "fakes") {
  if (share < NEARLY_ALL) return ""
  return `${share === 1 ? "All" : "Nearly all"} ${who} are outside the picture, ${WHERE[side]}`
}

/** @param {CanvasRenderingContext2D} c @param {Outside} where @param {string} words @param {number} size of the picture in pixels @param {Theme} theme */
export function drawOutside(c, { side, at }, words, size, theme) {
  const tip = size / 40
  const inside = /** @param {number} value @param {number} margin */ (value, margin) => Math.max(margin, Math.min(size - margin, value))
  const [x, y] = [inside((at[0] / VIEW + 1) * (size / 2), 1.4 * tip), inside((1 - at[1] / VIEW) * (size / 2), 1.4 * tip)]
  c.save()
  c.translate(x, y)
  c.rotate(POINTING[side])
  c.fillStyle = theme.fake
  c.beginPath()
  c.moveTo(tip, 0)
  c.lineTo(-tip, -tip)
  c.lineTo(-tip, tip)
  c.closePath()
  c.fill()
  c.restore()
  const high = Math.max(10, Math.min(15, size / 27))
  c.font = `600 ${high}px system-ui, sans-serif`
  c.textAlign = "center"
  c.textBaseline = "middle"
  const wide = c.measureText(words).width / 2 + 0.6 * high
  const away = 2.6 * tip + (side === "left" || side === "right" ? wide : 0.4 * high)
  const along = { left: [1, 0], right: [-1, 0], top: [0, 1], bottom: [0, -1] }[side]
  const [tx, ty] = [inside(x + along[0] * away, wide + 4), inside(y + along[1] * away, high)]
  c.fillStyle = theme.surface
  c.globalAlpha = 0.9
  c.fillRect(tx - wide, ty - 0.9 * high, 2 * wide, 1.8 * high)
  c.globalAlpha = 1
  c.strokeStyle = theme.fake
  c.lineWidth = 1
  c.strokeRect(tx - wide, ty - 0.9 * high, 2 * wide, 1.8 * high)
  c.fillStyle = theme.text
  c.fillText(words, tx, ty)
}
