// A decoder behind the app's own WebSocket. A message is: number, count, then z and y; an answer is number, count,
// microseconds, then bytes of pictures. The server answers the newest wish and drops what came before it.
import { toRgba } from "./pixels.js"

const OPEN_SECONDS = 4, ANSWER_SECONDS = 10

export function openSocket(url, shape) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, "ws"))
    socket.binaryType = "arraybuffer"
    const late = setTimeout(() => socket.close(), OPEN_SECONDS * 1000)
    socket.onopen = () => {
      clearTimeout(late)
      resolve(new SocketDecoder(socket, shape))
    }
    socket.onclose = (event) => reject(new Error(event.reason || "The server does not answer."))
  })
}

class SocketDecoder {
  name = "socket"
  words = "by the server, over a WebSocket"

  constructor(socket, shape) {
    Object.assign(this, { socket, shape, number: 0, waiting: null, turn: Promise.resolve() })
    socket.onmessage = (event) => this.hear(event.data)
    socket.onclose = (event) => {
      this.gone = new Error(event.reason || "The connection to the server broke.")
      this.waiting?.reject(this.gone)
      this.lost?.(this.gone)
    }
  }

  decode(z, y, count) {
    const answer = this.turn.then(() => this.ask(z, y, count))
    this.turn = answer.catch(() => {})
    return answer
  }

  ask(z, y, count) {
    if (this.gone) return Promise.reject(this.gone)
    const labels = this.shape.numClasses ? y : new Float32Array(0)
    const message = new ArrayBuffer(8 + 4 * (z.length + labels.length))
    const head = new Uint32Array(message, 0, 2), body = new Float32Array(message, 8)
    head.set([++this.number, count])
    body.set(z)
    body.set(labels, z.length)
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => this.socket.close(), ANSWER_SECONDS * 1000)
      const done = (end) => (value) => (clearTimeout(late), (this.waiting = null), end(value))
      this.waiting = { number: this.number, started: performance.now(), resolve: done(resolve), reject: done(reject) }
      this.socket.send(message)
    })
  }

  hear(message) {
    if (!this.waiting) return
    if (typeof message === "string") return this.waiting.reject(new Error(JSON.parse(message).error))
    const [number, count, microseconds] = new Uint32Array(message, 0, 3)
    if (number !== this.waiting.number) return
    const rgba = toRgba(new Uint8Array(message, 12), count, this.shape)
    this.waiting.resolve({ rgba, ms: performance.now() - this.waiting.started, serverMs: microseconds / 1000 })
  }

  close() {
    this.lost = null
    this.socket.close()
  }
}
