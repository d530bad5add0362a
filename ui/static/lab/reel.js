// The frames of a film: decoded once, in portions, roughly first and then finer, and kept as pixels.

import { length } from "../../../gan_core/web/latent_plane.js"

/** @import { Decoder, Shape } from "../../../gan_core/web/decoder.js" */
/** @typedef {{ z: Float32Array, y: Float32Array | null, count: number }} Latents z is (count * D), y (count * C) */
/**
 * Who is told what: which frames came, in how many ms each; that all came; that one could not be drawn.
 * @typedef {{ came(frames: number[], ms: number): void, done(ms: number): void, failed(error: unknown): void }} Heard
 */

const PORTION = 16 // what is under another finger waits no longer than for these

/**
 * 0, then the middle, then the quarters...: whoever looks in between sees something near everywhere.
 * @param {number} count
 */
export function roughFirst(count) {
  /** @type {Set<number>} */
  const order = new Set()
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(1, count))); step >= 1; step /= 2)
    for (let index = 0; index < count; index += step) order.add(index)
  return [...order]
}

export class Reel {
  ready = 0
  closed = false

  /**
   * @param {Pick<Decoder, "decode">} decoder
   * @param {Shape} shape
   * @param {Latents} latents
   * @param {number[]} first the frames that are wanted most
   * @param {Heard} heard
   */
  constructor(decoder, shape, { z, y, count }, first, heard) {
    this.decoder = decoder
    this.shape = shape
    this.z = z
    this.y = y
    this.count = count
    this.heard = heard
    /** @type {(ImageData | null)[]} */
    this.frames = new Array(count).fill(null)
    this.order = [...new Set([...first, ...roughFirst(count)])]
    this.fill()
  }

  async fill() {
    const started = performance.now()
    try {
      for (let from = 0; from < this.count; from += PORTION) {
        const part = this.order.slice(from, from + PORTION)
        const found = await this.decoder.decode(this.rows(this.z, part), this.y && this.rows(this.y, part), part.length)
        if (this.closed) return
        const { size } = this.shape, bytes = size * size * 4
        for (const [i, frame] of part.entries()) this.frames[frame] = new ImageData(found.rgba.slice(i * bytes, (i + 1) * bytes), size, size)
        this.ready += part.length
        this.heard.came(part, found.ms / part.length)
      }
      this.heard.done(performance.now() - started)
    } catch (error) {
      if (!this.closed) this.heard.failed(error)
    }
  }

  /**
   * @param {Float32Array} values
   * @param {number[]} frames
   */
  rows(values, frames) {
    const width = values.length / this.count, found = new Float32Array(frames.length * width)
    frames.forEach((frame, i) => found.set(values.subarray(frame * width, (frame + 1) * width), i * width))
    return found
  }

  /**
   * The frame `index`, or the nearest one that is there; null when there is none yet.
   * @param {number} index
   */
  near(index) {
    for (let away = 0; away < this.count; away++) {
      const found = this.frames[index - away] ?? this.frames[index + away]
      if (found) return found
    }
    return null
  }

  /** The length of each frame's z. */
  lengths() {
    const width = this.z.length / this.count
    return Array.from({ length: this.count }, (_, i) => length(this.z.subarray(i * width, (i + 1) * width)))
  }

  close() {
    this.closed = true
  }
}
