// What measures, away from the page: whatever the page draws or scrolls does not count.
import { normal } from "./normal.js"
import { prepare } from "./ort.js"
import { clockStep, rounds } from "./turns.js"

const FEWEST = 6 // rounds, which an interval needs, are taken whatever they last

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ found: await measure(data) })
  } catch (error) {
    self.postMessage({ error: `It could not be measured here: ${error.message}` })
  }
}

async function measure(wish) {
  const ort = await runtime(wish.runtime), { sessions, failed, apart } = await open(ort, wish)
  const step = clockStep(), found = {}
  for (const [index, batch] of wish.batches.entries()) {
    const works = Object.fromEntries(Object.entries(sessions).map(([name, session]) => [name, drawing(ort, session, wish, batch)]))
    const tell = (share) => self.postMessage({ share: (index + share) / wish.batches.length, words: `Measuring batches of ${batch}` })
    found[batch] = await taken(works, wish, step, tell)
  }
  return { rounds: found, apart, failed, clock_step_ms: step }
}

async function runtime(files) {
  const ort = await import(files["ort.wasm.min.mjs"])
  return prepare(ort, { wasmPaths: { mjs: files["ort-wasm-simd-threaded.mjs"], wasm: files["ort-wasm-simd-threaded.wasm"] } })
}

/** A session for each variant that runs here, why the others do not, and how far each is from the server's pictures. */
async function open(ort, wish) {
  const sessions = {}, failed = {}, apart = {}, z = await numbers(wish.latents)
  for (const [index, { name, model, pictures }] of wish.variants.entries()) {
    self.postMessage({ share: 0, words: `Opening ${name} (${index + 1} of ${wish.variants.length})` })
    const theirs = await numbers(pictures), file = new Uint8Array(await numbers(model, true))
    try {
      const session = await ort.InferenceSession.create(file, { executionProviders: ["wasm"] })
      const { x } = await session.run(feeds(ort, wish, z, wish.numPictures))
      apart[name] = x.data.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i])), 0)
      sessions[name] = session
    } catch (error) {
      failed[name] = String(error.message ?? error)
    }
  }
  if (!Object.keys(sessions).length) throw new Error(Object.values(failed)[0])
  return { sessions, failed, apart }
}

/** What lies at `address`, as float32 numbers or as it is. */
async function numbers(address, raw = false) {
  const reply = await fetch(address)
  if (!reply.ok) throw new Error((await reply.json()).error)
  const content = await reply.arrayBuffer()
  return raw ? content : new Float32Array(content)
}

/** Labels go in turn, class after class. */
function feeds(ort, { latentDim, numClasses }, z, count) {
  const found = { z: new ort.Tensor("float32", z, [count, latentDim]) }
  if (!numClasses) return found
  const y = Float32Array.from({ length: count * numClasses }, (_, i) => (i % numClasses === Math.floor(i / numClasses) % numClasses ? 1 : 0))
  return { ...found, y: new ort.Tensor("float32", y, [count, numClasses]) }
}

function drawing(ort, session, wish, batch) {
  const given = feeds(ort, wish, Float32Array.from({ length: batch * wish.latentDim }, normal(batch)), batch)
  return async () => {
    const { x } = await session.run(given)
    x.dispose?.()
  }
}

/** Rounds of all works until there are enough, or the budget is spent. */
async function taken(works, { rounds: count, budgetMs }, step, tell) {
  const found = []
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
