// node parity.mjs CASES.json: what the plane's engine makes of each case, as JSON on standard output.
import { readFileSync } from "node:fs"
import { Gan } from "../../../gan_core/web/plane/gan.js"
import { defaults } from "../../../gan_core/web/plane/settings.js"
import { Vae } from "../../../gan_core/web/plane/vae.js"

const fill = (matrix, rows) => rows.forEach((row, r) => row.forEach((value, c) => (matrix.values[r * matrix.stride + c] = value)))
const read = (matrix) =>
  Array.from({ length: matrix.rows }, (_, r) => Array.from(matrix.values.subarray(r * matrix.stride, r * matrix.stride + matrix.cols)))
const put = (network, layers) =>
  layers.forEach(({ W, b }, index) => {
    fill(network.layers[index].W, W)
    fill(network.layers[index].b, [b])
  })
const gradients = (network) => network.layers.map(({ gW, gb }) => ({ W: read(gW), b: read(gb)[0] }))
const weights = (network) => network.layers.map(({ W, b }) => ({ W: read(W), b: read(b)[0] }))
const dataOf = (dim) => ({ name: "case", dim, size: 1, values: new Float32Array(dim), centres: null, sigma: 0, labels: null })

function gan({ settings, x, fake, z, eps, G, D, simd }) {
  const game = new Gan({ ...defaults(), ...settings }, dataOf(x[0].length), { simd, sizes: settings.sizes })
  put(game.G, G)
  put(game.D, D)
  fill(game.real, x)
  fill(game.fake, fake)
  let next = 0
  game.D.clear()
  game.dGradients(() => eps[next++])
  const d = { values: { ...game.values }, gradients: gradients(game.D) }
  fill(game.z, z)
  game.G.clear()
  game.gGradients()
  return { d, g: { values: { ...game.values }, gradients: gradients(game.G) } }
}

function vae({ settings, step, x, eps, encoder, decoder, logSigma, simd }) {
  const game = new Vae({ ...defaults(), ...settings, family: "vae" }, dataOf(x[0].length), { simd, sizes: settings.sizes })
  put(game.encoder, encoder)
  put(game.G, decoder)
  game.step = step
  if (logSigma !== null) game.logSigma.values[0] = logSigma
  fill(game.x, x)
  fill(game.eps, eps)
  game.gradients()
  return { values: game.values, encoder: gradients(game.encoder), decoder: gradients(game.G), logSigma: game.byLogSigma.values[0] }
}

/** Several updates with the gradient 2 w - 1 of the weights w themselves. */
function adam({ settings, G, updates }) {
  const game = new Gan({ ...defaults(), ...settings }, dataOf(2), { sizes: settings.sizes })
  put(game.G, G)
  for (let n = 0; n < updates; n++) {
    game.G.layers.forEach(({ W, b, gW, gb }) => {
      for (const [from, to] of [
        [W, gW],
        [b, gb],
      ]) {
        fill(to, read(from).map((row) => row.map((value) => 2 * value - 1)))
      }
    })
    game.gAdam.update({ name: settings.optimiser, rate: settings.lr, beta1: settings.beta1 })
  }
  return weights(game.G)
}

const kinds = { gan, vae, adam }
const cases = JSON.parse(readFileSync(process.argv[2], "utf8"))
if (!cases.length) throw new Error("no cases")
process.stdout.write(JSON.stringify(cases.map((each) => kinds[each.kind](each))))
