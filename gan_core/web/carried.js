// What an exported page carries: elements by their ids, and packed files.

/**
 * An element of the page, which is of that class.
 * @template {HTMLElement} Found
 * @param {string} id
 * @param {new () => Found} type
 */
export function field(id, type) {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} "${id}"`)
  return found
}

/** @param {string} id */
export const byId = (id) => field(id, HTMLElement)

/**
 * One of the files that this page carries, as bytes.
 * @param {string} id
 */
export async function unpack(id) {
  const place = byId(id), text = atob(place.textContent ?? ""), packed = new Uint8Array(text.length)
  place.remove()
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** @param {Uint8Array<ArrayBuffer>} script */
export const address = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
