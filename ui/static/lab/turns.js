// Time work fairly, as gan_core/cost/timing.py does: everyone in every round, in an order drawn anew, so that a busy
// machine hits all alike.
import { median } from "../../../gan_core/web/interval.js"

/** @typedef {() => Promise<number | undefined | void>} Work one that gives back a number has measured itself, as a server does: that counts */
/** @typedef {() => number} Clock */
/**
 * `step` is the clock's. `pause` is awaited between turns and may take its time.
 * @typedef {{ count: number, step?: number, clock?: Clock, random?: () => number, pause?: () => Promise<void> }} Timing
 */

const TURN_MS = 20, CHUNK_MS = 1, STEPS_A_CHUNK = 50, CHUNKS_A_TURN = 5, WARM_UP_CALLS = 2, PROBES = 5, MOST_LOOKS = 1e7

/** The smallest step in which the clock is seen to move, in ms: browsers round it, some to whole milliseconds. */
export function clockStep(clock = () => performance.now()) {
  let smallest = Infinity
  for (let probe = 0; probe < PROBES; probe++) {
    const before = clock()
    let now = before
    for (let looks = 0; now === before && looks < MOST_LOOKS; looks++) now = clock()
    if (now > before) smallest = Math.min(smallest, now - before)
  }
  return smallest
}

/**
 * How long a chunk of calls lasts at least, in ms: so long that rounding the clock makes no more than 2 % of it.
 * @param {number} step
 */
export const chunkMs = (step) => Math.max(CHUNK_MS, STEPS_A_CHUNK * step)

/**
 * A copy in an order drawn by `random` (Fisher and Yates).
 * @template T
 * @param {T[]} values
 */
export function shuffled(values, random = Math.random) {
  const found = [...values]
  for (let last = found.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1)), kept = found[last]
    found[last] = found[other]
    found[other] = kept
  }
  return found
}

/**
 * Rounds of all `works`: yields ms a call by name after each, null after each warm-up. Close the generator to stop.
 * @param {Record<string, Work>} works
 * @param {Timing} timing
 * @returns {AsyncGenerator<Record<string, number> | null, void>}
 */
export async function* rounds(works, { count, step = 0, clock = () => performance.now(), random = Math.random, pause = async () => {} }) {
  for (const work of Object.values(works)) {
    for (let call = 0; call < WARM_UP_CALLS; call++) await work()
    await turn(work, chunkMs(step), clock)
    await pause()
    yield null
  }
  for (let round = 0; round < count; round++) {
    /** @type {Record<string, number>} */
    const found = {}
    for (const name of shuffled(Object.keys(works), random)) {
      found[name] = await turn(works[name], chunkMs(step), clock)
      await pause()
    }
    yield found
  }
}

/**
 * Ms a call, of the median chunk of a turn: what a busy system takes away at a time spoils a chunk, not the turn.
 * @param {Work} work
 * @param {number} leastMs
 * @param {Clock} clock
 */
async function turn(work, leastMs, clock) {
  /** @type {number[]} */
  const chunks = []
  const started = clock(), turnMs = Math.max(TURN_MS, CHUNKS_A_TURN * leastMs)
  do chunks.push(await chunk(work, leastMs, clock))
  while (clock() - started < turnMs)
  return median(chunks)
}

/**
 * @param {Work} work
 * @param {number} leastMs
 * @param {Clock} clock
 */
async function chunk(work, leastMs, clock) {
  const started = clock()
  let calls = 0, told = 0, spent = 0
  do {
    told += (await work()) ?? 0
    calls++
    spent = clock() - started
  } while (spent < leastMs)
  return (told || spent) / calls
}
