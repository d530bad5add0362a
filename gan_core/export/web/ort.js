// A decoder that runs the generator in the page itself, by ONNX Runtime Web on one thread (two are slower here).
//
// Every decoder has: name, words, decode(z, y, count) -> {rgba, ms}, close(). z is (count, latentDim), y is
// (count, numClasses) or null, both Float32Array; rgba is count pictures; ms is what they took.
import { toRgba } from "./pixels.js"

/** Make the runtime ready. `ort` is its module; `files` says where its two other files are. */
export function prepare(ort, files) {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = "error"
  Object.assign(ort.env.wasm, files)
  return ort
}

/** A decoder of the ONNX file `model` (Uint8Array). Rejects when the runtime cannot take it. */
export async function openOrt(ort, model, shape) {
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] })
  let turn = Promise.resolve() // a session runs one thing at a time
  const run = async (z, y, count) => {
    const started = performance.now()
    const feeds = { z: new ort.Tensor("float32", z, [count, shape.latentDim]) }
    if (shape.numClasses) feeds.y = new ort.Tensor("float32", y, [count, shape.numClasses])
    const { x } = await session.run(feeds)
    const rgba = toRgba(x.data, count, shape)
    x.dispose?.()
    return { rgba, ms: performance.now() - started }
  }
  const decoder = {
    name: "ort",
    words: "in this page, by ONNX Runtime Web",
    decode(z, y, count) {
      const answer = turn.then(() => run(z, y, count))
      turn = answer.catch(() => {})
      return answer
    },
    close: () => turn.then(() => session.release()),
  }
  const dims = new Float32Array(shape.latentDim), label = new Float32Array(shape.numClasses || 0)
  await decoder.decode(dims, label, 1) // the first run is slow: not under the finger
  return decoder
}
