// The engine: kernels, gradients of gradients, and runs that a seed decides to the last bit.
import assert from "node:assert/strict"
import { test } from "node:test"
import { madeData } from "../../../gan_core/web/plane/data.js"
import { Gan } from "../../../gan_core/web/plane/gan.js"
import { Arena } from "../../../gan_core/web/plane/kernels.js"
import { probit } from "../../../gan_core/web/plane/latents.js"
import { cos, exp, expm1, log, sin, softplus, tanh } from "../../../gan_core/web/plane/maths.js"
import { Mlp } from "../../../gan_core/web/plane/mlp.js"
import { normNearOne, squaredNorm } from "../../../gan_core/web/plane/objectives.js"
import { Random } from "../../../gan_core/web/plane/random.js"
import { defaults } from "../../../gan_core/web/plane/settings.js"
import { Vae } from "../../../gan_core/web/plane/vae.js"

const SHAPES = [
  [128, 64, 64],
  [7, 3, 5],
  [1, 1, 1],
  [130, 2, 64],
  [131, 64, 1],
]
const fill = (matrix, rng) => {
  for (let r = 0; r < matrix.rows; r++) for (let c = 0; c < matrix.cols; c++) matrix.values[r * matrix.stride + c] = rng.normal()
}
const make = (settings) => {
  const all = { ...defaults(), ...settings }
  const data = madeData(String(all.data))
  return all.family === "vae" ? new Vae(all, data) : new Gan(all, data)
}
const weights = (game) => game.save().weights.map((each) => [...each])

test("WebAssembly is what runs here", () => assert.ok(new Arena(10).simd))

for (const [n, inner, cols] of SHAPES) {
  test(`kernels give the same bits with and without SIMD: ${n} x ${inner} x ${cols}`, () => {
    const results = [true, false].map((simd) => {
      const arena = new Arena(1e5, simd)
      const rng = new Random(3)
      const [a, b, out, bias, back] = [arena.matrix(n, inner), arena.matrix(inner, cols), arena.matrix(n, cols), arena.matrix(1, cols), arena.matrix(inner, cols)]
      for (const each of [a, b, bias]) fill(each, rng)
      arena.multiply(a, b, out, bias, n)
      arena.multiply(a, b, out, out, n)
      arena.addOuter(a, out, back, n)
      const quarter = out.values.length / 4
      arena.kernels.leakyBack(out.at, out.at, out.at, quarter, 0.3)
      arena.kernels.leaky(out.at, out.at, quarter, 0.2)
      arena.kernels.adam(b.at, back.at, b.at, back.at, b.values.length / 4, 0.9, 0.1, 0.99, 0.01, 1e-3, 3, 1e-8)
      return [out, b, back].map(({ values }) => [...new Uint32Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength))])
    })
    assert.deepEqual(results[0], results[1])
  })
}

test("a product is the sum of products", () => {
  const arena = new Arena(1000)
  const [a, b, out] = [arena.matrix(2, 3), arena.matrix(3, 2), arena.matrix(2, 2)]
  a.values.set([1, 2, 3], 0)
  a.values.set([4, 5, 6], 4)
  ;[[7, 8], [9, 10], [11, 12]].forEach((row, r) => b.values.set(row, 4 * r))
  arena.multiply(a, b, out, null, 2)
  assert.deepEqual([...out.values], [58, 64, 0, 0, 139, 154, 0, 0])
})

test("more than the arena holds is refused", () => assert.throws(() => new Arena(100).matrix(1000, 100), /the arena holds/))

for (const activation of ["leaky_relu", "relu", "tanh"]) {
  for (const [name, penalty] of Object.entries({ r1: squaredNorm, "gradient penalty": normNearOne })) {
    test(`the gradient of ${name} is that of finite differences: ${activation}`, () => {
      const arena = new Arena(1e5)
      const [n, weight] = [6, 0.7]
      const D = new Mlp(arena, [2, 9, 7, 5, 1], activation)
      D.initialise(new Random(4), "uniform")
      const [x, g, byG] = [arena.matrix(n, 2), arena.matrix(n, 2), arena.matrix(n, 2)]
      fill(x, new Random(5))
      const [tape, spare] = [D.tape(n), D.tape(n)]
      const value = () => {
        D.forward(tape, x, n)
        return weight * penalty(D.inputGradient(tape, g), byG, n, weight)
      }
      value()
      D.clear()
      D.penalise(tape, byG, spare)
      const found = [...D.gradients.values]
      const step = 1e-2
      let compared = 0
      for (let i = 0; i < found.length; i += 3) {
        const kept = D.weights.values[i]
        D.weights.values[i] = kept + step
        const above = value()
        D.weights.values[i] = kept - step
        const below = value()
        D.weights.values[i] = kept
        const expected = (above - below) / (2 * step)
        const jump = activation !== "tanh" && Math.abs(found[i] - expected) > 0.02 * Math.abs(expected) + 0.004 // a kink between
        if (jump) continue
        compared++
        assert.ok(Math.abs(found[i] - expected) <= 0.02 * Math.abs(expected) + 0.004, `${i}: ${found[i]} against ${expected}`)
      }
      assert.ok(compared > (activation === "tanh" ? 0.99 : 0.8) * (found.length / 3), `${compared} of ${found.length / 3}`)
    })
  }
}

