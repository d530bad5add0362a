// Where a page begins: an exported file finds all it needs in itself, a component is given it.
import { App } from "./app.js"

/** Bytes that Python packed with gzip and base64. @param {string} text @returns {Promise<Uint8Array>} */
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** The playground in an element. @param {HTMLElement} root @param {string} script the worker's @param {string} digits packed */
export function mountPlane(root, script, digits) {
  const makeWorker = () => {
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
    const worker = new Worker(address)
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
    return worker
  }
  const restart = () => {
    app.close()
    app = new App(root, given)
  }
  const given = { makeWorker, digits: () => (digits ? unpacked(digits) : Promise.resolve(null)), restart }
  let app = new App(root, given)
  return { close: () => app.close() }
}

const own = globalThis.document?.getElementById("gp-root")
if (own) {
  const read = /** @param {string} id */ (id) => document.getElementById(id)?.textContent ?? ""
  mountPlane(own, read("gp-worker"), read("gp-digits").trim())
}
Object.assign(globalThis, { ganPlane: mountPlane })
