// What the drawing of a VAE says, and where a code stands in its plane: pure, so that it can be tested without a browser.

const REACH = 3 // standard deviations of the prior from the middle to the edge

/**
 * @param {number | null | undefined} number
 * @param {string} of
 */
export function unit(number, of) {
  if (number === null || number === undefined) return "–"
  return [number >= 100 ? number.toFixed(0) : number.toFixed(1), of].filter(Boolean).join(" ")
}

/**
 * The ellipse of a code in a square of that size: its middle is mu, its radii sigma. None where a number is missing.
 * @param {(number | null)[]} mu
 * @param {(number | null)[]} sigma
 * @param {number} size
 * @param {number} deviation the standard deviation that the square shows three of, in both directions
 */
export function ellipse(mu, sigma, size, deviation = 1) {
  const [x, y = 0] = mu, [across, down = 0] = sigma ?? []
  if (x === null || y === null || across === null || down === null || across === undefined) return []
  const scale = size / (2 * REACH * deviation), inside = (/** @type {number} */ at) => Math.max(2, Math.min(size - 2, at)).toFixed(1)
  return [{ x: inside(size / 2 + x * scale), y: inside(size / 2 - y * scale), across: (across * scale).toFixed(1), down: (down * scale).toFixed(1) }]
}

/**
 * An autoencoder's, which has neither spread nor prior.
 * @param {number | null} error of reconstruction, squared, of a whole sample
 * @param {number | null} length of a code, squared and halved
 */
export function autoencoderWords(error, length, points = false) {
  const task = "The encoder turns each input into a code z, without noise, and the decoder rebuilds the input from z alone."
  if (error === null || length === null) return task
  return `${task} Now the squared error of a ${points ? "point" : "picture"} is ${unit(error, "")} and half the squared length of a code ${unit(length, "")}: it learns to make both small, and the decoder's weights too.`
}

/**
 * @param {number | null} lost nats of reconstruction
 * @param {number | null} carried nats of KL
 */
export function bottleneckWords(lost, carried, points = false) {
  const what = points ? "point" : "picture"
  const task = "The encoder turns each input into a mean μ and a spread σ; z is drawn from there, and the decoder rebuilds the input from z alone."
  if (lost === null || carried === null) return task
  return `${task} Now z carries ${unit(carried, "nats")} a ${what}, and ${unit(lost, "nats")} are lost on the way: it learns to make both small.`
}
