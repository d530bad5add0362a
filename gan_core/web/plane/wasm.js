// The inner loops as WebAssembly with SIMD, put together at start: four floats at once, and no build step. What each
// function computes stands in kernels.js in plain JavaScript; both give the same bits, which a test demands.

const I32 = 0x7f
const F32 = 0x7d
const V128 = 0x7b
const VOID = 0x40

/** @param {number} value @returns {number[]} unsigned LEB128 */
function unsigned(value) {
  const bytes = []
  do {
    const low = value & 0x7f
    value >>>= 7
    bytes.push(value ? low | 0x80 : low)
  } while (value)
  return bytes
}

/** @param {number} value @returns {number[]} signed LEB128 */
function signed(value) {
  const bytes = []
  for (;;) {
    const low = value & 0x7f
    value >>= 7
    const done = (value === 0 && !(low & 0x40)) || (value === -1 && low & 0x40)
    bytes.push(done ? low : low | 0x80)
    if (done) return bytes
  }
}

/** @param {number[]} bytes */
const sized = (bytes) => [...unsigned(bytes.length), ...bytes]
/** @param {number[][]} items */
const vector = (items) => [...unsigned(items.length), ...items.flat()]
/** @param {string} text */
const named = (text) => sized([...text].map((letter) => letter.charCodeAt(0)))
/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...sized(content)]

/** @param {number} local */
const get = (local) => [0x20, ...unsigned(local)]
/** @param {number} local */
const set = (local) => [0x21, ...unsigned(local)]
/** @param {number} value */
const constant = (value) => [0x41, ...signed(value)]
const ADD = [0x6a]
const MUL = [0x6c]
const SUB = [0x6b]
/** @param {number} code */
const simd = (code) => [0xfd, ...unsigned(code)]
/** @param {number} [offset] */
const load = (offset = 0) => [...simd(0x00), 0, ...unsigned(offset)]
/** @param {number} [offset] */
const store = (offset = 0) => [...simd(0x0b), 0, ...unsigned(offset)]
const LOAD_SPLAT = [...simd(0x09), 2, 0]
const F32_SPLAT = simd(0x13)
const F32X4 = {
  add: simd(0xe4),
  sub: simd(0xe5),
  mul: simd(0xe6),
  div: simd(0xe7),
  sqrt: simd(0xe3),
  max: simd(0xe9),
  gt: simd(0x44),
}
const BITSELECT = simd(0x52)
const ZERO = [...simd(0x0c), ...new Array(16).fill(0)]

/** local += by. @param {number} local @param {number[]} by */
const grow = (local, by) => [...get(local), ...by, ...ADD, ...set(local)]
/** While the unsigned local is at least `least`. @param {number} local @param {number} least @param {number[]} body */
const whileAtLeast = (local, least, body) => [
  ...[0x02, VOID, 0x03, VOID],
  ...get(local),
  ...constant(least),
  ...[0x49, 0x0d, 1], // i32.lt_u, br_if out
  ...body,
  ...[0x0c, 0, 0x0b, 0x0b],
]
/** At least once, until the local is 0. @param {number} local @param {number[]} body */
const countDown = (local, body) => [
  ...[0x03, VOID],
  ...body,
  ...get(local),
  ...constant(1),
  ...SUB,
  ...[0x22, ...unsigned(local)], // local.tee
  ...[0x0d, 0, 0x0b],
]

/** @param {[number, number][]} locals count and type @param {number[]} body */
const code = (locals, body) => sized([...vector(locals.map(([count, type]) => [...unsigned(count), type])), ...body, 0x0b])

/** C = init + A B, as kernels.js says it. Four rows and eight columns are in the registers at a time. */
function gemm() {
  const [a, ars, aks, b, ldb, c, ldc, init, irs, rows, inner, cols] = Array.from({ length: 12 }, (_, index) => index)
  const [j, k, bcol, ccol, icol, pb, walk] = [12, 13, 14, 15, 16, 17, 18]
  const row = [19, 20, 21, 22]
  const b0 = 23
  const splat = 25
  /** @param {number} x @param {number} y */
  const acc = (x, y) => 26 + 2 * x + y

  /** @param {number} high @param {number} wide */
  const tile = (high, wide) => {
    const xs = Array.from({ length: high }, (_, x) => x)
    const ys = Array.from({ length: wide }, (_, y) => y)
    const begin = [...get(icol), ...set(walk)]
    for (const x of xs) {
      for (const y of ys) begin.push(...get(walk), ...load(16 * y), ...set(acc(x, y)))
      begin.push(...grow(walk, get(irs)))
      begin.push(...(x ? [...get(row[x - 1]), ...get(ars), ...ADD] : get(a)), ...set(row[x]))
    }
    const step = ys.flatMap((y) => [...get(pb), ...load(16 * y), ...set(b0 + y)])
    for (const x of xs) {
      step.push(...get(row[x]), ...LOAD_SPLAT, ...set(splat))
      for (const y of ys) {
        step.push(...get(acc(x, y)), ...get(splat), ...get(b0 + y), ...F32X4.mul, ...F32X4.add, ...set(acc(x, y)))
      }
      step.push(...grow(row[x], get(aks)))
    }
    step.push(...grow(pb, get(ldb)))
    const end = [...get(ccol), ...set(walk)]
    for (const x of xs) {
      for (const y of ys) end.push(...get(walk), ...get(acc(x, y)), ...store(16 * y))
      end.push(...grow(walk, get(ldc)))
    }
    return [...begin, ...get(bcol), ...set(pb), ...get(inner), ...set(k), ...countDown(k, step), ...end]
  }

  /** @param {number} high */
  const band = (high) => {
    const across = /** @param {number} wide */ (wide) => [
      ...tile(high, wide),
      ...[bcol, ccol, icol].flatMap((local) => grow(local, constant(16 * wide))),
      ...grow(j, constant(-4 * wide)),
    ]
    return whileAtLeast(rows, high, [
      ...[...get(cols), ...set(j), ...get(b), ...set(bcol), ...get(c), ...set(ccol), ...get(init), ...set(icol)],
      ...whileAtLeast(j, 8, across(2)),
      ...whileAtLeast(j, 4, across(1)),
      ...[
        [a, ars],
        [c, ldc],
        [init, irs],
      ].flatMap(([local, by]) => grow(local, [...get(by), ...constant(high), ...MUL])),
      ...grow(rows, constant(-high)),
    ])
  }
  return code(
    [
      [11, I32],
      [11, V128],
    ],
    [...band(4), ...band(1)],
  )
}

