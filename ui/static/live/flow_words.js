// What the drawing of a flow says: pure, so that it can be tested without a browser.
import { unit } from "./bottleneck_words.js"

/**
 * @param {number | null} lost the newest loss of the velocity
 * @param {(number | null)[]} psnr of the leaps, from nearly all noise to nearly none
 */
export function flowWords(lost, psnr, points = false) {
  const what = points ? "point" : "picture"
  const task = `V is shown a ${what} mixed with noise and told which share t of it is ${what}; it says which way the ${what} lies.`
  if (lost === null) return task
  const now = `Its mean square error is ${lost.toFixed(3)}: not 0, since many ${what}s could lie behind the same noise.`
  const [far, near] = [psnr[0], psnr.at(-1)]
  if (points || far === null || far === undefined || near === null || near === undefined) return `${task} ${now}`
  return `${task} ${now} One leap from nearly all noise reaches a PSNR of ${unit(far, "dB")}: the mean of all that it could be; from nearly none, ${unit(near, "dB")}. So it draws in many small steps.`
}
