// The best decoder there is. The server's answers first, because it is there at once; the page takes over as soon as
// its own runtime stands; a fragment serves where neither gets through.
import { reason } from "../../../gan_core/web/dom.js"
import { openOrt, prepare } from "../../../gan_core/web/ort.js"
import { FragmentDecoder } from "./fragment.js"
import { revive } from "./revive.js"
import { openSocket } from "./socket.js"

/** @import { Url } from "../mount.js" */
/** @import { Decode, Decoder, Shape } from "../../../gan_core/web/decoder.js" */
/** @import { Ort } from "../../../gan_core/web/ort.js" */
/** @import { Answer, Ask } from "./fragment.js" */
/**
 * What is drawn, and how: `runtime` is where ONNX Runtime Web is, or ""; `backend` is "auto" or one by name.
 * @typedef {{ model: string, fingerprint: string, shape: Shape, runtime: string, backend: string }} Source
 */
/**
 * @typedef {Object} Heard
 * @property {Ask} ask tells Python what a fragment is to draw
 * @property {(decoder: Decoder) => void} changed another one draws from now on
 * @property {(words: string) => void} failed
 */

/** @type {Promise<Ort> | null} loaded once for all views */
let runtime = null
/** @type {Map<string, Promise<Uint8Array>>} the last few files of models, by address */
const models = new Map()
const KEPT = 4
const PATIENCE = 4 // seconds for a successor, where a decoder has failed
const HEAD_START = 0.3 // seconds: the first picture comes before 14 MB of runtime are compiled

/**
 * @param {number} seconds
 * @returns {Promise<void>}
 */
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/**
 * ONNX Runtime Web, whose files lie at `folder`.
 * @param {Url} url
 * @param {string} folder
 */
export function loadRuntime(url, folder) {
  /** @param {string} file */
  const at = (file) => url(`${folder}/${file}`)
  runtime ??= import(at("ort.wasm.min.mjs")).then((ort) =>
    prepare(ort, { wasmPaths: { mjs: at("ort-wasm-simd-threaded.mjs"), wasm: at("ort-wasm-simd-threaded.wasm") } }),
  )
  return runtime
}

/**
 * A file of a model. Rejects with the server's sentence.
 * @param {string} address
 */
export function modelFile(address) {
  let file = models.get(address)
  if (!file) {
    file = fetch(address).then(async (reply) => {
      if (!reply.ok) throw new Error((await reply.json()).error)
      return new Uint8Array(await reply.arrayBuffer())
    })
    file.catch(() => models.delete(address))
    models.set(address, file)
    for (const oldest of [...models.keys()].slice(0, -KEPT)) models.delete(oldest)
  }
  return file
}

export class BestDecoder {
  /** @type {Decoder | null} */
  current = null
  closed = false

  /**
   * @param {Source} data
   * @param {Url} url
   * @param {Heard} heard
   */
  constructor(data, url, { ask, changed, failed }) {
    this.data = data
    this.url = url
    this.ask = ask
    this.changed = changed
    this.failed = failed
    this.ready = Promise.resolve().then(() => this.first()) // nobody is told before the one who asked has it
  }

  /** @param {string} name */
  allowed(name) {
    return this.data.backend === "auto" || this.data.backend === name
  }

  /** The server's answer comes first, and the page's own runtime after it; at once where the server has none. */
  async first() {
    const own = this.data.runtime && this.allowed("ort")
    if (this.allowed("socket")) {
      try {
        this.use(await this.socket())
        if (own) pause(HEAD_START).then(() => this.takeOver())
        return
      } catch (error) {
        if (this.data.backend === "socket") this.failed(reason(error))
      }
    }
    if (own && (await this.takeOver())) return
    this.fallBack()
  }

  async socket() {
    const found = await openSocket(this.url(`api/lab/decode?model=${encodeURIComponent(this.data.model)}&v=${this.data.fingerprint}`), this.data.shape)
    found.lost = () => {
      if (this.current === found) this.reconnect()
    }
    return found
  }

  /** The connection broke, perhaps for a restart of the server: draw by reruns meanwhile, and try until it is back. */
  async reconnect() {
    for (let tries = 0; !this.closed && this.current?.name !== "ort"; tries++) {
      await pause(Math.min(5, 0.3 * 2 ** tries))
      try {
        const found = await this.socket()
        revive() // a server that was away has forgotten this page
        return this.use(found)
      } catch {
        if (tries === 3) this.fallBack()
      }
    }
  }

  fallBack() {
    if (!this.closed && this.current?.name !== "fragment") this.use(new FragmentDecoder(this.data.shape, this.ask))
  }

  async takeOver() {
    try {
      const [ort, model] = await Promise.all([loadRuntime(this.url, this.data.runtime), this.model()])
      const found = await openOrt(ort, model, this.data.shape)
      if (this.closed) found.close()
      else this.use(found)
      return !this.closed
    } catch (error) {
      console.warn("ONNX Runtime Web is not used:", reason(error))
      return false
    }
  }

  model() {
    return modelFile(this.url(`api/lab/onnx?model=${encodeURIComponent(this.data.model)}&v=${this.data.fingerprint}`))
  }

  /** @param {Decoder} decoder */
  use(decoder) {
    const before = this.current
    if (this.closed || before?.name === "ort") return decoder.close()
    this.current = decoder
    before?.close()
    this.changed(decoder)
  }

  get name() {
    return this.current?.name ?? ""
  }

  /** @type {Decode} */
  async decode(z, y, count) {
    const used = this.current
    try {
      if (!used) throw new Error("Nothing can draw here yet.")
      return await used.decode(z, y, count)
    } catch (error) {
      for (let waited = 0; this.current === used && !this.closed && waited < PATIENCE; waited += 0.1) await pause(0.1)
      if (!this.current || this.current === used || this.closed) throw error
      return this.current.decode(z, y, count) // it was replaced meanwhile: its successor answers
    }
  }

  /** @param {Answer | null} answer */
  hear(answer) {
    if (answer && this.current instanceof FragmentDecoder) this.current.hear(answer)
  }

  close() {
    this.closed = true
    this.current?.close()
  }
}
