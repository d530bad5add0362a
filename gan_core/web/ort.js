// A decoder that runs the generator in the page itself, by ONNX Runtime Web on one thread (two are slower here).
import { inTurn } from "./decoder.js"
import { toRgba } from "./pixels.js"

/** @import { Decode, Decoder, Shape } from "./decoder.js" */
/** @typedef {typeof import("onnxruntime-web")} Ort */
/** @typedef {import("onnxruntime-web").InferenceSession} Session */
/** @typedef {{ wasmBinary?: Uint8Array<ArrayBuffer>, wasmPaths: { mjs: string, wasm?: string } }} RuntimeFiles */

/**
 * Make the runtime ready. `ort` is its module; `files` says where its two other files are.
 * @param {Ort} ort
 * @param {RuntimeFiles} files
 */
export function prepare(ort, files) {
  ort.env.wasm.numThreads = 1
  ort.env.logLevel = "error"
  Object.assign(ort.env.wasm, files)
  return ort
}

/**
 * @param {Ort} ort
 * @param {Uint8Array} model an ONNX file
 */
export const openSession = (ort, model) => ort.InferenceSession.create(model, { executionProviders: ["wasm"] })

/**
 * What a generator's session takes.
 * @param {Ort} ort
 * @param {Pick<Shape, "latentDim" | "conditionWidth">} shape
 * @param {Float32Array} z
 * @param {Float32Array | null} y
 * @param {number} count
 */
export function feeds(ort, { latentDim, conditionWidth }, z, y, count) {
  const latents = { z: new ort.Tensor("float32", z, [count, latentDim]) }
  return conditionWidth && y ? { ...latents, y: new ort.Tensor("float32", y, [count, conditionWidth]) } : latents
}

/**
 * A decoder of the ONNX file `model`. Rejects when the runtime cannot take it.
 * @param {Ort} ort
 * @param {Uint8Array} model
 * @param {Shape} shape
 * @returns {Promise<Decoder>}
 */
export async function openOrt(ort, model, shape) {
  const session = await openSession(ort, model), queue = inTurn() // a session runs one thing at a time
  /** @type {Decode} */
  const draw = async (z, y, count) => {
    const started = performance.now()
    const { x } = await session.run(feeds(ort, shape, z, y, count))
    const rgba = toRgba(/** @type {Float32Array} */ (x.data), count, shape)
    x.dispose?.()
    return { rgba, ms: performance.now() - started }
  }
  const decoder = {
    name: "ort",
    words: "in this page, by ONNX Runtime Web",
    /** @type {Decode} */
    decode: (z, y, count) => queue(() => draw(z, y, count)),
    close() {
      queue(() => session.release())
    },
  }
  await decoder.decode(new Float32Array(shape.latentDim), new Float32Array(shape.conditionWidth), 1) // the first run is slow: not under the finger
  return decoder
}
