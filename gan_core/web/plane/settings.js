// Every setting of a game: declared once, for the controls, the link and the engine. Names are gan_core's.
import { SOURCES } from "./data.js"
import { GAMES } from "./objectives.js"

/**
 * `family` says for which one it is there; `live` whether it may change while training; `log` spaces a slider evenly in
 * factors.
 * @typedef {{
 *   name: string, title: string, group: string, help: string, default: number | string, family?: "gan" | "vae",
 *   live?: boolean, choices?: [string, string][], least?: number, most?: number, step?: number, log?: boolean,
 *   steps?: number[],
 * }} Field
 * @typedef {Record<string, number | string>} Settings
 */

/** @type {[string, string][]} */
const DATA = [
  ...Object.entries(SOURCES).map(([name, { title }]) => /** @type {[string, string]} */ ([name, title])),
  ["drawn", "Your drawing"],
  ["table", "Your table"],
  ["digits", "Handwritten digits"],
]
const RATES = [0.0001, 0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.03, 0.1, 0.3]
const GAMMAS = [0, 0.001, 0.003, 0.006, 0.01, 0.03, 0.1, 0.3, 1, 3, 10]

/** @type {Field[]} */
export const FIELDS = [
  { name: "data", title: "Data", group: "data", help: "The real points: what G has to imitate.", default: "ring", choices: DATA },
  { name: "seed", title: "Seed", group: "data", help: "Determines every random number: the same seed gives the same run, in every browser.", default: 1, least: 0, most: 999999, step: 1 },
  { name: "family", title: "Model", group: "game", help: "A GAN is two networks that play against each other; a VAE is a network that compresses a sample to a few numbers and reconstructs it.", default: "gan", choices: [["gan", "GAN"], ["vae", "VAE"]] },
  { name: "objective", title: "Objective", group: "game", family: "gan", live: true, help: "What D and G each try to minimise. It determines where the arrows point.", default: "non_saturating", choices: Object.entries(GAMES).map(([name, { title }]) => [name, title]) },
  { name: "d_steps", title: "D updates per step", group: "game", family: "gan", live: true, help: "How many updates D gets per step.", default: 1, least: 1, most: 10, step: 1 },
  { name: "g_steps", title: "G updates per step", group: "game", family: "gan", live: true, help: "How many updates G gets per step.", default: 1, least: 1, most: 10, step: 1 },
  { name: "r1_gamma", title: "R1 gamma", group: "penalties", family: "gan", live: true, help: "Penalises steep changes of D around real points, which stabilises training; 0 is off (Mescheder et al. 2018).", default: 0, steps: GAMMAS },
  { name: "r2_gamma", title: "R2 gamma", group: "penalties", family: "gan", live: true, help: "The same penalty as R1, around fakes; 0 is off.", default: 0, steps: GAMMAS },
  { name: "gradient_penalty", title: "Gradient penalty", group: "penalties", family: "gan", live: true, help: "Pulls the slope of D between real and fake towards 1, which Wasserstein needs; 0 is off (Gulrajani et al. 2017).", default: 0, steps: [0, 0.1, 0.3, 1, 3, 10] },
  { name: "penalty_interval", title: "Penalty interval (updates)", group: "penalties", family: "gan", live: true, help: "Compute the penalties only once in this many updates of D, with their weight multiplied by the same number.", default: 1, steps: [1, 2, 4, 8, 16] },
  { name: "latent", title: "Noise z", group: "networks", help: "What G starts from: one or two random numbers, uniform or normally distributed.", default: "gaussian2", choices: [["gaussian2", "Gaussian, 2-D"], ["uniform2", "Uniform, 2-D"], ["gaussian1", "Gaussian, 1-D"], ["uniform1", "Uniform, 1-D"]] },
  { name: "g_layers", title: "G hidden layers", group: "networks", help: "More layers can bend space further. In a VAE this is the decoder.", default: 2, least: 0, most: 5, step: 1 },
  { name: "g_width", title: "G units per layer", group: "networks", help: "Wider layers hold more.", default: 64, steps: [1, 2, 4, 8, 16, 32, 64, 100, 128] },
  { name: "d_layers", title: "D hidden layers", group: "networks", help: "In a VAE this is the encoder.", default: 2, least: 0, most: 5, step: 1 },
  { name: "d_width", title: "D units per layer", group: "networks", help: "A D with few units draws only coarse boundaries.", default: 64, steps: [1, 2, 4, 8, 16, 32, 64, 100, 128] },
  { name: "activation", title: "Activation", group: "networks", help: "The nonlinearity between layers.", default: "leaky_relu", choices: [["leaky_relu", "LeakyReLU"], ["relu", "ReLU"], ["tanh", "tanh"]] },
  { name: "optimiser", title: "Optimiser", group: "optimiser", live: true, help: "Adam gives every weight its own step size; SGD follows the gradient directly.", default: "adam", choices: [["adam", "Adam"], ["sgd", "SGD"]] },
  { name: "lr", title: "G learning rate", group: "optimiser", live: true, help: "How far G moves in one update.", default: 0.001, steps: RATES },
  { name: "d_lr", title: "D learning rate", group: "optimiser", family: "gan", live: true, help: "How far D moves in one update.", default: 0.001, steps: RATES },
  { name: "beta1", title: "Adam beta 1", group: "optimiser", live: true, help: "Momentum. GANs train best with little: 0 or 0.5.", default: 0.5, steps: [0, 0.5, 0.9] },
  { name: "batch_size", title: "Batch size", group: "optimiser", help: "How many real points, and as many fakes, one update uses.", default: 128, steps: [16, 32, 64, 128, 256] },
  { name: "beta", title: "Beta", group: "game", family: "vae", live: true, help: "The weight of the KL: 1 is the true bound (Higgins et al. 2017).", default: 1, steps: [0, 0.1, 0.3, 1, 2, 4, 10] },
  { name: "kl_warmup_steps", title: "KL warm-up (steps)", group: "game", family: "vae", live: true, help: "Raise beta from 0 over this many steps at the start; 0 is off.", default: 0, steps: [0, 100, 300, 1000, 3000] },
  { name: "free_bits", title: "Free bits (nats per dimension)", group: "game", family: "vae", live: true, help: "How much information each latent dimension may carry at no cost; 0 is off.", default: 0, steps: [0, 0.1, 0.3, 1] },
]

