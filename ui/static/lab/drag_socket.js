// Drags over the app's own WebSocket; what the messages hold stands in ui/lab/drag_socket.py.
import { toRgba } from "../../../gan_core/web/pixels.js"
import { packedBits } from "./drag_state.js"

/** @import { Shape } from "../../../gan_core/web/decoder.js" */
/** @import { Pair } from "./drag_state.js" */
/** @typedef {{ z: Float32Array, y: Float32Array | null, pairs: Pair[], kept: Uint8Array, radius: number, hold: boolean }} Wish */
/** @typedef {{ number: number, step: number, steps: number, rest: number, points: [number, number][], z: Float32Array, rgba: Uint8ClampedArray<ArrayBuffer> }} Step */
/**
 * @typedef {Object} Heard
 * @property {(step: Step) => void} step
 * @property {(words: string, reached: boolean) => void} done
 * @property {(words: string) => void} failed
 */

const HEAD = 20, OPEN_SECONDS = 6

/**
 * @param {ArrayBuffer} message
 * @param {Shape} shape
 * @returns {Step}
 */
export function readStep(message, shape) {
  const [number, step, steps, count] = new Uint32Array(message, 0, 4), [rest] = new Float32Array(message, 16, 1)
  const places = new Float32Array(message, HEAD, 2 * count), z = new Float32Array(message, HEAD + 8 * count, shape.latentDim).slice()
  /** @type {[number, number][]} */
  const points = Array.from({ length: count }, (_, index) => [places[2 * index], places[2 * index + 1]])
  const rgba = toRgba(new Uint8Array(message, HEAD + 8 * count + 4 * shape.latentDim), 1, shape)
  return { number, step, steps, rest, points, z, rgba }
}

/**
 * A wish as the server reads it.
 * @param {number} number
 * @param {Wish} wish
 */
export const written = (number, { z, y, pairs, kept, radius, hold }) =>
  JSON.stringify({ number, z: [...z], y: y && [...y], handles: pairs.map(({ x, y, toX, toY }) => [x, y, toX, toY]), kept: packedBits(kept), radius, hold })

export class DragSocket {
  number = 0
  running = false
  /** @type {WebSocket | null} */
  socket = null
  waiting = ""
  late = 0

  /**
   * @param {string} url
   * @param {Shape} shape
   * @param {Heard} heard
   */
  constructor(url, shape, heard) {
    this.url = url.replace(/^http/, "ws")
    this.shape = shape
    this.heard = heard
  }

  /** @param {Wish} wish */
  begin(wish) {
    this.number++
    this.running = true
    this.send(written(this.number, wish))
  }

  /** The targets, or whether they are held, have changed. @param {Wish} wish */
  aim(wish) {
    if (this.running) this.send(written(this.number, wish))
  }

  stop() {
    if (this.running) this.send(JSON.stringify({ number: this.number, stop: true }))
    this.running = false
  }

  /** @param {string} message */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) return this.socket.send(message)
    this.waiting = message // the newest says all
    if (this.socket) return
    const socket = new WebSocket(this.url)
    this.socket = socket
    socket.binaryType = "arraybuffer"
    this.late = setTimeout(() => socket.close(), OPEN_SECONDS * 1000)
    socket.onopen = () => {
      clearTimeout(this.late)
      if (this.waiting) socket.send(this.waiting)
      this.waiting = ""
    }
    socket.onmessage = (event) => this.hear(event.data)
    socket.onclose = (event) => this.lost(event.reason)
  }

  /** @param {string | ArrayBuffer} message */
  hear(message) {
    if (typeof message !== "string") {
      const step = readStep(message, this.shape)
      if (this.running && step.number === this.number) this.heard.step(step)
      return
    }
    const said = JSON.parse(message)
    if (said.error) {
      this.running = false
      this.heard.failed(said.error)
    } else if (this.running && said.number === this.number) {
      this.running = false
      this.heard.done(said.words, said.reached)
    }
  }

  /** @param {string} reason */
  lost(reason) {
    clearTimeout(this.late)
    this.socket = null
    const { running } = this
    this.running = false
    if (running) this.heard.failed(reason || "The connection to the server was lost. Pull again.")
  }

  close() {
    clearTimeout(this.late)
    this.running = false
    this.socket?.close()
  }
}
