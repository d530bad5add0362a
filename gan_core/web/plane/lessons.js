// Ready-made games, and games that are broken on purpose, each with its cause and its remedy.
import { defaults } from "./settings.js"

/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {{ name: string, title: string, words: string, change: Partial<Settings>, layers?: string[], mend?: { title: string, words: string, change: Partial<Settings> } }} Lesson */

/** @type {Lesson[]} */
export const READY = [
  { name: "ring", title: "GAN: ring of eight", words: "The classic: one cluster of fakes has to become eight.", change: {} },
  {
    name: "r3gan",
    title: "R3GAN: grid of 25",
    words: "A relativistic game, stabilised by R1 and R2, finds nearly all of 25 modes.",
    change: { data: "grid", objective: "relativistic", r1_gamma: 0.03, r2_gamma: 0.03, lr: 0.002, d_lr: 0.002, beta1: 0, g_width: 100, d_width: 100, g_layers: 3, d_layers: 3 },
  },
  {
    name: "wgan",
    title: "Wasserstein: two moons",
    words: "D is a critic here, with its slope held near 1: its arrows all have about the same length.",
    change: { data: "moons", objective: "wasserstein", gradient_penalty: 10, d_steps: 5, lr: 0.001, d_lr: 0.002 },
  },
  { name: "thread", title: "GAN: a line of noise", words: "Noise with one dimension is a line: G has to bend it along the whole circle.", change: { data: "circle", latent: "uniform1" }, layers: ["real", "fake", "heat", "manifold"] },
  { name: "vae", title: "VAE: two moons", words: "Each real point becomes an ellipse of codes; the decoder bends the latent plane onto the data.", change: { family: "vae", data: "moons", lr: 0.003, beta1: 0.9 }, layers: ["real", "fake", "modes", "joined", "manifold"] },
  { name: "digits-vae", title: "VAE: digits", words: "Every place on the map is a digit that the decoder draws. Move over it.", change: { family: "vae", data: "digits", g_width: 128, d_width: 128, lr: 0.002, beta1: 0.9 } },
  { name: "digits-gan", title: "GAN: digits", words: "G draws digits from two random numbers. Move over the map of its noise.", change: { data: "digits", batch_size: 64, g_layers: 3, g_width: 128, d_width: 128, lr: 0.002, d_lr: 0.001, objective: "relativistic", r1_gamma: 0.3, r2_gamma: 0.3, penalty_interval: 4, beta1: 0 } },
]

/** @type {Lesson[]} */
export const BROKEN = [
  {
    name: "collapse",
    title: "Mode collapse",
    words: "In every step G makes five large updates, D one small one. So D cannot keep up: all arrows point to the place that D currently favours, all fakes move there, D turns against it, and they move on.",
    change: { g_steps: 5, lr: 0.003, d_lr: 0.0003 },
    layers: ["heat", "real", "fake", "arrows", "field", "modes"],
    mend: { title: "Let D keep up", words: "The same learning rate for both, one update each, and a relativistic D that compares every fake with a real point, which counters mode dropping.", change: { objective: "relativistic", r1_gamma: 0.03, r2_gamma: 0.03, g_steps: 1, lr: 0.002, d_lr: 0.002 } },
  },
  {
    name: "oscillation",
    title: "Oscillation",
    words: "D is a straight slope here, so all arrows are the same. The fakes overshoot, D's slope turns round, and they circle around the data for ever: neither is wrong, and neither arrives.",
    change: { data: "one", objective: "wasserstein", optimiser: "sgd", lr: 0.03, d_lr: 0.03, d_layers: 0, g_layers: 0 },
    layers: ["heat", "real", "fake", "arrows", "field", "modes"],
    mend: { title: "Switch R1 on", words: "R1 makes D less steep around real points: the circle becomes an inward spiral.", change: { r1_gamma: 1 } },
  },
  {
    name: "strong-d",
    title: "D too strong",
    words: "D makes ten large updates in every step and is soon sure of everything. In the saturating game a confident D gives no gradient: on most fakes the arrow has shrunk to a dot, and G learns next to nothing from them.",
    change: { objective: "saturating", d_steps: 10, optimiser: "sgd", d_lr: 0.3, lr: 0.03 },
    layers: ["heat", "real", "fake", "arrows", "field", "modes"],
    mend: { title: "Calm D down", words: "One update of D for each update of G, R1 against steep slopes, and the non-saturating loss, whose arrows are longest where D is surest that a point is fake: watch them come back.", change: { objective: "non_saturating", optimiser: "adam", d_steps: 1, lr: 0.002, d_lr: 0.002, r1_gamma: 0.1 } },
  },
]

/** A lesson's settings, all others as at the start. @param {Lesson} lesson @returns {Settings} */
export const settingsOf = (lesson) => /** @type {Settings} */ ({ ...defaults(), ...lesson.change })
