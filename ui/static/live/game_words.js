// What the drawing of the game says: pure, so that it can be tested without a browser.
import { count } from "./format.js"

const EARLY = 20 // steps
/**
 * What D can do, by the share of pairs that it ranks rightly; next to each other the words differ little, so that a few
 * pairs more or less turn nothing round.
 * @type {[from: number, words: string][]}
 */
const GRADES = [
  [0.95, "D tells nearly all of them apart, and its scores show G what to change."],
  [0.85, "D tells most of them apart."],
  [0.7, "D is ahead, though many fakes score like real ones."],
  [0.57, "D is a little better than guessing."],
  [0.43, "D can only guess: to D these fakes look about as real as real ones."],
  [0.3, "G is a little ahead: D takes fakes for real somewhat more often than real ones."],
  [0, "G is ahead: D takes fakes for real more often than real ones."],
]

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
  const [, stand] = GRADES.find(([from]) => share >= from) ?? GRADES[GRADES.length - 1]
  return `${alone}Of a real one and a fake shown here, D gives the real one the higher score in ${Math.round(100 * share)} % of all pairs; guessing would give 50 %. ${stand}`
}
