// The price of one width: a card for each figure, with a bar that shows its share of the whole.
import { make } from "./keys.js"

const CARDS = {
  parameters: ["Parameters", "Learnt numbers in what draws.", "fewer"],
  multiply_adds: ["Multiply-adds", "Multiplications with their additions for one picture, counted from the ONNX graph.", "fewer"],
  file_bytes: ["File", "Bytes of the ONNX file that draws here, in fp32.", "smaller"],
  time: ["Time a picture", "", "less"],
  worth: ["Frechet distance", "", ""],
  likeness: ["Likeness to 100 %", "PSNR of these pictures to those of all channels on the same latents: above 30 dB an eye must look twice.", ""],
}

export const times = (ratio) => (ratio >= 10 ? `${ratio.toFixed(0)}x` : `${ratio.toFixed(ratio < 1.1 ? 2 : 1)}x`)

/** Milliseconds in words: 0.042 -> "42 µs". */
export const inWords = (ms) => (ms >= 0.1 ? `${ms.toFixed(ms >= 10 ? 1 : 2)} ms` : `${(1000 * ms).toFixed(0)} µs`)

export class Figures {
  constructor() {
    this.node = make("div", "gl-cost-cards")
    this.cards = {}
    for (const [name, [title, about]] of Object.entries(CARDS)) {
      const card = make("div", "gl-cost-card"), value = make("b", "", "…"), small = make("small", "gl-lab-quiet"), bar = make("i")
      card.dataset.figure = name
      card.title = about
      bar.hidden = !CARDS[name][2]
      card.append(make("span", "gl-lab-quiet", title), value, bar, small)
      this.cards[name] = { card, value, small, bar }
      this.node.append(card)
    }
  }

  /** `price` and `whole`: {value, text} of this width and of all channels, by figure. */
  counted(name, price, whole) {
    this.put(name, price.text, price.value, whole.value)
  }

  put(name, text, value, whole) {
    const { value: node, small, bar } = this.cards[name]
    node.textContent = text
    const ratio = whole / value
    bar.style.setProperty("--share", String(value && whole ? Math.min(1, value / whole) : 0))
    const said = !(value && whole) ? "" : ratio > 1.02 ? `${times(ratio)} ${CARDS[name][2]}` : ratio < 0.98 ? `${times(1 / ratio)} more` : "all channels"
    small.textContent = said
  }

  /** `all`: {name of width: {middle, low, high} in ms a picture}; `where` says what drew. */
  time(mine, whole, where) {
    const { card, value, small, bar } = this.cards.time
    card.title = where
    if (!mine) {
      value.textContent = "…"
      small.textContent = where
      bar.style.setProperty("--share", "0")
      return
    }
    const range = mine.low === null ? "" : `${inWords(mine.low)} to ${inWords(mine.high)}`
    this.put("time", inWords(mine.middle), mine.middle, whole.middle)
    card.title = range ? `${where} The median round; 95 % of it ${range}.` : where
  }

  said(name, text, small, about = CARDS[name][1]) {
    const card = this.cards[name]
    card.value.textContent = text
    card.small.textContent = small
    card.card.title = about
  }
}
