// The games of gan_core.objectives: each gives its loss and the loss's gradient by every logit, which is all that the
// networks need. Names, formulas and weights are gan_core's; a test compares both.
import { exp, log1p, sigmoid, softplus } from "./maths.js"

/**
 * Both write the gradient by logit i into `byReal[i]` and `byFake[i]` and return the loss, a mean over n samples.
 * @typedef {(real: Float32Array, fake: Float32Array, byReal: Float32Array, byFake: Float32Array, n: number) => number} Loss
 * @typedef {{ title: string, about: string, d: Loss, g: Loss, relativistic: boolean }} Game
 */

/** A loss that is the mean of one term a sample. @param {(real: number, fake: number) => number} term @param {(real: number, fake: number) => number} slopeReal @param {(real: number, fake: number) => number} slopeFake @returns {Loss} */
function mean(term, slopeReal, slopeFake) {
  return (real, fake, byReal, byFake, n) => {
    let sum = 0
    for (let i = 0; i < n; i++) {
      sum += term(real[i], fake[i])
      byReal[i] = slopeReal(real[i], fake[i]) / n
      byFake[i] = slopeFake(real[i], fake[i]) / n
    }
    return sum / n
  }
}

const nought = () => 0

/** -log D(x) - log(1 - D(G(z))). Goodfellow et al. 2014, arxiv.org/abs/1406.2661 */
const entropyD = mean(
  (real, fake) => softplus(-real) + softplus(fake),
  (real) => -sigmoid(-real),
  (_, fake) => sigmoid(fake),
)

/** @type {Record<string, Game>} */
export const GAMES = {
  non_saturating: {
    title: "Non-saturating",
    about: "The first GAN's game: D says how likely it is that a sample is real, and G tries to raise that for its fakes.",
    d: entropyD,
    g: mean((_, fake) => softplus(-fake), nought, (_, fake) => -sigmoid(-fake)),
    relativistic: false,
  },
  saturating: {
    title: "Saturating (minimax)",
    about: "The game that the theory analyses: once D is confident, G learns next to nothing.",
    d: entropyD,
    g: mean((_, fake) => -softplus(fake), nought, (_, fake) => -sigmoid(fake)),
    relativistic: false,
  },
  least_squares: {
    title: "Least squares",
    about: "D aims at 1 for real and 0 for fake; even an obvious fake still gets a gradient.",
    d: mean((real, fake) => 0.5 * (real - 1) ** 2 + 0.5 * fake ** 2, (real) => real - 1, (_, fake) => fake),
    g: mean((_, fake) => 0.5 * (fake - 1) ** 2, nought, (_, fake) => fake - 1),
    relativistic: false,
  },
  hinge: {
    title: "Hinge",
    about: "D stops pushing once it is right by a margin of 1.",
    d: mean(
      (real, fake) => Math.max(0, 1 - real) + Math.max(0, 1 + fake),
      (real) => (real < 1 ? -1 : 0),
      (_, fake) => (fake > -1 ? 1 : 0),
    ),
    g: mean((_, fake) => -fake, nought, () => -1),
    relativistic: false,
  },
  wasserstein: {
    title: "Wasserstein",
    about: "D measures a distance that falls as fakes improve; it needs a gradient penalty.",
    d: mean((real, fake) => fake - real, () => -1, () => 1),
    g: mean((_, fake) => -fake, nought, () => -1),
    relativistic: false,
  },
  relativistic: {
    title: "Relativistic (R3GAN)",
    about: "D compares each fake with a real sample, which counters mode dropping.",
    d: mean((real, fake) => softplus(fake - real), (real, fake) => -sigmoid(fake - real), (real, fake) => sigmoid(fake - real)),
    g: mean((real, fake) => softplus(real - fake), nought, (real, fake) => -sigmoid(real - fake)),
    relativistic: true,
  },
}

