// A decoder behind the app's own WebSocket. A message is: number, count, then z and y; an answer is number, count,
// microseconds, then bytes of pictures. The server answers the newest wish and drops what came before it.
import { inTurn } from "../../../gan_core/web/decoder.js"
import { toRgba } from "../../../gan_core/web/pixels.js"

/** @import { Decode, Drawn, Shape } from "../../../gan_core/web/decoder.js" */
/** @typedef {{ number: number, started: number, late: number, resolve(found: Drawn): void, reject(error: Error): void }} Waiting */

const OPEN_SECONDS = 4, ANSWER_SECONDS = 10

/**
 * @param {string} url
 * @param {Shape} shape
 * @returns {Promise<SocketDecoder>}
 */
export function openSocket(url, shape) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, "ws"))
    socket.binaryType = "arraybuffer"
    const late = setTimeout(() => socket.close(), OPEN_SECONDS * 1000)
    socket.onopen = () => {
      clearTimeout(late)
      resolve(new SocketDecoder(socket, shape))
    }
    socket.onclose = (event) => reject(new Error(event.reason || "The server does not respond."))
  })
}

class SocketDecoder {
  name = "socket"
  words = "by the server, over a WebSocket"

  number = 0
  /** @type {Waiting | null} */
  waiting = null
  queue = inTurn()
  /** @type {Error | null} why the connection is no more */
  gone = null
  /** @type {((why: Error) => void) | null} told when the connection broke */
  lost = null

  /**
   * @param {WebSocket} socket
   * @param {Shape} shape
   */
  constructor(socket, shape) {
    this.socket = socket
    this.shape = shape
    socket.onmessage = (event) => this.hear(event.data)
    socket.onclose = (event) => {
      this.gone = new Error(event.reason || "The connection to the server was lost.")
      this.answered()?.reject(this.gone)
      this.lost?.(this.gone)
    }
  }

  /** @type {Decode} */
  decode(z, y, count) {
    return this.queue(() => this.ask(z, y, count))
  }

  /** @type {Decode} */
  ask(z, y, count) {
    if (this.gone) return Promise.reject(this.gone)
    const told = this.shape.conditionWidth && y ? y : new Float32Array(0)
    const message = new ArrayBuffer(8 + 4 * (z.length + told.length))
    const head = new Uint32Array(message, 0, 2), body = new Float32Array(message, 8)
    head.set([++this.number, count])
    body.set(z)
    body.set(told, z.length)
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.socket.close(), ANSWER_SECONDS * 1000)
      this.waiting = { number: this.number, started: performance.now(), late, resolve, reject }
      this.socket.send(message)
    })
  }

  /** Whoever waits, who then waits no longer. */
  answered() {
    const { waiting } = this
    if (waiting) clearTimeout(waiting.late)
    this.waiting = null
    return waiting
  }

  /** @param {string | ArrayBuffer} message */
  hear(message) {
    if (!this.waiting) return
    if (typeof message === "string") return this.answered()?.reject(new Error(JSON.parse(message).error))
    const [number, count, microseconds] = new Uint32Array(message, 0, 3), { started } = this.waiting
    if (number !== this.waiting.number) return
    const rgba = toRgba(new Uint8Array(message, 12), count, this.shape)
    this.answered()?.resolve({ rgba, ms: performance.now() - started, serverMs: microseconds / 1000 })
  }

  close() {
    this.lost = null
    this.socket.close()
  }
}
