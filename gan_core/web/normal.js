// Numbers drawn from N(0, 1), the same from the same seed in every browser.

/**
 * A function that gives the next number. mulberry32 (Tommy Ettinger) through Box and Muller's transform of 1958.
 * @param {number} seed
 */
export function normal(seed) {
  let state = seed >>> 0
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}
