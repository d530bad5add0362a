// The last resort, where nothing but Streamlit itself gets through: every picture is a rerun of a fragment.
import { toRgba } from "./pixels.js"
import { revive } from "./revive.js"

const ANSWER_SECONDS = 20, SILENT_SECONDS = 4, REVIVED_SECONDS = 2

export class FragmentDecoder {
  name = "fragment"
  words = "by the server, through reruns of the page"

  constructor(shape, ask) {
    Object.assign(this, { shape, asks: ask, number: Date.now() % 1e9, waiting: null, turn: Promise.resolve() })
  }

  decode(z, y, count) {
    const answer = this.turn.then(() => this.ask(z, y, count))
    this.turn = answer.catch(() => {})
    return answer
  }

  ask(z, y, count) {
    const number = ++this.number
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("The page does not answer. Reload it.")), ANSWER_SECONDS * 1000)
      this.waiting = { number, late, started: performance.now(), resolve, reject }
      const wish = { number, count, z: [...z], y: y && this.shape.numClasses ? [...y] : null }
      this.asks("ask", wish)
      setTimeout(() => {
        if (this.waiting?.number !== number) return
        revive()
        setTimeout(() => this.waiting?.number === number && this.asks("ask", { ...wish, again: true }), REVIVED_SECONDS * 1000)
      }, SILENT_SECONDS * 1000)
    })
  }

  /** Python's answer: {number, pixels: base64} or {number, error}. */
  hear(answer) {
    if (!answer || answer.number !== this.waiting?.number) return
    const { late, started, resolve, reject } = this.waiting
    this.waiting = null
    clearTimeout(late)
    if (answer.error) return reject(new Error(answer.error))
    const bytes = Uint8Array.from(atob(answer.pixels), (letter) => letter.charCodeAt(0))
    resolve({ rgba: toRgba(bytes, answer.count, this.shape), ms: performance.now() - started })
  }

  close() {
    clearTimeout(this.waiting?.late)
    this.waiting?.reject(new Error("Another way of drawing took over."))
    this.waiting = null
  }
}
