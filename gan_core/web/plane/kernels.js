// The inner loops of the engine over one block of memory, by WebAssembly where there is SIMD, else in JavaScript.
//
// All is float32 and every sum has one order, so both ways give the same bits: a run does not depend on the browser.
import { wasmBytes } from "./wasm.js"

/**
 * Rows of floats; a row takes `stride` floats, a multiple of 4, and what lies beyond `cols` in it is always 0.
 * @typedef {{ at: number, rows: number, cols: number, stride: number, values: Float32Array }} Matrix
 */

/**
 * Pointers and strides are bytes, counts are floats; `cols` and the counts are multiples of 4.
 * @typedef {{
 *   gemm: (a: number, ars: number, aks: number, b: number, ldb: number, c: number, ldc: number, init: number,
 *     irs: number, rows: number, inner: number, cols: number) => void,
 *   leaky: (a: number, out: number, quarter: number, slope: number) => void,
 *   leakyBack: (a: number, u: number, out: number, quarter: number, slope: number) => void,
 *   adam: (p: number, g: number, m: number, v: number, quarter: number, beta1: number, rest1: number, beta2: number,
 *     rest2: number, rate: number, root: number, eps: number) => void,
 * }} Kernels
 */

/** The same four functions in JavaScript. @param {Float32Array} f the whole memory @returns {Kernels} */
export function plainKernels(f) {
  const { fround, sqrt } = Math
  return {
    gemm(a, ars, aks, b, ldb, c, ldc, init, irs, rows, inner, cols) {
      const row = new Float32Array(cols)
      for (let r = 0; r < rows; r++) {
        const from = (init + r * irs) >> 2
        for (let j = 0; j < cols; j++) row[j] = f[from + j]
        for (let k = 0; k < inner; k++) {
          const x = f[(a + r * ars + k * aks) >> 2]
          const w = (b + k * ldb) >> 2
          for (let j = 0; j < cols; j++) row[j] = row[j] + fround(x * f[w + j])
        }
        f.set(row, (c + r * ldc) >> 2)
      }
    },
    leaky(a, out, quarter, slope) {
      const s = fround(slope)
      for (let i = a >> 2, o = out >> 2, end = i + 4 * quarter; i < end; i++, o++) f[o] = Math.max(f[i], fround(f[i] * s))
    },
    leakyBack(a, u, out, quarter, slope) {
      const s = fround(slope)
      for (let n = 0, i = a >> 2, j = u >> 2, o = out >> 2; n < 4 * quarter; n++) {
        f[o + n] = f[i + n] > 0 ? f[j + n] : f[j + n] * s
      }
    },
    adam(p, g, m, v, quarter, beta1, rest1, beta2, rest2, rate, root, eps) {
      const [b1, c1, b2, c2] = [fround(beta1), fround(rest1), fround(beta2), fround(rest2)]
      const [lr, by, small] = [fround(rate), fround(root), fround(eps)]
      for (let n = 0, i = p >> 2, j = g >> 2, k = m >> 2, l = v >> 2; n < 4 * quarter; n++) {
        const grad = f[j + n]
        const first = fround(fround(f[k + n] * b1) + fround(grad * c1))
        const second = fround(fround(f[l + n] * b2) + fround(fround(grad * grad) * c2))
        f[k + n] = first
        f[l + n] = second
        f[i + n] = f[i + n] - fround(fround(first * lr) / fround(fround(fround(sqrt(second)) * by) + small))
      }
    },
  }
}

/** @type {WebAssembly.Module | null | undefined} */
let compiled

/** The compiled kernels, or null where the browser has no SIMD or no WebAssembly. */
function simdModule() {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(wasmBytes())
    } catch {
      compiled = null
    }
  }
  return compiled
}

const PAGE = 65536

/** One block of memory that all matrices of a game lie in, and the kernels that work on it. */
export class Arena {
  /** @param {number} floats room for so many numbers @param {boolean} [simd] false: plain JavaScript */
  constructor(floats, simd = true) {
    const pages = Math.ceil((4 * floats + 1024) / PAGE)
    const module = simd ? simdModule() : null
    /** @type {Kernels} */
    this.kernels
    if (module) {
      const memory = new WebAssembly.Memory({ initial: pages })
      this.floats = new Float32Array(memory.buffer)
      const instance = new WebAssembly.Instance(module, { m: { m: memory } })
      this.kernels = /** @type {Kernels} */ (/** @type {unknown} */ (instance.exports))
    } else {
      this.floats = new Float32Array((pages * PAGE) / 4)
      this.kernels = plainKernels(this.floats)
    }
    this.simd = Boolean(module)
    this.used = 256 // the first kilobyte stays 0: where a product starts from nothing
  }

  /** A block of zeros. @param {number} count floats, rounded up to 4 @returns {{ at: number, values: Float32Array }} */
  block(count) {
    const padded = (count + 3) & ~3
    const start = this.used
    this.used += padded
    if (this.used > this.floats.length) throw new RangeError(`the arena holds ${this.floats.length} floats, got ${this.used}`)
    return { at: 4 * start, values: this.floats.subarray(start, start + padded) }
  }

  /** A matrix of zeros. @param {number} rows @param {number} cols @returns {Matrix} */
  matrix(rows, cols) {
    const stride = (cols + 3) & ~3
    return { ...this.block(rows * stride), rows, cols, stride }
  }

  /**
   * out = init + A B for the first `rows` rows; init is a row (a bias), `out` itself (adding up) or null (nothing).
   * @param {Matrix} a @param {Matrix} b @param {Matrix} out @param {Matrix | null} init @param {number} rows
   */
  multiply(a, b, out, init, rows) {
    const [from, step] = init === out ? [out.at, 4 * out.stride] : [init ? init.at : 0, 0]
    this.kernels.gemm(a.at, 4 * a.stride, 4, b.at, 4 * b.stride, out.at, 4 * out.stride, from, step, rows, b.rows, b.stride)
  }

  /** out += A^T B over the first `rows` rows of both. @param {Matrix} a @param {Matrix} b @param {Matrix} out @param {number} rows */
  addOuter(a, b, out, rows) {
    const { gemm } = this.kernels
    gemm(a.at, 4, 4 * a.stride, b.at, 4 * b.stride, out.at, 4 * out.stride, out.at, 4 * out.stride, a.cols, rows, b.stride)
  }
}

/** `out` (cols x rows) becomes the transpose of `a`. @param {Matrix} a @param {Matrix} out */
export function transpose(a, out) {
  const [from, to] = [a.values, out.values]
  for (let r = 0; r < a.rows; r++) {
    for (let c = 0; c < a.cols; c++) to[c * out.stride + r] = from[r * a.stride + c]
  }
}
