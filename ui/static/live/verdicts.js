// D's scores on one line: a dot for each sample, so that one sees whether fakes and reals lie apart.
import { element, say, set } from "../../../gan_core/web/dom.js"
import { score } from "./game_words.js"

const WIDTH = 180
const EDGE = 8
const ROWS = { real: 14, fake: 34 }

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
  svg = element("span", { class: "gd-dots", role: "img", "aria-label": "D’s scores" })
  low = element("span", {})
  high = element("span", {})
  node = element("div", { class: "gd-verdicts" }, this.svg, element("p", { class: "gd-quiet" }, this.low, element("span", {}, "D’s score"), this.high))

  /**
   * @param {number[]} fakes
   * @param {number[]} reals
   * @param {number | null} onFakes the mean
   * @param {number | null} onReals
   */
  show(fakes, reals, onFakes, onReals) {
    const all = [...fakes, ...reals, ...[onFakes, onReals].filter((each) => each !== null)]
    if (!all.length) return
    const [least, most] = ends(all)
    const x = (/** @type {number} */ logit) => (EDGE + ((logit - least) / (most - least)) * (WIDTH - 2 * EDGE)).toFixed(1)
    const dots = (/** @type {number[]} */ scores, /** @type {"real" | "fake"} */ side) => scores.map((each) => (side === "real"
      ? `<circle class="gd-real" cx="${x(each)}" cy="${ROWS.real}" r="4"/>`
      : `<path class="gd-fake" d="M${x(each)} ${ROWS.fake - 5}l4.6 8h-9.2z"/>`)).join("")
    const bar = (/** @type {number | null} */ at, /** @type {"real" | "fake"} */ side) => (at === null ? "" : `<path class="gd-mean gd-${side}" d="M${x(at)} ${ROWS[side] - 9}v18"/>`)
    const lines = Object.values(ROWS).map((y) => `<path class="gd-axis" d="M2 ${y}H${WIDTH - 2}"/>`).join("")
    this.svg.innerHTML = `<svg viewBox="0 0 ${WIDTH} 48">${lines}${dots(reals, "real")}${dots(fakes, "fake")}${bar(onReals, "real")}${bar(onFakes, "fake")}</svg>`
    set(this.svg, "aria-label", `D’s scores: real ones ${score(onReals)} on average, fakes ${score(onFakes)}`)
    say(this.low, `◂ fake`)
    say(this.high, `real ▸`)
  }
}
