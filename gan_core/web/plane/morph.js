// On the way: from one look to the next, and from noise to fakes.

const NOISE_SCALE = 0.5

/** Values on the way from one look to the next. @param {Float32Array} now @param {Float32Array | null | undefined} before @param {number} share */
export function between(now, before, share) {
  if (!before || before.length !== now.length || share >= 1) return now
  return now.map((value, index) => before[index] + (value - before[index]) * share)
}

/** Where noise lies while it becomes fakes: in the middle of the plane. @param {Float32Array} z @param {number} dim @param {number} count */
export function noisePlaces(z, dim, count) {
  const out = new Float32Array(2 * count)
  const stride = 4
  for (let i = 0; i < count; i++) {
    out[2 * i] = NOISE_SCALE * z[i * stride]
    out[2 * i + 1] = dim > 1 ? NOISE_SCALE * z[i * stride + 1] : 0
  }
  return out
}