/** How real a logit says a sample is, 0 to 1: what the game's D aims at for fake is 0, for real 1, and the middle 0.5. @param {string} name @param {number} logit @param {number} middle of the logits, where the game itself has none */
export function opinion(name, logit, middle) {
  if (name === "least_squares") return Math.min(1, Math.max(0, logit))
  if (name === "hinge") return Math.min(1, Math.max(0, (logit + 1) / 2))
  return sigmoid(name === "wasserstein" || name === "relativistic" ? logit - middle : logit)
}

/**
 * The mean of ||g||^2 over the rows of `g`, and its gradient times `weight` into `byG`. R1 and R2.
 * @param {import("./kernels.js").Matrix} g @param {import("./kernels.js").Matrix} byG @param {number} n @param {number} weight
 */
export function squaredNorm(g, byG, n, weight) {
  let sum = 0
  for (let i = 0; i < n * g.stride; i++) {
    sum += g.values[i] * g.values[i]
    byG.values[i] = (2 * weight * g.values[i]) / n
  }
  return sum / n
}

/**
 * The mean of (||g|| - 1)^2 over the rows of `g`, and its gradient times `weight` into `byG`. Gulrajani et al. 2017.
 * @param {import("./kernels.js").Matrix} g @param {import("./kernels.js").Matrix} byG @param {number} n @param {number} weight
 */
export function normNearOne(g, byG, n, weight) {
  let sum = 0
  for (let r = 0; r < n; r++) {
    let square = 0
    for (let c = r * g.stride; c < (r + 1) * g.stride; c++) square += g.values[c] * g.values[c]
    const norm = Math.sqrt(square)
    sum += (norm - 1) ** 2
    const by = norm > 0 ? (2 * weight * (norm - 1)) / (norm * n) : 0
    for (let c = r * g.stride; c < (r + 1) * g.stride; c++) byG.values[c] = by * g.values[c]
  }
  return sum / n
}

/**
 * -log N(x; mean, sigma^2) summed over values, averaged over n samples: loss, gradient by log sigma; that by the mean
 * goes into `out`. Rybkin et al. 2021, arxiv.org/abs/2006.13202
 * @param {import("./kernels.js").Matrix} means @param {import("./kernels.js").Matrix} x @param {number} logSigma
 * @param {import("./kernels.js").Matrix} out @param {number} n
 */
export function gaussianNll(means, x, logSigma, out, n) {
  const precision = exp(-logSigma)
  const constant = logSigma + 0.5 * LOG_TWO_PI
  let [loss, byLogSigma] = [0, 0]
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < means.cols; c++) {
      const scaled = (x.values[r * x.stride + c] - means.values[r * means.stride + c]) * precision
      loss += 0.5 * scaled * scaled + constant
      byLogSigma += 1 - scaled * scaled
      out.values[r * out.stride + c] = (-scaled * precision) / n
    }
  }
  return { loss: loss / n, byLogSigma: byLogSigma / n }
}

const LOG_TWO_PI = 1.8378770664093453

/**
 * -log p(x | z) of logits, summed over values, averaged over n samples; x in [-1, 1] is read as the chance (x + 1) / 2.
 * The gradient by the logits goes into `out`. Kingma and Welling 2014, arxiv.org/abs/1312.6114
 * @param {import("./kernels.js").Matrix} logits @param {import("./kernels.js").Matrix} x
 * @param {import("./kernels.js").Matrix} out @param {number} n
 */
export function bernoulliNll(logits, x, out, n) {
  let loss = 0
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < logits.cols; c++) {
      const value = logits.values[r * logits.stride + c]
      const chance = (x.values[r * x.stride + c] + 1) / 2
      const e = exp(-Math.abs(value))
      loss += Math.max(value, 0) + log1p(e) - value * chance
      out.values[r * out.stride + c] = ((value >= 0 ? 1 / (1 + e) : e / (1 + e)) - chance) / n
    }
  }
  return loss / n
}
