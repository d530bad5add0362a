// Sentences: their words, which of them the model knows, and the embedding that it draws from. The page reads them itself
// as soon as its own runtime stands; what could come next, and in a word's place, the server alone knows.
import { reason } from "../../../gan_core/web/dom.js"
import { unpacked } from "./packed.js"

/** @import { Reader, Sentence } from "../../../gan_core/web/sentence_reader.js" */
/** @import { Word } from "../../../gan_core/web/tokeniser.js" */
/** @import { Url } from "../mount.js" */
/**
 * What the server says of a sentence besides: of each word what could stand in its place, and the likeliest next words
 * with their probabilities, none without a language model.
 * @typedef {Sentence & { words: (Word & { others: string[] })[], next: [string, number][] }} Told
 */

const KEPT = 400
const MOST_AT_ONCE = 16 // sentences in one request

export class Sentences {
  /** @type {Map<string, Promise<Told>>} by their text, the oldest first */
  kept = new Map()
  /** @type {Reader | null} what reads in the page itself */
  own = null
  /** @type {(own: Reader) => void} */
  arrived = () => {}
  /** @type {Promise<Reader>} */
  opened = new Promise((resolve) => {
    this.arrived = resolve
  })

  /**
   * @param {(texts: string[]) => Promise<Told[]>} ask
   */
  constructor(ask) {
    this.ask = ask
  }

  /** @param {Reader} own from now on it reads, and what the server has not answered yet too */
  readBy(own) {
    this.own = own
    this.arrived(own)
  }

  /**
   * In the page where it can, else by the server.
   * @param {string[]} texts
   * @returns {Promise<Sentence[]>}
   */
  async read(texts) {
    if (!this.own) return Promise.race([this.told(texts), this.opened.then((own) => own.read(texts)).catch(() => this.told(texts))])
    try {
      return await this.own.read(texts)
    } catch (error) {
      console.warn("Sentences are read by the server:", reason(error))
      this.own = null
      return this.told(texts)
    }
  }

  /**
   * What the server says of them.
   * @param {string[]} texts
   * @returns {Promise<Told[]>}
   */
  told(texts) {
    const missing = [...new Set(texts.filter((text) => !this.kept.has(text)))]
    for (let from = 0; from < missing.length; from += MOST_AT_ONCE) {
      const part = missing.slice(from, from + MOST_AT_ONCE), answer = this.ask(part)
      for (const [index, text] of part.entries()) {
        const found = answer.then((all) => all[index])
        found.catch(() => this.kept.delete(text)) // asked again next time
        this.kept.set(text, found)
      }
    }
    const found = Promise.all(texts.map((text) => /** @type {Promise<Told>} */ (this.kept.get(text))))
    for (const oldest of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(oldest)
    return found
  }
}

/**
 * Asks the app's own route.
 * @param {Url} url
 * @param {string} path
 * @param {Record<string, string>} query
 * @returns {(texts: string[]) => Promise<Told[]>}
 */
export function askServer(url, path, query) {
  return async (texts) => {
    const asked = new URLSearchParams(query)
    for (const text of texts) asked.append("s", text)
    const answer = await answered(url(`${path}?${asked}`))
    return answer.sentences.map((/** @type {Omit<Told, "y"> & { y: string }} */ each) => ({ ...each, y: unpacked(each.y) }))
  }
}

/**
 * The JSON at an address of the app's own; rejects with its sentence.
 * @param {string} address
 */
export async function answered(address) {
  /** @type {Response} */
  let reply
  try {
    reply = await fetch(address)
  } catch (error) {
    throw new Error(`The server does not answer (${reason(error)}).`)
  }
  const answer = await reply.json().catch(() => ({}))
  if (!reply.ok) throw new Error(answer.error || "The server could not read this sentence.")
  return answer
}
