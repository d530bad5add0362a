// exp, log and their kin from +, -, *, / and sqrt alone: those of browsers differ in their last bit, and a run of a
// thousand steps would make a different picture of it.

const float = new Float64Array(1)
const halves = new Uint32Array(float.buffer)
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0
/** 1 / 13!, 1 / 12!, ..., 1 */
const TAYLOR = Float64Array.from({ length: 14 }, (_, n) => {
  let factorial = 1
  for (let k = 2; k <= 13 - n; k++) factorial *= k
  return 1 / factorial
})
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const { PI } = Math

/** e^x. @param {number} x */
export function exp(x) {
  if (!(x > -745)) return Number.isNaN(x) ? x : 0
  if (x > 709.7) return Infinity
  const k = Math.round(x * Math.LOG2E)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 0
  for (let n = 0; n < 14; n++) sum = sum * r + TAYLOR[n]
  if (k < -1022) return sum * power(k + 200) * power(-200)
  return k > 1023 ? sum * 2 * power(1023) : sum * power(k)
}

/** 2^k for k from -1022 to 1023. @param {number} k */
function power(k) {
  halves[HIGH] = (k + 1023) << 20
  halves[1 - HIGH] = 0
  return float[0]
}

/** The natural logarithm of x. @param {number} x */
export function log(x) {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  let k = 0
  if (x < 1e-300) {
    x *= 2 ** 60
    k = -60
  }
  float[0] = x
  const high = halves[HIGH]
  k += (high >>> 20) - 1023
  halves[HIGH] = (high & 0xfffff) | 0x3ff00000
  let m = float[0]
  if (m > Math.SQRT2) {
    m /= 2
    k++
  }
  const s = (m - 1) / (m + 1)
  const q = s * s
  let sum = 0
  for (let n = 23; n > 0; n -= 2) sum = 1 / n + q * sum
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW)
}

/** log(1 + x), exact for small x too. @param {number} x */
export function log1p(x) {
  const u = 1 + x
  return u === 1 ? x : (log(u) * x) / (u - 1)
}

/** log(1 + e^x). @param {number} x */
export const softplus = (x) => Math.max(x, 0) + log1p(exp(-Math.abs(x)))

/** 1 / (1 + e^-x). @param {number} x */
export function sigmoid(x) {
  const e = exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/** e^x - 1, with its digits near 0. @param {number} x */
export function expm1(x) {
  if (Math.abs(x) > 0.4) return exp(x) - 1
  let sum = 0
  for (let n = 16; n > 0; n--) sum = (x / n) * (1 + sum)
  return sum
}

/** The hyperbolic tangent. @param {number} x */
export function tanh(x) {
  const e = expm1(-2 * Math.abs(x))
  return x >= 0 ? -e / (2 + e) : e / (2 + e)
}

/** The sine of x radians. @param {number} x */
export function sin(x) {
  let r = x - 2 * PI * Math.round(x / (2 * PI))
  if (r > PI / 2) r = PI - r
  if (r < -PI / 2) r = -PI - r
  let sum = 1
  for (let n = 22; n > 0; n -= 2) sum = 1 - ((r * r) / (n * (n + 1))) * sum
  return r * sum
}

/** The cosine of x radians. @param {number} x */
export const cos = (x) => sin(x + PI / 2)
