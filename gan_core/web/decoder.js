// What draws pictures of latents. In the page, behind a WebSocket or through reruns: all of them look like this.

/**
 * What a decoder must know of a model. conditionWidth is how many numbers it is told besides z, 0 for none; where they
 * are a class's weights numClasses is as large, else 0.
 * @typedef {{ channels: number, size: number, latentDim: number, conditionWidth: number, numClasses: number }} Shape
 */
/**
 * Pictures as RGBA, one after the other, and what they took in ms; serverMs by the clock of the server that drew them.
 * @typedef {{ rgba: Uint8ClampedArray<ArrayBuffer>, ms: number, serverMs?: number }} Drawn
 */
/**
 * z is (count, latentDim), y is (count, conditionWidth) or null.
 * @typedef {(z: Float32Array, y: Float32Array | null, count: number) => Promise<Drawn>} Decode
 */
/**
 * `name` is for code, `words` say to a reader where it draws.
 * @typedef {{ name: string, words: string, decode: Decode, close(): void }} Decoder
 */
/**
 * A picture to start from, as Python sends it: its latent, and what else the model is told, if anything.
 * @typedef {{ z: number[], y: number[] | null }} Key
 */

/**
 * A function that does one thing after another, in the order asked for; a failure does not keep the next from its turn.
 * @returns {<T>(work: () => Promise<T>) => Promise<T>}
 */
export function inTurn() {
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve()
  return (work) => {
    const answer = turn.then(work)
    turn = answer.catch(() => {})
    return answer
  }
}

/**
 * The labels of `count` pictures as weights, in turn: class after class.
 * @param {number} count
 * @param {number} numClasses
 */
export function labelsInTurn(count, numClasses) {
  const weights = new Float32Array(count * numClasses)
  for (let picture = 0; picture < count; picture++) weights[picture * numClasses + (picture % numClasses)] = 1
  return weights
}

/**
 * The weights of one label.
 * @param {number} label
 * @param {number} numClasses
 */
export function oneHot(label, numClasses) {
  return Float32Array.from({ length: numClasses }, (_, index) => Number(index === label))
}
