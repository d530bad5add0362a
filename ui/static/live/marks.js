// Where on the curves something was changed while the run went on, and in which words.
import { value } from "./format.js"

/** @import { Change } from "./feed.js" */
/** @import { Axis } from "./series.js" */
/** @typedef {{ x: number, words: string }} Mark */

const MOST_WORDS = 4 // labels at once: more would cover the curves
/** @type {Record<string, string>} */
const NAMES = { "optimiser.lr": "learning rate", "optimiser.d_lr": "learning rate of D" }

/**
 * Only learning rates are marked: what else can be changed draws no other curve. The last few have words.
 * @param {Change[]} changes
 * @param {Axis} axis
 * @param {boolean} hasHalfSteps whether the axis of steps counts those of D or G alone
 * @returns {Mark[]}
 */
export function marksOf(changes, axis, hasHalfSteps) {
  const rates = changes.filter((each) => each.name in NAMES)
  return rates.map((each, index) => ({
    x: axis === "step" && hasHalfSteps ? each.updates : each[axis],
    words: index < rates.length - MOST_WORDS ? "" : `${NAMES[each.name]} ${value(each.value)}`,
  }))
}