export const FIELD = Object.fromEntries(FIELDS.map((field) => [field.name, field]))

/** The settings that a visitor begins with. @returns {Settings} */
export const defaults = () => Object.fromEntries(FIELDS.map((field) => [field.name, field.default]))

/** Whether a setting has a meaning in the game that these settings make. @param {Field} field @param {Settings} settings */
export function applies(field, settings) {
  if (field.family && field.family !== settings.family) return false
  if (field.name === "latent" && settings.family === "vae") return false
  if (field.name === "beta1") return settings.optimiser === "adam"
  return field.name !== "penalty_interval" || ["r1_gamma", "r2_gamma", "gradient_penalty"].some((name) => Number(settings[name]) > 0)
}

/** `value` as the field has it, or null where it is not allowed. @param {Field} field @param {unknown} value @returns {number | string | null} */
export function checked(field, value) {
  if (field.choices) return field.choices.some(([name]) => name === value) ? String(value) : null
  const number = Number(value)
  if (value === "" || value === null || !Number.isFinite(number)) return null
  if (field.steps) return field.steps.includes(number) ? number : null
  return number >= Number(field.least) && number <= Number(field.most) && Number.isInteger(number) ? number : null
}

/** Whether going from one to the other needs new networks. @param {Settings} before @param {Settings} after */
export const mustRestart = (before, after) => FIELDS.some((field) => !field.live && before[field.name] !== after[field.name])
