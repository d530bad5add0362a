// The last resort, where nothing but Streamlit itself gets through: every picture is a rerun of a fragment.
import { inTurn } from "../../../gan_core/web/decoder.js"
import { toRgba } from "../../../gan_core/web/pixels.js"
import { bytesOf } from "./packed.js"
import { revive } from "./revive.js"

/** @import { Decode, Drawn, Shape } from "../../../gan_core/web/decoder.js" */
/** @typedef {{ number: number, count: number, z: number[], y: number[] | null, again?: boolean }} Wish */
/** @typedef {(name: string, wish: Wish) => void} Ask */
/** @typedef {{ number: number, error: string } | { number: number, error?: undefined, count: number, pixels: string }} Answer pixels in base64 */
/** @typedef {{ number: number, late: number, started: number, resolve(found: Drawn): void, reject(error: Error): void }} Waiting */

const ANSWER_SECONDS = 20, SILENT_SECONDS = 4, REVIVED_SECONDS = 2

export class FragmentDecoder {
  name = "fragment"
  words = "by the server, through reruns of the page"

  number = Date.now() % 1e9
  /** @type {Waiting | null} */
  waiting = null
  queue = inTurn()

  /**
   * @param {Shape} shape
   * @param {Ask} ask
   */
  constructor(shape, ask) {
    this.shape = shape
    this.asks = ask
  }

  /** @type {Decode} */
  decode(z, y, count) {
    return this.queue(() => this.ask(z, y, count))
  }

  /** @type {Decode} */
  ask(z, y, count) {
    const number = ++this.number
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("The page does not respond. Reload it.")), ANSWER_SECONDS * 1000)
      this.waiting = { number, late, started: performance.now(), resolve, reject }
      const wish = { number, count, z: [...z], y: y && this.shape.conditionWidth ? [...y] : null }
      this.asks("ask", wish)
      setTimeout(() => {
        if (this.waiting?.number !== number) return
        revive()
        setTimeout(() => {
          if (this.waiting?.number === number) this.asks("ask", { ...wish, again: true })
        }, REVIVED_SECONDS * 1000)
      }, SILENT_SECONDS * 1000)
    })
  }

  /** @param {Answer} answer Python's */
  hear(answer) {
    if (!this.waiting || answer.number !== this.waiting.number) return
    const { late, started, resolve, reject } = this.waiting
    this.waiting = null
    clearTimeout(late)
    if (answer.error !== undefined) return reject(new Error(answer.error))
    resolve({ rgba: toRgba(bytesOf(answer.pixels), answer.count, this.shape), ms: performance.now() - started })
  }

  close() {
    clearTimeout(this.waiting?.late)
    this.waiting?.reject(new Error("Another way of drawing has taken over."))
    this.waiting = null
  }
}
