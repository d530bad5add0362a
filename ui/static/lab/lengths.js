// The ‖z‖ along a path, beside a typical one.
import { make } from "../../../gan_core/web/dom.js"
import { length } from "../../../gan_core/web/latent_plane.js"
import { drawn } from "./svg.js"

const WIDTH = 1000, HEIGHT = 100 // in the drawing's own units: it is stretched to its place

/** @param {Float32Array} z */
export const lengthInWords = (z) => `‖z‖ ${length(z).toFixed(1)}, a typical one ${Math.sqrt(z.length).toFixed(1)}`

/**
 * Draw `lengths`, one a frame, into the element `place`; shareOf(frame) says where a frame stands, from 0 to 1.
 * @param {Element} place
 * @param {number[]} lengths
 * @param {number} typical
 * @param {(frame: number) => number} shareOf
 */
export function drawLengths(place, lengths, typical, shareOf) {
  const high = 1.15 * Math.max(typical, ...lengths)
  /** @param {number} length */
  const up = (length) => (HEIGHT * (1 - length / high)).toFixed(2)
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" })
  /**
   * @param {string} name
   * @param {string} points
   */
  const line = (name, points) => svg.append(drawn("polyline", { class: name, points }))
  line("gl-path-typical", `0,${up(typical)} ${WIDTH},${up(typical)}`)
  line("gl-path-length", lengths.map((length, frame) => `${(WIDTH * shareOf(frame)).toFixed(1)},${up(length)}`).join(" "))
  const usual = make("span", "gl-lab-quiet", `typical ${typical.toFixed(1)}`)
  usual.style.top = `${up(typical)}%`
  place.replaceChildren(svg, make("span", "gl-lab-quiet", "‖z‖"), usual)
}
