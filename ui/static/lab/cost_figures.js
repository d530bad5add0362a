// The price of one width: a card for each figure, with a bar that shows its share of the whole.
import { make } from "../../../gan_core/web/dom.js"

/** @import { Interval } from "../../../gan_core/web/interval.js" */
/** @typedef {{ value: number, text: string }} Price */
/** @typedef {{ card: HTMLElement, value: HTMLElement, small: HTMLElement, bar: HTMLElement }} Card */
/** @typedef {"parameters" | "multiply_adds" | "file_bytes" | "time" | "worth" | "likeness"} Name */

/** @type {Record<Name, [string, string, string]>} title, what it is, and the word for having less of it */
const CARDS = {
  parameters: ["Parameters", "Weights and biases of the generator.", "fewer"],
  multiply_adds: ["Multiply-adds", "Multiply-add operations per picture, counted from the ONNX graph.", "fewer"],
  file_bytes: ["File", "Bytes of the ONNX file that draws here, in fp32.", "smaller"],
  time: ["Time per picture", "", "less"],
  worth: ["Fréchet distance", "", ""],
  likeness: ["Similarity to 100 %", "PSNR between these pictures and those of all channels on the same latents: above 30 dB you have to look twice to see a difference.", ""],
}

/** @param {number} ratio */
export const times = (ratio) => (ratio >= 10 ? `${ratio.toFixed(0)}x` : `${ratio.toFixed(ratio < 1.1 ? 2 : 1)}x`)

/**
 * Milliseconds in words: 0.042 -> "42 µs".
 * @param {number} ms
 */
export const inWords = (ms) => (ms >= 0.1 ? `${ms.toFixed(ms >= 10 ? 1 : 2)} ms` : `${(1000 * ms).toFixed(0)} µs`)

export class Figures {
  node = make("div", "gl-cost-cards")
  cards = {
    parameters: this.card("parameters"),
    multiply_adds: this.card("multiply_adds"),
    file_bytes: this.card("file_bytes"),
    time: this.card("time"),
    worth: this.card("worth"),
    likeness: this.card("likeness"),
  }

  /**
   * @param {Name} name
   * @returns {Card}
   */
  card(name) {
    const [title, about, less] = CARDS[name]
    const card = make("div", "gl-cost-card"), value = make("b", "", "…"), small = make("small", "gl-lab-quiet"), bar = make("i")
    card.dataset.figure = name
    card.title = about
    bar.hidden = !less
    card.append(make("span", "gl-lab-quiet", title), value, bar, small)
    this.node.append(card)
    return { card, value, small, bar }
  }

  /**
   * The price of this width, and that of all channels.
   * @param {Name} name
   * @param {Price} price
   * @param {Price} whole
   */
  counted(name, price, whole) {
    this.put(name, price.text, price.value, whole.value)
  }

  /**
   * @param {Name} name
   * @param {string} text
   * @param {number} value
   * @param {number} whole
   */
  put(name, text, value, whole) {
    const { value: node, small, bar } = this.cards[name]
    node.textContent = text
    const ratio = whole / value
    bar.style.setProperty("--share", String(value && whole ? Math.min(1, value / whole) : 0))
    const said = !(value && whole) ? "" : ratio > 1.02 ? `${times(ratio)} ${CARDS[name][2]}` : ratio < 0.98 ? `${times(1 / ratio)} more` : "all channels"
    small.textContent = said
  }

  /**
   * Ms a picture of this width and of all channels; `where` says what drew.
   * @param {Interval | undefined} mine
   * @param {Interval | undefined} whole
   * @param {string} where
   */
  time(mine, whole, where) {
    const { card, value, small, bar } = this.cards.time
    card.title = where
    if (!mine || !whole) {
      value.textContent = "…"
      small.textContent = where
      bar.style.setProperty("--share", "0")
      return
    }
    const range = mine.low === null || mine.high === null ? "" : `${inWords(mine.low)} to ${inWords(mine.high)}`
    this.put("time", inWords(mine.middle), mine.middle, whole.middle)
    card.title = range ? `${where} The median round; its 95 % interval ${range}.` : where
  }

  /**
   * @param {Name} name
   * @param {string} text
   * @param {string} small
   */
  said(name, text, small, about = CARDS[name][1]) {
    const card = this.cards[name]
    card.value.textContent = text
    card.small.textContent = small
    card.card.title = about
  }
}
