// Every sentence that is made of figures: the line under the plane, the moves of slow motion, and the text twin.
import { PERFECT_ON_MODES } from "./metrics.js"
import { outsideWords } from "./outside.js"

/** @typedef {import("./session.js").Measured} Measured */
/** @typedef {import("./settings.js").Settings} Settings */

/** @typedef {{ who: "D" | "G" | "VAE", words: string, lit: string[], act?: "d" | "g" | "both" }} Move */

/** The moves of one step, told. @param {Settings} settings @returns {Move[]} */
export function moves(settings) {
  const n = settings.batch_size
  if (settings.family === "vae") {
    return [
      { who: "VAE", words: `${n} real samples go into the encoder.`, lit: ["real", "real-E", "E"] },
      { who: "VAE", words: "The encoder answers with an ellipse for each: the codes that could stand for it. One code is drawn.", lit: ["E", "E-z", "z"] },
      { who: "VAE", words: "The decoder reconstructs each sample from its code.", lit: ["z", "z-G", "G", "G-fake", "fake"] },
      { who: "VAE", words: "Two losses: how far off the reconstruction is, and how far the ellipses are from the prior.", lit: ["fake-dLoss", "dLoss", "z-gLoss", "gLoss"] },
      { who: "VAE", words: "The gradients flow back, and both networks change a little.", lit: ["dLoss-G", "G", "G-E", "gLoss-E", "E"], act: "both" },
    ]
  }
  const penalties = ["r1_gamma", "r2_gamma", "gradient_penalty"].some((name) => Number(settings[name]) > 0)
  return [
    { who: "D", words: `D's turn. It gets ${n} real points.`, lit: ["real", "real-D", "D"] },
    { who: "D", words: `It also gets ${n} fakes, which G has just made from noise.`, lit: ["z", "z-G", "G", "G-fake", "fake", "fake-D", "D"] },
    { who: "D", words: "D says how real each one looks.", lit: ["D", "D-said", "said"] },
    { who: "D", words: `The loss of D grows where it takes a fake for real, or a real point for fake${penalties ? ", and where it is too steep: that is the penalty" : ""}.`, lit: ["said", "said-dLoss", "dLoss"] },
    { who: "D", words: "For each of D's weights the gradient says which way the loss falls. D changes: watch the colours.", lit: ["dLoss", "dLoss-D", "D"], act: "d" },
    { who: "G", words: "G's turn. It makes new fakes from new noise.", lit: ["z", "z-G", "G", "G-fake", "fake"] },
    { who: "G", words: "D says how real they look. D itself does not change now.", lit: ["fake", "fake-D", "D", "D-said", "said"] },
    { who: "G", words: "The loss of G is small for fakes that D takes for real.", lit: ["said", "said-gLoss", "gLoss"] },
    { who: "G", words: "Its gradient flows back through D to every fake, which gives the arrows.", lit: ["gLoss", "gLoss-D", "D", "D-G", "fake"] },
    { who: "G", words: "G changes its weights so that its fakes follow the arrows.", lit: ["D-G", "G", "G-fake", "fake"], act: "g" },
  ]
}

/** So many steps from the start on, fakes with so small a part of the data's spread have collapsed. */
const [COLLAPSE_FROM, COLLAPSED] = [60, 0.35]
/** Logits so far apart, and half of all pulls below so little: D leaves G no gradient. */
const [SURE, NO_PULL] = [4, 0.003]

/** With all modes found and so many of the fakes on one, there is little left to learn. */
const DONE = 0.7

/** The length in the middle of all arrows. @param {Float32Array} arrows */
function median(arrows) {
  const far = Float32Array.from({ length: arrows.length / 2 }, (_, i) => Math.hypot(arrows[2 * i], arrows[2 * i + 1])).sort()
  return far[far.length >> 1]
}

/** @param {number} value */
const percent = (value) => `${(100 * value).toFixed(value > 0.985 && value < 1 ? 1 : 0)} %`

/**
 * What is to be seen, in one or two sentences.
 * @param {Settings} settings @param {number} step @param {Measured | null} measured @param {Record<string, number>} values
 * @param {string | null} broken @param {Float32Array | null} [arrows]
 */
