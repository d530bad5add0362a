// Only the newest wish counts: while one is worked at, what was wanted in between is dropped and never queued.

/** @import { Drawn } from "./decoder.js" */

/**
 * @typedef {Object} Latest
 * @property {(z: Float32Array, y: Float32Array | null) => void} wish draws soon
 * @property {() => void} close
 */

/**
 * `draw` is called with each picture that was finished, `fail` else; `waited` is ms since the wish.
 * @template {Drawn} Found
 * @param {{ decode(z: Float32Array, y: Float32Array | null, count: number): Promise<Found> }} decoder
 * @param {(found: Found & { waited: number }) => void} draw
 * @param {(error: unknown) => void} fail
 * @returns {Latest}
 */
export function latest(decoder, draw, fail = () => {}) {
  /** @type {{ z: Float32Array, y: Float32Array | null, started: number } | null} */
  let next = null
  let busy = false, closed = false
  const go = async () => {
    busy = true
    while (next && !closed) {
      const { z, y, started } = next
      next = null
      try {
        const found = await decoder.decode(z, y, 1)
        if (!closed) draw({ ...found, waited: performance.now() - started })
      } catch (error) {
        if (!closed) fail(error)
      }
    }
    busy = false
  }
  return {
    wish(z, y) {
      next = { z, y, started: performance.now() }
      if (!busy) go()
    },
    close() {
      closed = true
    },
  }
}

/**
 * The same for any work, which is never called while it is still at the last wish.
 * @template Wish
 * @param {(wish: Wish) => Promise<void>} work
 * @param {(error: unknown) => void} failed
 * @returns {(wish: Wish) => void}
 */
export function newest(work, failed) {
  /** @type {{ wish: Wish } | null} */
  let next = null
  let busy = false
  const go = async () => {
    busy = true
    while (next) {
      const { wish } = next
      next = null
      await work(wish).catch(failed)
    }
    busy = false
  }
  return (wish) => {
    next = { wish }
    if (!busy) go()
  }
}
