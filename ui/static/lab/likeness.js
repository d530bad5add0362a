// How far pictures are from others, in dB.

/** @typedef {ArrayLike<number>} Row RGBA pictures of `size` pixels a side, one after the other */

/**
 * PSNR of picture `index` of two rows: 10 log10(255^2 / mean square error).
 * @param {Row} a
 * @param {Row} b
 * @param {number} index
 * @param {number} size
 */
export function psnr(a, b, index, size) {
  let sum = 0
  const area = size * size
  for (let pixel = index * area; pixel < (index + 1) * area; pixel++)
    for (let colour = 0; colour < 3; colour++) sum += (a[4 * pixel + colour] - b[4 * pixel + colour]) ** 2
  return sum ? 10 * Math.log10((255 * 255 * 3 * area) / sum) : Infinity
}

/**
 * The mean over the pictures that differ at all; Infinity where none does.
 * @param {Row} a
 * @param {Row} b
 * @param {number} count
 * @param {number} size
 */
export function meanPsnr(a, b, count, size) {
  const levels = Array.from({ length: count }, (_, index) => psnr(a, b, index, size)).filter(Number.isFinite)
  return levels.length ? levels.reduce((sum, each) => sum + each, 0) / levels.length : Infinity
}
