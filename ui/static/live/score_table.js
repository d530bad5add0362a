// D's scores in figures, for whoever cannot see the dots: a row for each kind of input.
import { element } from "../../../gan_core/web/dom.js"
import { count } from "./format.js"
import { score } from "./game_words.js"

/** @typedef {[name: string, mean: number | null, scores: number[]]} Row */

export class ScoreTable {
  body = element("tbody", {})
  node = element("details", { class: "gd-twin" }, element("summary", {}, "In figures"),
    element("table", {}, element("thead", {}, element("tr", {}, ...["", "Mean score", "Lowest", "Highest"].map((each) => element("th", { scope: "col" }, each)))), this.body))
  told = ""

  /** @param {Row[]} rows */
  show(rows) {
    const figures = JSON.stringify(rows)
    if (figures !== this.told) this.body.replaceChildren(...rows.map(line))
    this.told = figures
  }
}

/** @param {Row} row */
function line([name, mean, all]) {
  const cells = [mean, all.length ? Math.min(...all) : null, all.length ? Math.max(...all) : null]
  return element("tr", {}, element("th", { scope: "row" }, all.length ? `${name} (${count(all.length)} of them)` : name), ...cells.map((each) => element("td", {}, score(each))))
}
