// The length of z along a path, beside a typical one.
import { make } from "./keys.js"

const SVG = "http://www.w3.org/2000/svg"
const WIDTH = 1000, HEIGHT = 100 // in the drawing's own units: it is stretched to its place

/** Draw `lengths`, one a frame, into the element `place`; shareOf(frame) says where a frame stands, from 0 to 1. */
export function drawLengths(place, lengths, typical, shareOf) {
  const high = 1.15 * Math.max(typical, ...lengths), up = (length) => (HEIGHT * (1 - length / high)).toFixed(2)
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`)
  svg.setAttribute("preserveAspectRatio", "none")
  svg.setAttribute("aria-hidden", "true")
  const line = (name, points) => {
    const node = document.createElementNS(SVG, "polyline")
    node.setAttribute("class", name)
    node.setAttribute("points", points)
    svg.append(node)
  }
  line("gl-path-typical", `0,${up(typical)} ${WIDTH},${up(typical)}`)
  line("gl-path-length", lengths.map((length, frame) => `${(WIDTH * shareOf(frame)).toFixed(1)},${up(length)}`).join(" "))
  const usual = make("span", "gl-lab-quiet", `typical ${typical.toFixed(1)}`)
  usual.style.top = `${up(typical)}%`
  place.replaceChildren(svg, make("span", "gl-lab-quiet", "length of z"), usual)
}
