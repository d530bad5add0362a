// Sentences to words and numbers, exactly as gan_core/text/tokeniser.py does it: one token a word.

/** A word as it was read: whether the model knows it, and else the known word most like it, or "".
 * @typedef {{ word: string, known: boolean, nearest: string }} Word
 */
/** @typedef {{ words: Word[], notes: string[] }} Reading */

const PAD = 0n, START = 1n, END = 2n, UNKNOWN = 3n, NUM_SPECIAL = 4
const MOST_LETTERS = 2000 // only so much of a text is read
const MOST_COMPARED = 32 // letters of a word that is looked for among the known ones
const NEAR = 0.5
const RUN = String.raw`[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*`
const WORD = new RegExp(String.raw`${RUN}(?:['’\-]${RUN})*|[^\p{L}\p{N}_\s]`, "gu")
const KEPT = /^[\p{L}\p{N}\p{So}\p{Sm}]/u
const CHEROKEE = /[\u13a0-\u13fd\uab70-\uabbf]/

/**
 * A letter as all its forms are written: Unicode's case folding, which browsers do not have by name.
 * @param {string} letter
 */
function folded(letter) {
  if (letter === "ı") return letter
  if (CHEROKEE.test(letter)) return letter.toUpperCase() // the one script that folds to its capitals
  return Array.from(letter.toLowerCase().toUpperCase(), (each) => each.toLowerCase()).join("").replaceAll("ς", "σ")
}

/**
 * The words of `text` in small letters, in any script; a symbol such as an emoji is a word, punctuation is none.
 * @param {string} text
 */
export function wordsOf(text) {
  const read = Array.from(text.slice(0, 2 * MOST_LETTERS)).slice(0, MOST_LETTERS).join("").normalize("NFKC")
  const plain = Array.from(read, folded).join("")
  return (plain.match(WORD) ?? []).filter((word) => KEPT.test(word))
}

export class Tokeniser {
  /** @type {Map<string, string>} the known word most like one that was asked for */
  likeliest = new Map()

  /**
   * @param {string[]} words in the order of their tokens
   * @param {number} maxWords of a sentence that are read
   */
  constructor(words, maxWords) {
    this.words = words
    this.maxWords = maxWords
    this.tokens = new Map(words.map((word, index) => [word, BigInt(NUM_SPECIAL + index)]))
  }

  /** Tokens in a row. */
  get length() {
    return this.maxWords + 2
  }

  /**
   * One row a sentence: START, its words, END, and PAD up to the end.
   * @param {string[]} sentences
   */
  encode(sentences) {
    const rows = new BigInt64Array(sentences.length * this.length).fill(PAD)
    for (const [row, sentence] of sentences.entries()) {
      const words = wordsOf(sentence).slice(0, this.maxWords)
      rows.set([START, ...words.map((word) => this.tokens.get(word) ?? UNKNOWN), END], row * this.length)
    }
    return rows
  }

  /**
   * @param {string} sentence
   * @returns {Reading}
   */
  read(sentence) {
    const words = wordsOf(sentence), taken = words.slice(0, this.maxWords)
    const cut = words.length > taken.length || sentence.length > 2 * MOST_LETTERS || Array.from(sentence).length > MOST_LETTERS
    return {
      words: taken.map((word) => (this.tokens.has(word) ? { word, known: true, nearest: "" } : { word, known: false, nearest: this.nearest(word) })),
      notes: cut && taken.length ? [taken.length === 1 ? "Only the first word is read." : `Only the first ${taken.length} words are read.`] : [],
    }
  }

  /**
   * The known word that `word` is most like, by its letters in order; "" where none is like it.
   * @param {string} word
   */
  nearest(word) {
    let found = this.likeliest.get(word)
    if (found === undefined) {
      found = mostLike(Array.from(word).slice(0, MOST_COMPARED).join(""), this.words)
      this.likeliest.set(word, found)
    }
    return found
  }
}

/**
 * @param {string} word
 * @param {string[]} words
 */
function mostLike(word, words) {
  const letters = Array.from(word)
  let best = "", most = NEAR
  for (const each of words) {
    const other = Array.from(each), total = letters.length + other.length
    if ((2 * Math.min(letters.length, other.length)) / total < most) continue // not even if all of the shorter one fits
    const like = (2 * shared(other, letters)) / total
    if (like > most || (like === most && byPoint(each, best) > 0)) [best, most] = [each, like]
  }
  return best
}

/**
 * Letters that two words share in the same order: the longest run that both have, and so on left and right of it
 * (Ratcliff and Metzener 1988).
 * @param {string[]} a
 * @param {string[]} b
 * @returns {number}
 */
function shared(a, b) {
  let size = 0, inA = 0, inB = 0
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) {
      let run = 0
      while (i + run < a.length && j + run < b.length && a[i + run] === b[j + run]) run++
      if (run > size) [size, inA, inB] = [run, i, j]
    }
  if (!size) return 0
  return size + shared(a.slice(0, inA), b.slice(0, inB)) + shared(a.slice(inA + size), b.slice(inB + size))
}

/**
 * Which of two words comes first by the numbers of their letters: negative, 0 or positive.
 * @param {string} a
 * @param {string} b
 */
function byPoint(a, b) {
  const left = Array.from(a), right = Array.from(b)
  for (const [index, letter] of left.entries()) {
    if (index >= right.length) return 1
    if (letter !== right[index]) return (letter.codePointAt(0) ?? 0) - (right[index].codePointAt(0) ?? 0)
  }
  return left.length - right.length
}
