// A line to type a sentence in: unknown words are marked with the nearest known one, and likely next words offered.
import { button, element, make } from "../../../gan_core/web/dom.js"
import { newest } from "../../../gan_core/web/latest.js"
import { swapped, unknownWords } from "../../../gan_core/web/unknown_words.js"
import { goneOn } from "./sentence_numbers.js"

/** @import { Sentence } from "../../../gan_core/web/sentence_reader.js" */
/** @import { Sentences, Told } from "./sentences.js" */
/**
 * @typedef {Object} Heard
 * @property {(sentence: Sentence, started: number) => void} read it was read; started is when the key was pressed
 * @property {(error: unknown) => void} failed
 */

export const MOST_LETTERS = 200
const QUIET_MS = 120 // without a key before the server is asked what may come next, where the page reads by itself

export class SentenceLine {
  node = make("div", "gs-line")
  offers = make("div", "gs-offers")
  unknown = make("p", "gs-unknown")
  /** @type {Sentence | null} the newest that was read */
  sentence = null
  later = 0

  /**
   * @param {string} name
   * @param {string} text
   * @param {Sentences} sentences
   * @param {Heard} heard
   */
  constructor(name, text, sentences, heard) {
    this.name = name
    const input = element("input", {
      type: "text", value: text, maxlength: MOST_LETTERS, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
      enterkeyhint: "done",
    })
    this.input = input
    this.node.append(element("label", {}, make("span", "gl-lab-quiet", name), input), this.unknown, this.offers)
    this.unknown.setAttribute("role", "status")
    this.offers.setAttribute("role", "group")
    this.offers.setAttribute("aria-label", `Likely next words of: ${name}`)
    const wish = newest(async (/** @type {{ text: string, started: number }} */ { text, started }) => {
      const [found] = await sentences.read([text])
      this.sentence = found
      heard.read(found, started)
      this.show(found)
    }, heard.failed)
    const hint = newest(async (/** @type {string} */ text) => {
      const [told] = await sentences.told([text])
      if (this.text === text) this.offer(told)
    }, (error) => {
      this.offers.replaceChildren()
      if (!sentences.own) heard.failed(error) // else the pictures follow, and only the offers are missing
    })
    this.ask = () => {
      const { text } = this
      for (const offer of this.offers.querySelectorAll("button")) offer.disabled = true // they went on from another text
      wish({ text, started: performance.now() })
      clearTimeout(this.later)
      this.later = setTimeout(() => hint(text), sentences.own ? QUIET_MS : 0)
    }
    input.oninput = this.ask
    this.ask()
  }

  /** What stands in the line, without what surrounds it. */
  get text() {
    return this.input.value.trim().replace(/\s+/g, " ")
  }

  /** @param {string} text */
  put(text) {
    this.input.value = text
    this.ask()
  }

  /** @param {Sentence} sentence */
  show(sentence) {
    const told = unknownWords(sentence, (word, other) => {
      this.put(swapped(this.text, word, other))
      this.input.focus()
    })
    this.unknown.hidden = !told.length
    this.unknown.replaceChildren(...told)
  }

  /** @param {Told} told */
  offer({ next }) {
    this.offers.replaceChildren(
      ...next.map(([word, share]) => {
        const offer = button(word, () => {
          this.put(goneOn(this.input.value, word))
          this.input.focus()
        }, `The language model expects it with a probability of ${Math.round(100 * share)} %`)
        offer.setAttribute("aria-label", `${word}, a likely next word of: ${this.name}`)
        return offer
      }),
    )
  }
}
