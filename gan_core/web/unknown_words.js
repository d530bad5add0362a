// What a reader should be told of a sentence: words that the model does not know, each with the nearest that it knows.
import { button, make } from "./dom.js"
import { wordsOf } from "./tokeniser.js"

/** @import { Reading } from "./tokeniser.js" */

/**
 * Nothing where every word is known and read. `swap` is called with a word and the one to write instead.
 * @param {Reading} reading
 * @param {(word: string, other: string) => void} swap
 * @returns {(Node | string)[]}
 */
export function unknownWords({ words, notes }, swap) {
  const strange = new Map(words.flatMap(({ word, known, nearest }) => (known ? [] : [[word, nearest]])))
  /** @type {(Node | string)[]} */
  const told = notes.map((note) => make("span", "", `${note} `))
  if (strange.size) told.push("Unknown to this model, and read as “some word”: ")
  for (const [word, nearest] of strange) {
    told.push(make("mark", "", word), " ")
    if (nearest) told.push(button(`${nearest}?`, () => swap(word, nearest), `Write “${nearest}” instead`), " ")
  }
  return told
}

/**
 * The line with `other` wherever `word` stands.
 * @param {string} line
 * @param {string} word
 * @param {string} other
 */
export function swapped(line, word, other) {
  return line.split(/\s+/).map((each) => (wordsOf(each).join(" ") === word ? other : each)).join(" ")
}
