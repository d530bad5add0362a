// Real samples for a network, drawn with replacement.

/** @typedef {import("./kernels.js").Matrix} Matrix */

/** Rows drawn at random into the first `count` rows of `out`. @param {import("./data.js").DataSet} data @param {import("./random.js").Random} rng @param {Matrix} out @param {number} count */
export function drawReal(data, rng, out, count) {
  const { dim, values } = data
  for (let r = 0; r < count; r++) {
    const from = rng.below(data.size) * dim
    for (let c = 0; c < dim; c++) out.values[r * out.stride + c] = values[from + c]
  }
}

/** Rows `first` to `first + count` of a matrix, sharing its memory. @param {Matrix} matrix @param {number} first @param {number} count @returns {Matrix} */
export function rowsOf(matrix, first, count) {
  const { stride } = matrix
  const values = matrix.values.subarray(first * stride, (first + count) * stride)
  return { ...matrix, at: matrix.at + 4 * first * stride, rows: count, values }
}

/** The first column of the first `count` rows. @param {Matrix} matrix @param {number} count @param {Float32Array} out */
export function columnOf(matrix, count, out) {
  for (let r = 0; r < count; r++) out[r] = matrix.values[r * matrix.stride]
  return out
}

/** A matrix without the room between its rows. @param {Matrix} matrix @param {number} count @returns {Float32Array} */
export function packed(matrix, count) {
  const out = new Float32Array(count * matrix.cols)
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < matrix.cols; c++) out[r * matrix.cols + c] = matrix.values[r * matrix.stride + c]
  }
  return out
}
