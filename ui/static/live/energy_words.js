// What a run has used, in words for the tab of its energy.
import { metric } from "./format.js"

/** @import { Energy } from "./feed.js" */

/**
 * What it used so far and what that emitted, with where both figures come from; "" before it began.
 * @param {Energy | null | undefined} energy
 */
export function energyWords(energy) {
  if (!energy) return ""
  if (energy.wh === null) return `Not counted: ${energy.source}.`
  const assumed = energy.measured ? "" : " (assumed)"
  return `${metric(energy.wh)}Wh${assumed} so far, pauses left out: ${energy.source}. ${metric(energy.grams)}g of CO₂ by the grid: ${energy.grid}.`
}