const RUNS = {
  "a plain game": {},
  "a game with all penalties": { objective: "relativistic", r1_gamma: 0.03, r2_gamma: 0.03, gradient_penalty: 1, penalty_interval: 2, d_steps: 2 },
  "a game of tanh networks by SGD": { objective: "hinge", activation: "tanh", optimiser: "sgd", latent: "uniform1", r1_gamma: 0.1 },
  "a VAE": { family: "vae", data: "moons", beta1: 0.9 },
}
for (const [name, settings] of Object.entries(RUNS)) {
  test(`three and three steps through a saved state are six: ${name}`, () => {
    const [unbroken, first, second] = [make(settings), make(settings), make({ ...settings, seed: 1 })]
    for (let k = 0; k < 6; k++) unbroken.train()
    for (let k = 0; k < 3; k++) first.train()
    second.restore(first.save())
    for (let k = 0; k < 3; k++) second.train()
    assert.deepEqual(weights(second), weights(unbroken))
    assert.equal(second.step, 6)
  })

  test(`looking does not change training: ${name}`, () => {
    const [seen, unseen] = [make(settings), make(settings)]
    for (let k = 0; k < 4; k++) {
      seen.train()
      seen.look(new Set(["heat", "arrows", "field", "manifold", "joined"]))
      seen.shown(500)
      seen.decode([0, 0])
      unseen.train()
    }
    assert.deepEqual(weights(seen), weights(unseen))
  })

  test(`the run does not depend on SIMD: ${name}`, () => {
    const all = { ...defaults(), ...settings, batch_size: 16, g_width: 8, d_width: 8 }
    const games = [true, false].map((simd) => (all.family === "vae" ? new Vae(all, madeData("moons"), { simd }) : new Gan(all, madeData("ring"), { simd })))
    for (const game of games) for (let k = 0; k < 20; k++) game.train()
    assert.deepEqual(weights(games[0]), weights(games[1]))
  })
}

test("another seed is another run", () => assert.notDeepEqual(weights(make({ seed: 1 })), weights(make({ seed: 2 }))))

test("arrows are minus the gradient of G's own loss", () => {
  for (const objective of ["non_saturating", "saturating", "least_squares", "hinge", "wasserstein"]) {
    const game = make({ objective, activation: "tanh" })
    for (let k = 0; k < 30; k++) game.train()
    const place = game.arena.matrix(1, 2)
    const loss = (x, y) => {
      place.values.set([x, y])
      const logit = game.D.forward(game.dLook, place, 1).values[0]
      return game.game.g(Float32Array.of(0), Float32Array.of(logit), new Float32Array(1), new Float32Array(1), 1)
    }
    const step = 0.02
    const expected = [(loss(0.3 - step, 0.4) - loss(0.3 + step, 0.4)) / (2 * step), (loss(0.3, 0.4 - step) - loss(0.3, 0.4 + step)) / (2 * step)]
    place.values.set([0.3, 0.4])
    const [x, y] = game.pull(place, 1, new Float32Array(1))
    assert.ok(Math.hypot(x - expected[0], y - expected[1]) < 0.02 * Math.hypot(...expected) + 1e-3, objective)
  }
})

test("ring of eight: all eight modes by step 2,000", async () => {
  const { modes } = await import("../../../gan_core/web/plane/metrics.js")
  const game = make({})
  for (let k = 0; k < 2000; k++) game.train()
  const { centres, sigma } = game.data
  assert.equal(modes(game.shown(2000), centres, sigma).numFound, 8)
})

test("maths is that of Math", () => {
  for (let x = -30; x < 30; x += 0.0173) {
    for (const [own, its] of [[exp(x), Math.exp(x)], [tanh(x), Math.tanh(x)], [expm1(x), Math.expm1(x)]]) assert.ok(Math.abs(own - its) <= 1e-12 * Math.abs(its), `${x}: ${own} against ${its}`)
    for (const [own, its] of [[sin(x), Math.sin(x)], [cos(x), Math.cos(x)]]) assert.ok(Math.abs(own - its) < 1e-13, `${x}: ${own} against ${its}`)
    if (x > 0) assert.ok(Math.abs(log(x) - Math.log(x)) < 1e-14 * (1 + Math.abs(Math.log(x))))
    assert.ok(Math.abs(softplus(x) - (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))) < 1e-13)
  }
  assert.deepEqual([exp(-800), exp(800), log(0), log(-1), exp(NaN)], [0, Infinity, -Infinity, NaN, NaN])
})

test("random numbers are uniform, normal and the seed's own", () => {
  const rng = new Random(9)
  const normal = Float64Array.from({ length: 40000 }, () => rng.normal())
  const mean = normal.reduce((a, b) => a + b) / normal.length
  const std = Math.sqrt(normal.reduce((a, b) => a + (b - mean) ** 2, 0) / normal.length)
  assert.ok(Math.abs(mean) < 0.02 && Math.abs(std - 1) < 0.02)
  assert.ok(Math.abs(normal.filter((value) => Math.abs(value) < 1).length / normal.length - 0.6827) < 0.01)
  const uniform = Float64Array.from({ length: 40000 }, () => rng.uniform())
  assert.ok(Math.abs(uniform.reduce((a, b) => a + b) / uniform.length - 0.5) < 0.01 && Math.max(...uniform.slice(0, 999)) < 1)
  assert.deepEqual(Array.from({ length: 5 }, () => new Random(1).bits()), Array.from({ length: 5 }, () => new Random(1).bits()))
  assert.notEqual(new Random(1, 0).bits(), new Random(1, 1).bits())
})

test("quantiles of the normal distribution", () => {
  for (const [u, z] of [[0.5, 0], [0.975, 1.959963984540054], [0.01, -2.3263478740408408], [0.8413447460685429, 1]]) assert.ok(Math.abs(probit(u) - z) < 1e-9)
})
