// What the drawing of the game says: pure, so that it can be tested without a browser.
import { count } from "./format.js"

const ALMOST = 0.95
const MOST = 0.65
const HALF = 0.4
const EARLY = 20 // steps

/**
 * D's score as people read it: with a sign, and no longer than it needs to be.
 * @param {number | null | undefined} logit
 */
export function score(logit) {
  if (logit === null || logit === undefined) return "–"
  const size = Math.abs(logit)
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2
  const text = size.toFixed(digits)
  return Number(text) === 0 ? text : `${logit < 0 ? "−" : "+"}${text}`
}

/**
 * Which step the pictures are of, and what D says of them.
 * @param {number | undefined} step
 * @param {number | null} average
 */
export function ofStep(step, average) {
  const says = average === null ? "" : `D says ${score(average)} on average`
  return [step === undefined ? "" : `step ${count(step)}`, says].filter(Boolean).join(": ")
}

/** @param {number[]} all */
export const mean = (all) => (all.length ? all.reduce((sum, each) => sum + each, 0) / all.length : null)

/**
 * In what share of all pairs of a real and a fake one the real one has the higher score; half for an equal one.
 * @param {number[]} fakes
 * @param {number[]} reals
 */
export function toldApart(fakes, reals) {
  let right = 0
  for (const real of reals) for (const fake of fakes) right += real > fake ? 1 : real === fake ? 0.5 : 0
  return right / (fakes.length * reals.length)
}

/**
 * What each of the two does now, in a word and as a light.
 * @param {string} state
 * @param {string[]} learned the networks that moved last
 */
export function lights(state, learned) {
  const one = (/** @type {string} */ network) => {
    if (state === "running") return { word: "learning", lit: "turns" }
    if (state === "recording") return { word: "", lit: "turns" }
    if (state === "paused" && learned.length === 1) return learned[0] === network ? { word: "learned", lit: "now" } : { word: "held still", lit: "" }
    return { word: state === "paused" ? "waiting" : "", lit: "" }
  }
  return { G: one("G"), D: one("D") }
}

/**
 * One or two sentences on how the game stands.
 * @param {string} state
 * @param {string[]} learned
 * @param {number[] | null} fakes scores of fakes
 * @param {number[] | null} reals
 * @param {number} step
 */
export function gameWords(state, learned, fakes, reals, step) {
  const alone = state === "paused" && learned.length === 1 ? `Only ${learned[0]} has just learned; ${learned[0] === "G" ? "D" : "G"} was held still. ` : ""
  if (!fakes?.length || !reals?.length) return `${alone}G turns noise into fakes. D gives each fake and each real picture a score: higher means “more like real”. D learns to tell them apart; G learns to raise the score of its fakes.`
  if (step < EARLY) return `${alone}The game has only just begun: D still guesses.`
  const share = toldApart(fakes, reals)
  const percent = `In ${Math.round(100 * share)} % of all pairs of a fake and a real one shown here, the real one scores higher`
  const stand = share >= ALMOST ? "D tells nearly all of them apart: its scores show G what to change."
    : share >= MOST ? "D tells most of them apart."
      : share >= HALF ? "D can hardly tell them apart: to D these fakes look about as real as real ones."
        : "G is ahead: D takes fakes for real more often than real ones."
  return `${alone}${stand} ${percent}.`
}
