// D's scores on one line for each kind of input: a mark for each sample, so that one sees whether they lie apart.
import { element, set } from "../../../gan_core/web/dom.js"
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
 * The ends of a line that holds what it held before and all these numbers: round ones, which leave 0 between them. So
 * "closer" is closer, and a small gap stays small.
 * @param {[number, number]} before
 * @param {number[]} all
 * @returns {[number, number]}
 */
export function reach(before, all) {
  return [Math.min(before[0], -round(-Math.min(...all))), Math.max(before[1], round(Math.max(...all)))]
}

/**
 * The next of 1, 2, 5, 10, 20, ... that is not smaller; 0 for what is not above 0.
 * @param {number} size
 */
function round(size) {
  if (size <= 0) return 0
  const unit = 10 ** Math.floor(Math.log10(size))
  return unit * ([1, 2, 5].find((each) => each * unit >= size) ?? 10)
}

/**
 * 0, both ends, and half of each that has the room.
 * @param {[number, number]} ends
 */
export function ticksOf([low, high]) {
  const room = (high - low) / 5
  return [low, ...(-low / 2 >= room ? [low / 2] : []), 0, ...(high / 2 >= room ? [high / 2] : []), high].filter((each, index, all) => index === 0 || each - all[index - 1] >= room / 2)
}

export class Verdicts {
  drawn = ""
  svg = element("span", { class: "gd-dots", role: "img", "aria-label": "D’s scores" })
  node = element("div", { class: "gd-verdicts", title: "D’s score of each sample shown: ● a real one, ▲ a fake. The upright line is the mean. The scale grows with the scores and never shrinks." },
    this.svg, element("p", { class: "gd-quiet" }, element("span", {}, "◂ fake"), element("span", {}, "D’s score"), element("span", {}, "real ▸")))
  /** @type {[number, number]} */
  ends = [-1, 1]

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
    this.ends = reach(this.ends, all)
    const [least, most] = this.ends
    const x = (/** @type {number} */ logit) => EDGE + ((logit - least) / (most - least)) * (WIDTH - 2 * EDGE)
    const lines = rows.map(({ y }) => `<path class="gd-axis" d="M2 ${y}H${WIDTH - 2}"/>`)
    const marks = rows.flatMap(({ side, y, scores }) => scores.map((each) => SHAPES[side](x(each), y)))
    const means = rows.map(({ side, y, mean }) => (mean === null ? "" : `<path class="gd-mean gd-${side}" d="M${x(mean).toFixed(1)} ${y - 9}v18"/>`))
    const foot = 8 + ROW * this.sides.length
    const ticks = ticksOf(this.ends).map((each) => `<path class="gd-tick${each ? "" : " gd-zero"}" d="M${x(each).toFixed(1)} 4V${foot}"/><text class="gd-number" x="${x(each).toFixed(1)}" y="${foot + 10}">${String(each).replace("-", "−")}</text>`)
    this.svg.innerHTML = `<svg viewBox="0 0 ${WIDTH} ${foot + 13}">${[...ticks, ...lines, ...marks, ...means].join("")}</svg>`
    set(this.svg, "aria-label", `D’s scores: ${rows.map(({ side, mean }) => `${NAMES[side]} ${score(mean)}`).join(", ")} on average`)
  }
}
