// What the drawing of a text model's game says: pure, so that it can be tested without a browser.
import { gameWords, lights } from "./game_words.js"

/** @import { TextAbout } from "./diagram.js" */

const ALL = 0.95
const CHANCE = 0.6
const EARLY = 20 // steps

/** @type {Record<string, string>} */
const TITLES = { transformer: "Language model", gru: "Language model", bag_of_words: "Bag of words" }

/** @param {TextAbout} text */
export const textTitle = ({ network }) => TITLES[network] ?? "Text network"

/**
 * Whether the next word's loss is part of the sum: not of a bag of words, which predicts none, nor of what is frozen.
 * @param {TextAbout} text
 */
export const weighsWords = ({ network, path }) => network !== "bag_of_words" && path !== "frozen"

/**
 * What the text network does, and what it learns from.
 * @param {TextAbout} text
 */
export function textTask({ network, path, rate_share }) {
  const bag = network === "bag_of_words"
  const does = bag ? "adds up what it knows of each word, in no order, and predicts nothing." : "guesses each next word; the mean of what it holds at each word is y, the sentence."
  if (path === "frozen") return `${does} Here it is frozen and stays as it began`
  const pictures = "through G, from pictures", words = bag ? "" : "from words"
  const learns = path === "joint" ? [words, pictures].filter(Boolean).join(" and, ") : words || "from the contrastive term alone"
  return `${does} Here it learns ${learns}; its learning rate is ${rate_share === 1 ? "" : `${rate_share} times `}G’s`
}

/** What each weight is of, as papers write it. @type {Record<"T" | "G" | "D", { symbol: string, formula: string }>} */
export const WEIGHTS = {
  T: { symbol: "λ_LM", formula: "λ_LM weighs L_LM, the next word’s loss in nats: the text network descends λ_LM L_LM + λ_G L_G + the contrastive term. At 0 it learns from pictures alone." },
  G: { symbol: "λ_G", formula: "λ_G weighs L_G: G descends λ_G (L_G + its contrastive term), and where the path is open the text network descends it too. At 0 G does not learn." },
  D: { symbol: "λ_D", formula: "λ_D weighs L_D: D descends λ_D L_D + its penalties. At 0 only the penalties are left." },
}
export const ADAM = "The whole is λ_G L_G + λ_D L_D + λ_LM L_LM. Adam divides by the size of the gradient, so a weight acts through its share beside the other terms of the same network and not as a larger step."

/**
 * What each of the three does now; the text network learns in G's update.
 * @param {string} state
 * @param {string[]} learned
 * @param {string} path
 */
export function textLights(state, learned, path) {
  const both = lights(state, learned)
  return { ...both, T: path === "frozen" ? { word: "frozen", lit: "" } : both.G }
}

/**
 * For what share of pictures its own caption has a higher score than another's; half for an equal one.
 * @param {number[]} own
 * @param {number[]} others
 */
export function readsRight(own, others) {
  return own.reduce((sum, each, index) => sum + (each > others[index] ? 1 : each === others[index] ? 0.5 : 0), 0) / own.length
}

/**
 * How the game stands, and whether D reads.
 * @param {string} state
 * @param {string[]} learned
 * @param {{ fakes: number[], reals: number[], own: number[], mismatched: number[] } | null} scores `own` are of the pictures of `mismatched`, in their order
 * @param {number} step
 * @param {boolean} shownMismatched whether D learns from captions of others too
 */
export function textGameWords(state, learned, scores, step, shownMismatched) {
  if (!scores) return `${gameWords(state, learned, null, null, step)} Here each comes with a caption, and D is asked whether they fit.`
  const stand = gameWords(state, learned, scores.fakes, scores.reals, step)
  if (step < EARLY || !scores.mismatched.length) return stand
  const share = readsRight(scores.own, scores.mismatched)
  const reads = share >= ALL ? "D reads" : share > CHANCE ? "D begins to read" : "D does not read yet"
  const figure = `on ${Math.round(100 * share)} % of the real pictures shown here their own caption scores higher than another’s; chance is 50 %.`
  return `${stand} ${reads}: ${figure}${shownMismatched ? "" : " It is never shown a wrong caption: that is switched off."}`
}
