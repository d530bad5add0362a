// Time work fairly, as gan_core/cost/timing.py does: everyone in every round, in an order drawn anew, so that a busy
// machine hits all alike.

import { medianInterval } from "./interval.js"

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

/** How long a chunk of calls lasts at least, in ms: so long that rounding the clock makes no more than 2 % of it. */
export const chunkMs = (step) => Math.max(CHUNK_MS, STEPS_A_CHUNK * step)

/** A copy in an order drawn by `random` (Fisher and Yates). */
export function shuffled(values, random = Math.random) {
  const found = [...values]
  for (let last = found.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[found[last], found[other]] = [found[other], found[last]]
  }
  return found
}

/**
 * Rounds of all `works`, {name: async function}: yields {name: ms a call} after each, null after each warm-up.
 * A work that gives back a number has measured itself, as a server does: then that is what counts.
 * `step` is the clock's. `pause` is awaited between turns and may take its time; close the generator to stop.
 */
export async function* rounds(works, { count, step = 0, clock = () => performance.now(), random = Math.random, pause = async () => {} }) {
  for (const work of Object.values(works)) {
    for (let call = 0; call < WARM_UP_CALLS; call++) await work()
    await turn(work, chunkMs(step), clock)
    await pause()
    yield null
  }
  for (let round = 0; round < count; round++) {
    const found = {}
    for (const name of shuffled(Object.keys(works), random)) {
      found[name] = await turn(works[name], chunkMs(step), clock)
      await pause()
    }
    yield found
  }
}

/** Ms a call, of the median chunk of a turn: what a busy system takes away at a time spoils a chunk, not the turn. */
async function turn(work, leastMs, clock) {
  const chunks = [], started = clock(), turnMs = Math.max(TURN_MS, CHUNKS_A_TURN * leastMs)
  do chunks.push(await chunk(work, leastMs, clock))
  while (clock() - started < turnMs)
  return medianInterval(chunks).middle
}

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
