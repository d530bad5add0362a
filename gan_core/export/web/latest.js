// Only the newest wish counts: while one picture is drawn, what was wanted in between is dropped and never queued.

/** `wish(z, y)` draws soon; `draw({rgba, ms})` is called with each picture that was finished, `fail(error)` else. */
export function latest(decoder, draw, fail = () => {}) {
  let busy = false, next = null, closed = false
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
    close: () => (closed = true),
  }
}
