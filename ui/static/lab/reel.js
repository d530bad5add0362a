// The frames of a film: decoded once, in portions, roughly first and then finer, and kept as pixels.

const PORTION = 16 // what is under another finger waits no longer than for these

/** 0, then the middle, then the quarters...: whoever looks in between sees something near everywhere. */
export function roughFirst(count) {
  const order = [], seen = new Set()
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(1, count))); step >= 1; step /= 2)
    for (let index = 0; index < count; index += step)
      if (!seen.has(index)) {
        seen.add(index)
        order.push(index)
      }
  return order
}

export class Reel {
  /** z (count * D) and y (count * C) or null are Float32Array; `first` are the frames that are wanted most. */
  constructor(decoder, shape, { z, y, count }, first, heard) {
    Object.assign(this, { decoder, shape, z, y, count, heard, frames: new Array(count).fill(null), ready: 0 })
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
        const { size } = this.shape, length = size * size * 4
        part.forEach((frame, i) => (this.frames[frame] = new ImageData(found.rgba.slice(i * length, (i + 1) * length), size, size)))
        this.ready += part.length
        this.heard.came(part, found.ms / part.length)
      }
      this.heard.done(performance.now() - started)
    } catch (error) {
      if (!this.closed) this.heard.failed(error)
    }
  }

  rows(values, frames) {
    const width = values.length / this.count, found = new Float32Array(frames.length * width)
    frames.forEach((frame, i) => found.set(values.subarray(frame * width, (frame + 1) * width), i * width))
    return found
  }

  /** The frame `index`, or the nearest one that is there; null when there is none yet. */
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
    return Array.from({ length: this.count }, (_, i) => Math.hypot(...this.z.subarray(i * width, (i + 1) * width)))
  }

  close() {
    this.closed = true
  }
}
