// What measures, away from the page: whatever the page draws or scrolls does not count.
import { labelsInTurn } from "../../../gan_core/web/decoder.js"
import { reason } from "../../../gan_core/web/dom.js"
import { normal } from "../../../gan_core/web/normal.js"
import { feeds, openSession, prepare } from "../../../gan_core/web/ort.js"
import { clockStep, rounds } from "./turns.js"

/** @import { Ort, Session } from "../../../gan_core/web/ort.js" */
/** @import { Work } from "./turns.js" */
/**
 * What to measure: addresses of the runtime's files, of the latents, and of each variant with the server's pictures.
 * @typedef {Object} Wish
 * @property {{ module: string, mjs: string, wasm: string }} runtime
 * @property {{ name: string, model: string, pictures: string }[]} variants
 * @property {string} latents
 * @property {number[]} batches
 * @property {number} rounds
 * @property {number} budgetMs
 * @property {number} latentDim
 * @property {number} numClasses
 * @property {number} numPictures
 */
/**
 * Rounds by batch size; how far from the server's pictures each variant is; why others do not run; the clock's step.
 * @typedef {{ rounds: Record<string, Record<string, number>[]>, apart: Record<string, number>, failed: Record<string, string>, clock_step_ms: number }} Figures
 */
/** @typedef {{ share?: number, words?: string, found?: Figures, error?: string }} Heard how far it is, or how it ended */

const FEWEST = 6 // rounds, which an interval needs, are taken whatever they last

/** @param {Heard} heard */
const report = (heard) => self.postMessage(heard)

self.onmessage = async ({ data }) => {
  try {
    report({ found: await measure(data) })
  } catch (error) {
    report({ error: `It could not be measured: ${reason(error)}` })
  }
}

/**
 * @param {Wish} wish
 * @returns {Promise<Figures>}
 */
async function measure(wish) {
  const ort = await runtime(wish.runtime), { sessions, failed, apart } = await open(ort, wish)
  const step = clockStep()
  /** @type {Figures["rounds"]} */
  const found = {}
  for (const [index, batch] of wish.batches.entries()) {
    const works = Object.fromEntries(Object.entries(sessions).map(([name, session]) => [name, drawing(ort, session, wish, batch)]))
    /** @param {number} share */
    const tell = (share) => report({ share: (index + share) / wish.batches.length, words: `Measuring batches of ${batch}` })
    found[batch] = await taken(works, wish, step, tell)
  }
  return { rounds: found, apart, failed, clock_step_ms: step }
}

/**
 * @param {Wish["runtime"]} files
 * @returns {Promise<Ort>}
 */
async function runtime({ module, mjs, wasm }) {
  return prepare(await import(module), { wasmPaths: { mjs, wasm } })
}

/**
 * A session for each variant that runs here, why the others do not, and how far each is from the server's pictures.
 * @param {Ort} ort
 * @param {Wish} wish
 */
async function open(ort, wish) {
  /** @type {Record<string, Session>} */
  const sessions = {}
  /** @type {Figures["failed"]} */
  const failed = {}
  /** @type {Figures["apart"]} */
  const apart = {}
  const z = new Float32Array(await content(wish.latents))
  for (const [index, { name, model, pictures }] of wish.variants.entries()) {
    report({ share: 0, words: `Opening ${name} (${index + 1} of ${wish.variants.length})` })
    const theirs = new Float32Array(await content(pictures)), file = new Uint8Array(await content(model))
    try {
      const session = await openSession(ort, file)
      const { x } = await session.run(inputs(ort, wish, z, wish.numPictures))
      const ours = /** @type {Float32Array} */ (x.data)
      apart[name] = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0)
      sessions[name] = session
    } catch (error) {
      failed[name] = reason(error)
    }
  }
  if (!Object.keys(sessions).length) throw new Error(Object.values(failed)[0])
  return { sessions, failed, apart }
}

/**
 * What lies at `address`.
 * @param {string} address
 */
async function content(address) {
  const reply = await fetch(address)
  if (!reply.ok) throw new Error((await reply.json()).error)
  return reply.arrayBuffer()
}

/**
 * What a session takes, the labels in turn.
 * @param {Ort} ort
 * @param {Wish} wish
 * @param {Float32Array} z
 * @param {number} count
 */
function inputs(ort, wish, z, count) {
  return feeds(ort, { latentDim: wish.latentDim, conditionWidth: wish.numClasses }, z, wish.numClasses ? labelsInTurn(count, wish.numClasses) : null, count)
}

/**
 * @param {Ort} ort
 * @param {Session} session
 * @param {Wish} wish
 * @param {number} batch
 * @returns {Work}
 */
function drawing(ort, session, wish, batch) {
  const given = inputs(ort, wish, Float32Array.from({ length: batch * wish.latentDim }, normal(batch)), batch)
  return async () => {
    const { x } = await session.run(given)
    x.dispose?.()
  }
}

/**
 * Rounds of all works until there are enough, or the budget is spent.
 * @param {Record<string, Work>} works
 * @param {Wish} wish
 * @param {number} step
 * @param {(share: number) => void} tell
 */
async function taken(works, { rounds: count, budgetMs }, step, tell) {
  /** @type {Record<string, number>[]} */
  const found = []
  /** @type {number | null} */
  let started = null
  for await (const each of rounds(works, { count, step })) {
    if (!each) continue
    started ??= performance.now()
    found.push(each)
    const spent = (performance.now() - started) / budgetMs
    tell(Math.max(found.length / count, Math.min(spent, found.length / FEWEST)))
    if (spent >= 1 && found.length >= FEWEST) break
  }
  return found
}