export function caption(settings, step, measured, values, broken, arrows = null) {
  if (broken) return "A loss is no longer a number: training has diverged. Reset, and use a lower learning rate."
  const vae = settings.family === "vae"
  if (step === 0) return vae ? "Not trained yet: the decoder knows nothing about the data." : "Not trained yet: G puts all its fakes in one place, and D guesses. They have to spread until they lie like the blue points."
  if (!measured) return vae ? `The reconstructed digits are ${values["VAE/reconstruction"]?.toFixed(1) ?? "–"} nats off; their codes carry ${values["VAE/kl"]?.toFixed(1) ?? "–"} nats.` : "G draws digits from noise; D compares them with handwritten ones."
  const { modes, js, floor } = measured
  const left = outsideWords(measured.outside, vae ? "decoded points" : "fakes")
  const gone = left && ` ${left}.`
  if (step > COLLAPSE_FROM && measured.spread < COLLAPSED) return `Nearly all fakes are in one place, whatever the noise: that is mode collapse.${gone}`
  if (arrows && values["D/real"] - values["D/fake"] > SURE && median(arrows) < NO_PULL) return "D is so sure that most arrows have shrunk to dots: G gets no gradient and learns next to nothing."
  if (gone) return gone.trim()
  const who = vae ? "decoded points" : "fakes"
  if (!modes) {
    if (js < 4 * floor + 0.01) return `Done: the ${who} are distributed almost like the real points.`
    if (js > 0.45) return `The ${who} and the real points hardly overlap yet.`
    return js < 0.15 ? `The ${who} cover most of the shape.` : `The ${who} are moving towards the shape.`
  }
  const { numFound, counts, onModes } = modes
  const all = counts.length
  if (numFound === 0) return vae ? "No mode (cloud of real points) found yet." : "No mode (cloud of real points) found yet: the fakes are moving along the arrows."
  if (numFound < all) return `${vae ? "The VAE" : "G"} has found ${numFound} of ${all} modes (clouds of real points); the dashed rings have too few fakes so far. ${percent(onModes)} of the ${who} are on a mode.`
  const done = onModes > DONE ? `: ${vae ? "the VAE" : "G"} has done its task.` : `; the ${who} are still moving closer.`
  return `${all === 1 ? "The one mode is" : `All ${all} modes are`} found${done} ${percent(onModes)} of the ${who} are on a mode; for real points it would be ${percent(PERFECT_ON_MODES)}.`
}

export const NATS = "A nat is a unit of information, about 1.44 bits. A divergence of 0 nats means no difference. The fewer nats a reconstruction has, the closer it is; for points it may fall below 0."

/**
 * The same as the pictures, as rows of name, value and what would be perfect.
 * @param {{ settings: Settings, step: number, measured: Measured | null, values: Record<string, number>, rate: number, losses: Float32Array, predictions: { real: number[], fake: number[] } | null, parameters: { G: number, D: number } | null }} what
 * @returns {[string, string, string][]}
 */
export function twin({ settings, step, measured, values, rate, losses, predictions, parameters }) {
  const vae = settings.family === "vae"
  /** @type {[string, string, string][]} */
  const rows = [["Step", step.toLocaleString("en"), ""]]
  if (rate > 0) rows.push(["Steps per second", rate.toFixed(0), ""])
  if (measured?.modes) {
    const { covered, numFound, counts, onModes } = measured.modes
    const each = Math.round((2000 * PERFECT_ON_MODES) / counts.length)
    rows.push(["Modes found (at least a fifth of their share)", `${numFound} of ${counts.length}`, String(counts.length)])
    rows.push(["Modes with at least one fake", `${covered} of ${counts.length}`, String(counts.length)])
    rows.push(["Points on a mode", percent(onModes), percent(PERFECT_ON_MODES)])
    rows.push(["Points on each mode, of 2,000", counts.join(", "), `about ${each} each`])
  }
  if (measured) {
    rows.push(["JS divergence (nats)", measured.js.toFixed(3), measured.floor.toFixed(3)])
    rows.push(["KL(real || fake) (nats)", measured.kl.toFixed(2), measured.klFloor.toFixed(2)])
  }
  const names = { "D/loss": "Loss of D", "G/loss": "Loss of G", "D/real": "Mean logit of real", "D/fake": "Mean logit of fakes", "D/r1": "R1", "D/r2": "R2", "D/gradient_penalty": "Gradient penalty", "VAE/loss": "Loss", "VAE/reconstruction": "Reconstruction (nats)", "VAE/kl": "KL (nats)", "VAE/log_sigma": "Log sigma of the decoder" }
  for (const [key, title] of Object.entries(names)) if (values[key] !== undefined) rows.push([title, values[key].toFixed(3), ""])
  if (losses.length >= 6) {
    const [first, last] = [losses.subarray(0, 3), losses.subarray(losses.length - 3)]
    const named = vae ? ["Reconstruction", "KL"] : ["Loss of D", "Loss of G"]
    named.forEach((name, index) => rows.push([`${name}, from the first to the last step`, `${first[index + 1].toFixed(2)} to ${last[index + 1].toFixed(2)}`, ""]))
  }
  if (predictions) {
    const over = /** @param {number[]} bins */ (bins) => percent(bins.slice(6).reduce((sum, share) => sum + share, 0))
    rows.push(["Real points that D takes for real", over(predictions.real), "about half, at the end"])
    rows.push(["Fakes that D takes for real", over(predictions.fake), "about half, at the end"])
  }
  if (parameters) rows.push([vae ? "Parameters of decoder and encoder" : "Parameters of G and D", `${parameters.G.toLocaleString("en")} and ${parameters.D.toLocaleString("en")}`, ""])
  return rows
}
