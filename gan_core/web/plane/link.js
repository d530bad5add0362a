// A whole lesson in an address: settings, seed, drawn data, layers, hidden controls and a sentence of the teacher's.
import { VIEW } from "./data.js"
import { checked, defaults, FIELD, FIELDS } from "./settings.js"

/** @typedef {import("./settings.js").Settings} Settings */
/**
 * @typedef {{ settings: Settings, other: { name: string, value: string | number } | null, points: Float32Array | null,
 *   layers: string[] | null, hide: string[], say: string, speed: number | null, play: boolean }} Lesson
 */

const MOST_POINTS = 600
const MOST_WORDS = 300
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/** Points on a grid of 4096 a side, two letters for each number. @param {Float32Array} points */
export function packPoints(points) {
  const all = points.length / 2
  const count = Math.min(all, MOST_POINTS)
  let text = ""
  for (let k = 0; k < count; k++) {
    const i = Math.floor((k * all) / count)
    for (const value of points.subarray(2 * i, 2 * i + 2)) {
      const whole = Math.max(0, Math.min(4095, Math.round(((value / VIEW + 1) / 2) * 4095)))
      text += LETTERS[whole >> 6] + LETTERS[whole & 63]
    }
  }
  return text
}

/** @param {string} text @returns {Float32Array | null} null for what packPoints cannot have written */
export function unpackPoints(text) {
  if (!text || text.length % 4 || text.length > 4 * MOST_POINTS || !/^[\w-]+$/.test(text)) return null
  const out = new Float32Array(text.length / 2)
  for (let i = 0; i < out.length; i++) {
    const whole = LETTERS.indexOf(text[2 * i]) * 64 + LETTERS.indexOf(text[2 * i + 1])
    out[i] = ((2 * whole) / 4095 - 1) * VIEW
  }
  return out
}

/** What stands behind the # of an address; only what differs from the start. @param {Lesson} lesson */
export function toHash({ settings, other, points, layers, hide, say, speed, play }) {
  const parts = new URLSearchParams()
  for (const field of FIELDS) if (settings[field.name] !== field.default) parts.set(field.name, String(settings[field.name]))
  if (other) parts.set("vs", `${other.name}:${other.value}`)
  if (points && ["drawn", "table"].includes(String(settings.data))) parts.set("points", packPoints(points))
  if (layers) parts.set("layers", layers.join(","))
  if (hide.length) parts.set("hide", hide.join(","))
  if (say) parts.set("say", say.slice(0, MOST_WORDS))
  if (speed !== null) parts.set("speed", String(speed))
  if (!play) parts.set("play", "0")
  return parts.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")
}

/** The lesson of an address. What is not known or not allowed is left out: a link may be old. @param {string} hash @returns {Lesson} */
export function fromHash(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""))
  const settings = defaults()
  for (const field of FIELDS) {
    const value = parts.has(field.name) ? checked(field, parts.get(field.name)) : null
    if (value !== null) settings[field.name] = value
  }
  const [name, wanted] = (parts.get("vs") ?? "").split(":")
  const value = FIELD[name] ? checked(FIELD[name], wanted) : null
  const points = unpackPoints(parts.get("points") ?? "")
  if (!points && ["drawn", "table"].includes(String(settings.data))) settings.data = FIELD.data.default
  const listed = /** @param {string} key */ (key) => (parts.get(key) ?? "").split(",").filter((each) => /^[a-z_0-9]+$/.test(each))
  const speed = Number(parts.get("speed"))
  return {
    settings,
    other: value === null || name === "seed" ? null : { name, value },
    points,
    layers: parts.has("layers") ? listed("layers") : null,
    hide: listed("hide"),
    say: (parts.get("say") ?? "").slice(0, MOST_WORDS),
    speed: parts.has("speed") && speed >= 0 && speed <= 1000 ? speed : null,
    play: parts.get("play") !== "0",
  }
}
