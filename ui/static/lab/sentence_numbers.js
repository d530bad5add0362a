// Sums of embeddings, and what two rows of pictures differ by.

/**
 * (1 - share) a + share b.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {number} share
 */
export const between = (a, b, share) => a.map((value, index) => value + share * (b[index] - value))

/**
 * a - b + c.
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @param {Float32Array} c
 */
export const sum = (a, b, c) => a.map((value, index) => value - b[index] + c[index])

/**
 * The same numbers for each of `count` pictures, one row after the other.
 * @param {Float32Array} y
 * @param {number} count
 */
export function repeated(y, count) {
  const all = new Float32Array(count * y.length)
  for (let picture = 0; picture < count; picture++) all.set(y, picture * y.length)
  return all
}

/**
 * How far two rows of RGBA pictures differ in each pixel: the mean over the colours, 0 to 1.
 * @param {Uint8ClampedArray} a
 * @param {Uint8ClampedArray} b
 */
export function difference(a, b) {
  const found = new Float32Array(a.length / 4)
  for (let pixel = 0; pixel < found.length; pixel++) {
    let far = 0
    for (let colour = 0; colour < 3; colour++) far += Math.abs(a[4 * pixel + colour] - b[4 * pixel + colour])
    found[pixel] = far / (3 * 255)
  }
  return found
}

const STRONG = 2.5 // a difference of 0.4 is left as clear as any
const DIM = 205 // of 255: what does not differ

/**
 * A veil over what does not differ, so that what does stands out: RGBA, see-through where the differences are large.
 * @param {Float32Array} values differences, 0 to 1
 */
export function veil(values) {
  const rgba = new Uint8ClampedArray(4 * values.length)
  for (const [pixel, value] of values.entries()) rgba[4 * pixel + 3] = DIM * (1 - Math.min(1, STRONG * value))
  return rgba
}

/**
 * The sentence without its word `index`, or with another in its place.
 * @param {string[]} words
 * @param {number} index
 */
export function changed(words, index, other = "") {
  return words.toSpliced(index, 1, ...(other ? [other] : [])).join(" ")
}

/**
 * What a line holds after a word was chosen that goes on with it; a word that was begun is finished.
 * @param {string} line
 * @param {string} word
 */
export function goneOn(line, word) {
  const begun = /\S*$/.exec(line)?.[0] ?? ""
  const kept = begun && word.startsWith(begun.toLowerCase()) ? line.slice(0, line.length - begun.length) : line
  return `${kept}${kept && !/\s$/.test(kept) ? " " : ""}${word} `
}