/** out = max(a, slope a): (a, out, count / 4, slope). */
function leaky() {
  const step = [...get(1), ...get(0), ...load(), ...[0x22, 4], ...get(4), ...get(5), ...F32X4.mul, ...F32X4.max, ...store()]
  return code([[2, V128]], [...get(3), ...F32_SPLAT, ...set(5), ...countDown(2, [...step, ...next(0, 1)])])
}

/** out = u where a > 0, slope u elsewhere: (a, u, out, count / 4, slope). */
function leakyBack() {
  const [a, u, out, count, slope, value, zero, slopes] = [0, 1, 2, 3, 4, 5, 6, 7]
  const step = [
    ...[...get(out), ...get(u), ...load(), ...[0x22, value], ...get(value), ...get(slopes), ...F32X4.mul],
    ...[...get(a), ...load(), ...get(zero), ...F32X4.gt, ...BITSELECT, ...store()],
  ]
  return code(
    [[3, V128]],
    [...get(slope), ...F32_SPLAT, ...set(slopes), ...ZERO, ...set(zero), ...countDown(count, [...step, ...next(a, u, out)])],
  )
}

/** One update of Adam: (p, g, m, v, count / 4, beta1, 1 - beta1, beta2, 1 - beta2, rate, 1 / root of correction, eps). */
function adam() {
  const [p, g, m, v, count] = [0, 1, 2, 3, 4]
  const [grad, first, second] = [12, 13, 14]
  const splats = Array.from({ length: 7 }, (_, index) => 15 + index)
  const [b1, c1, b2, c2, rate, root, eps] = splats
  const ready = splats.flatMap((local, index) => [...get(5 + index), ...F32_SPLAT, ...set(local)])
  const step = [
    ...[...get(g), ...load(), ...set(grad)],
    ...[...get(m), ...load(), ...get(b1), ...F32X4.mul, ...get(grad), ...get(c1), ...F32X4.mul, ...F32X4.add, ...set(first)],
    ...[...get(v), ...load(), ...get(b2), ...F32X4.mul],
    ...[...get(grad), ...get(grad), ...F32X4.mul, ...get(c2), ...F32X4.mul, ...F32X4.add, ...set(second)],
    ...[...get(m), ...get(first), ...store(), ...get(v), ...get(second), ...store()],
    ...[...get(p), ...get(p), ...load(), ...get(first), ...get(rate), ...F32X4.mul],
    ...[...get(second), ...F32X4.sqrt, ...get(root), ...F32X4.mul, ...get(eps), ...F32X4.add],
    ...[...F32X4.div, ...F32X4.sub, ...store()],
  ]
  return code([[10, V128]], [...ready, ...countDown(count, [...step, ...next(p, g, m, v)])])
}

/** The pointers one vector further. @param {...number} locals */
const next = (...locals) => locals.flatMap((local) => grow(local, constant(16)))

/** The module's bytes: it imports `m.m`, a memory, and exports gemm, leaky, leakyBack and adam. */
export function wasmBytes() {
  const parts = [
    { name: "gemm", types: new Array(12).fill(I32), body: gemm() },
    { name: "leaky", types: [I32, I32, I32, F32], body: leaky() },
    { name: "leakyBack", types: [I32, I32, I32, I32, F32], body: leakyBack() },
    { name: "adam", types: [...new Array(5).fill(I32), ...new Array(7).fill(F32)], body: adam() },
  ]
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(parts.map(({ types }) => [0x60, ...vector(types.map((type) => [type])), 0]))),
    ...section(2, vector([[...named("m"), ...named("m"), 2, 0, 1]])),
    ...section(3, vector(parts.map((_, index) => [index]))),
    ...section(7, vector(parts.map(({ name }, index) => [...named(name), 0, index]))),
    ...section(10, vector(parts.map(({ body }) => body))),
  ])
}
