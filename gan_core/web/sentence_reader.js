// Sentences read in the page itself: their words, and the embeddings that pictures are drawn from.
import { inTurn } from "./decoder.js"
import { openSession } from "./ort.js"
import { Tokeniser } from "./tokeniser.js"

/** @import { Ort } from "./ort.js" */
/** @import { Word } from "./tokeniser.js" */
/**
 * What a text network knows besides its weights: its words in the order of their tokens, and how many of a sentence it reads.
 * @typedef {{ words: string[], maxWords: number }} Vocabulary
 */
/**
 * A sentence as the text network sees it; `y` is its embedding.
 * @typedef {{ text: string, words: Word[], notes: string[], y: Float32Array }} Sentence
 */
/** @typedef {{ read(texts: string[]): Promise<Sentence[]>, close(): void }} Reader */

/**
 * A reader by the ONNX file `model`, a model's part "embed". Rejects when the runtime cannot take it.
 * @param {Ort} ort
 * @param {Uint8Array} model
 * @param {Vocabulary} vocabulary
 * @returns {Promise<Reader>}
 */
export async function openReader(ort, model, { words, maxWords }) {
  const session = await openSession(ort, model), tokeniser = new Tokeniser(words, maxWords), queue = inTurn()
  /** @param {string[]} texts */
  const read = async (texts) => {
    const tokens = new ort.Tensor("int64", tokeniser.encode(texts), [texts.length, tokeniser.length])
    const { y } = await session.run({ tokens })
    const rows = /** @type {Float32Array} */ (y.data), width = rows.length / texts.length
    const found = texts.map((text, index) => ({ text, ...tokeniser.read(text), y: rows.slice(index * width, (index + 1) * width) }))
    y.dispose?.()
    return found
  }
  await read([""]) // the first run is slow: not under the fingers
  return {
    read: (texts) => queue(() => read(texts)),
    close() {
      queue(() => session.release())
    },
  }
}
