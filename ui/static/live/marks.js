// Where on the curves something was changed while the run went on, and in which words.
import { value } from "./format.js"

/** @import { Change } from "./feed.js" */
/** @import { Axis } from "./series.js" */
/** @typedef {{ x: number, words: string }} Mark */

const MOST_WORDS = 4 // labels at once: more would cover the curves
/** @type {Record<string, string>} */
const NAMES = { "optimiser.lr": "learning rate", "optimiser.d_lr": "learning rate of D",
  "objective.lambda_g": "λ_G", "objective.lambda_d": "λ_D", "objective.lambda_lm": "λ_LM" }

/**
 * Learning rates and weights of losses are marked: what else can be changed draws no other curve. The last few have words.
 * @param {Change[]} changes
 * @param {Axis} axis
 * @param {boolean} hasHalfSteps whether the axis of steps counts those of D or G alone
 * @returns {Mark[]}
 */
export function marksOf(changes, axis, hasHalfSteps) {
  const marked = changes.filter((each) => each.name in NAMES)
  return marked.map((each, index) => ({
    x: axis === "step" && hasHalfSteps ? each.updates : each[axis],
    words: index < marked.length - MOST_WORDS ? "" : `${NAMES[each.name]} ${value(each.value)}`,
  }))
}
