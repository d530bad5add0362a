// D's scores on one line for each kind of input: a mark for each sample, so that one sees whether they lie apart.
import { element, say, set } from "../../../gan_core/web/dom.js"
import { score } from "./game_words.js"

/** @typedef {"real" | "mismatched" | "fake"} Side */
/** @typedef {{ scores: number[], mean: number | null }} Scored */

const WIDTH = 180
const EDGE = 8
const ROW = 20
/** @type {Record<Side, string>} */
const NAMES = { real: "real ones", mismatched: "real ones with captions of others", fake: "fakes" }
/** @type {Record<Side, (x: number, y: number) => string>} */
const SHAPES = {
  real: (x, y) => `<circle class="gd-real" cx="${x.toFixed(1)}" cy="${y}" r="4"/>`,
  mismatched: (x, y) => `<path class="gd-mismatched" d="M${x.toFixed(1)} ${y - 5}l5 5-5 5-5-5z"/>`,
  fake: (x, y) => `<path class="gd-fake" d="M${x.toFixed(1)} ${y - 5}l4.6 8h-9.2z"/>`,
}

/**
 * The ends of a line that holds all these numbers, with a little room.
 * @param {number[]} all
 */
export function ends(all) {
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const room = Math.max(0.05 * (most - least), 0.05)
  return [least - room, most + room]
}

export class Verdicts {
  drawn = ""
  svg = element("span", { class: "gd-dots", role: "img", "aria-label": "D’s scores" })
  low = element("span", {})
  high = element("span", {})
  node = element("div", { class: "gd-verdicts" }, this.svg, element("p", { class: "gd-quiet" }, this.low, element("span", {}, "D’s score"), this.high))

  /** @param {Side[]} sides from the top */
  constructor(sides) {
    this.sides = sides
  }

  /** @param {Partial<Record<Side, Scored>>} scored */
  show(scored) {
    const rows = this.sides.flatMap((side, index) => {
      const known = scored[side]
      return known ? [{ side, y: 14 + ROW * index, ...known }] : []
    })
    const all = rows.flatMap(({ scores, mean }) => (mean === null ? scores : [...scores, mean]))
    const key = JSON.stringify(rows)
    if (!all.length || key === this.drawn) return
    this.drawn = key
    const [least, most] = ends(all)
    const x = (/** @type {number} */ logit) => EDGE + ((logit - least) / (most - least)) * (WIDTH - 2 * EDGE)
    const lines = rows.map(({ y }) => `<path class="gd-axis" d="M2 ${y}H${WIDTH - 2}"/>`)
    const marks = rows.flatMap(({ side, y, scores }) => scores.map((each) => SHAPES[side](x(each), y)))
    const means = rows.map(({ side, y, mean }) => (mean === null ? "" : `<path class="gd-mean gd-${side}" d="M${x(mean).toFixed(1)} ${y - 9}v18"/>`))
    this.svg.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${8 + ROW * this.sides.length}">${[...lines, ...marks, ...means].join("")}</svg>`
    set(this.svg, "aria-label", `D’s scores: ${rows.map(({ side, mean }) => `${NAMES[side]} ${score(mean)}`).join(", ")} on average`)
    say(this.low, `◂ fake`)
    say(this.high, `real ▸`)
  }
}
