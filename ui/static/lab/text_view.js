// Sentences as pictures: eight latents under one sentence, a word's own pixels, and what lies between two sentences.
import { button, countUp, element, make, press, reason, say, slider } from "../../../gan_core/web/dom.js"
import { newest } from "../../../gan_core/web/latest.js"
import { normal } from "../../../gan_core/web/normal.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { openReader } from "../../../gan_core/web/sentence_reader.js"
import { loadRuntime, modelFile } from "./decoders.js"
import { SentenceLine } from "./sentence_line.js"
import { between, changed, difference, repeated, sum, veil } from "./sentence_numbers.js"
import { answered, askServer, Sentences } from "./sentences.js"
import { unpacked } from "./packed.js"

/** @import { Lab, LabData } from "./lab.js" */
/** @import { Sentence } from "../../../gan_core/web/sentence_reader.js" */
/**
 * `z` are the first latents; `read`, `words` and `influence` the app's own routes ("" where a model has no attributes to
 * read).
 * @typedef {LabData & { mode: "draw" | "between" | "sum", z: string, read: string, words: string, influence: string, lines: string[] }} Data
 */
/** @typedef {{ y: Float32Array, started?: number }} Wish */
/** @typedef {{ attributes: string[], words: { word: string, shares: number[] }[], count: number }} Influence */

const COUNT = 8
const QUIET_MS = 600 // without a key before the words' influence is asked for
const STEPS = 7
const NAMES = { draw: ["Sentence"], between: ["From", "To"], sum: ["Sentence", "minus", "plus"] }

export class View {
  /** @type {HTMLCanvasElement[]} */
  pictures = []
  /** @type {HTMLCanvasElement[]} over the pictures: what a word changes */
  veils = []
  words = make("div", "gs-words")
  below = make("div", "gs-below")
  said = make("p", "gl-lab-quiet")
  strip = make("div", "gs-strip")
  /** @type {Uint8ClampedArray<ArrayBuffer> | null} the pictures as they are drawn */
  drawn = null
  /** @type {Float32Array | null} */
  y = null
  shown = "" // the sentence whose words are shown
  stripped = "" // what the strip shows
  pointed = -1
  swapped = -1
  others = make("div", "gs-others")
  share = 0
  later = 0
  closed = false
  opening = false

  /**
   * @param {HTMLElement} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { data } = lab, { size } = data.shape
    this.z = unpacked(data.z)
    this.sentences = new Sentences(askServer(lab.url, data.read, { model: data.model, v: data.fingerprint }))
    const grid = element("div", { class: "gs-pictures", role: "group", "aria-label": `The sentence under ${COUNT} latents` })
    for (let picture = 0; picture < COUNT; picture++) {
      const canvas = crisp(size, size, "gs-picture", `Picture ${picture + 1}`)
      const over = crisp(size, size, "gs-veil")
      this.pictures.push(canvas)
      this.veils.push(over)
      grid.append(element("div", { class: "gs-cell" }, canvas, over))
    }
    this.grid = grid
    this.draw = newest((/** @type {Wish} */ wish) => this.decode(wish), (error) => this.failed(error))
    this.point = newest((/** @type {number} */ word) => this.xray(word), (error) => this.failed(error))
    const heard = {
      read: (/** @type {Sentence} */ _, /** @type {number} */ started) => this.follow(started),
      failed: (/** @type {unknown} */ error) => this.failed(error),
    }
    this.lines = NAMES[data.mode].map((name, index) => new SentenceLine(name, data.lines[index] ?? "", this.sentences, heard))
    const bar = make("div", "gl-lab-bar")
    bar.append(button("New noise", () => this.roll(), "Draws the same sentence from eight other latents"), this.said)
    const top = make("div", "gs-top")
    top.append(...this.lines.map(({ node }) => node))
    root.append(top)
    if (data.mode === "draw") root.append(this.words)
    if (data.mode === "between") root.append(this.slide())
    root.append(grid, bar, this.strip, this.below)
    root.classList.add("gs-root")
    this.root = root
    this.readHere()
  }

  /** Sentences are read in the page itself as soon as its pictures are drawn there. */
  async readHere() {
    const { data, url, decoder } = this.lab
    if (decoder.name !== "ort" || this.opening) return
    this.opening = true
    const asked = new URLSearchParams({ model: data.model, v: data.fingerprint })
    try {
      const [ort, model, words] = await Promise.all([
        loadRuntime(url, data.runtime),
        modelFile(url(`api/lab/onnx?${asked}&part=embed`)),
        answered(url(`${data.words}?${asked}`)),
      ])
      const own = await openReader(ort, model, words)
      if (this.closed) return own.close()
      this.sentences.readBy(own)
      this.root.dataset.reads = "here"
    } catch (error) {
      console.warn("Sentences are read by the server:", reason(error))
    }
  }

  /** The slider between two sentences. */
  slide() {
    const range = slider({ min: 0, max: 100, step: 1, value: 50 })
    this.share = 0.5
    range.setAttribute("aria-label", "From the first sentence to the second")
    range.oninput = () => {
      this.share = Number(range.value) / 100
      this.follow(performance.now())
    }
    return element("div", { class: "gs-slide" }, make("span", "gl-lab-quiet", "from"), range, make("span", "gl-lab-quiet", "to"))
  }

  roll() {
    const next = normal(Math.floor(Math.random() * 2 ** 31))
    this.z = this.z.map(() => next())
    this.follow(performance.now())
  }

  /** Draw what the lines say now. @param {number} started when it was wished for */
  follow(started) {
    const found = this.lines.map(({ sentence }) => sentence)
    if (this.closed || found.some((each) => each === null)) return
    const [a, b, c] = /** @type {Sentence[]} */ (found)
    const { mode } = this.lab.data
    if (mode === "between") {
      this.draw({ y: between(a.y, b.y, this.share), started })
      this.showStrip(a.y, b.y)
      return
    }
    if (mode === "sum") return this.draw({ y: sum(a.y, b.y, c.y), started })
    if (this.shown !== a.text) this.showWords(a)
    this.draw({ y: a.y, started })
  }

  /** @param {Wish} wish */
  async decode({ y, started }) {
    const { decoder, data } = this.lab
    const { rgba, ms } = await decoder.decode(this.z, repeated(y, COUNT), COUNT)
    if (this.closed) return
    for (const [index, canvas] of this.pictures.entries()) paint(canvas, rgba, index, data.shape.size)
    this.drawn = rgba
    this.y = y
    countUp(this.grid)
    this.lab.drawn({ ms, waited: started === undefined ? undefined : performance.now() - started })
    this.point(this.pointed)
  }

  /**
   * The words of the sentence, each a button: pointed at, it shows its pixels; pressed, what could stand in its place.
   * @param {Sentence} sentence
   */
  showWords(sentence) {
    this.shown = sentence.text
    this.pointed = this.swapped = -1
    this.words.replaceChildren(
      ...sentence.words.map(({ word, known }, index) => {
        const chip = button(word, () => this.swap(index), "Point at it: which pixels change without it. Press it: other words in its place.")
        chip.className = known ? "gs-word" : "gs-word gs-strange"
        chip.setAttribute("aria-label", `${word}, word ${index + 1}`)
        press(chip, false)
        const on = () => this.pointAt(index), away = () => this.pointAt(-1)
        chip.onpointerenter = on
        chip.onfocus = on
        chip.onpointerleave = away
        chip.onblur = away
        return chip
      }),
    )
    this.others.replaceChildren()
    this.words.append(this.others)
    clearTimeout(this.later)
    if (this.lab.data.influence && sentence.words.length > 1) this.later = setTimeout(() => this.askInfluence(sentence), QUIET_MS)
    else this.below.replaceChildren()
  }

  /** @param {number} word its number, or -1 for none */
  pointAt(word) {
    this.pointed = word
    this.point(word)
  }

  /**
   * Veil what stays the same without that word: the same latents, the sentence without it.
   * @param {number} word
   */
  async xray(word) {
    const sentence = this.lines[0].sentence, { shape } = this.lab.data
    if (word < 0 || !sentence || !sentence.words[word] || !this.drawn) {
      for (const over of this.veils) over.getContext("2d")?.clearRect(0, 0, shape.size, shape.size)
      this.grid.dataset.veiled = ""
      say(this.said, "")
      return
    }
    const [without] = await this.sentences.read([changed(sentence.words.map((each) => each.word), word)])
    const { rgba } = await this.lab.decoder.decode(this.z, repeated(without.y, COUNT), COUNT)
    if (this.closed || this.pointed !== word) return
    const far = difference(this.drawn, rgba), shades = veil(far)
    for (const [index, over] of this.veils.entries()) paint(over, shades, index, shape.size)
    this.grid.dataset.veiled = sentence.words[word].word
    const mean = far.reduce((total, value) => total + value, 0) / far.length
    say(this.said, `Without “${sentence.words[word].word}” the pictures change by ${(100 * mean).toFixed(1)} % of white on average.`)
  }

  /** Offer other words in the place of one. @param {number} index */
  async swap(index) {
    const sentence = this.lines[0].sentence
    if (!sentence) return
    this.swapped = this.swapped === index ? -1 : index
    for (const [at, chip] of [...this.words.querySelectorAll(".gs-word")].entries()) press(chip, at === this.swapped)
    if (this.swapped < 0) {
      this.others.replaceChildren()
      return this.follow(performance.now())
    }
    const others = await this.othersOf(sentence, index)
    if (this.swapped !== index || this.closed) return
    const { word } = sentence.words[index], all = sentence.words.map((each) => each.word)
    const field = element("select", { "aria-label": `Instead of “${word}”` }, ...others.map((each) => new Option(each, each)))
    const range = slider({ min: 0, max: 100, step: 1, value: 100 })
    range.setAttribute("aria-label", `From “${word}” to the other word`)
    const move = async () => {
      const [other] = await this.sentences.read([changed(all, index, field.value)])
      if (this.swapped === index) this.draw({ y: between(sentence.y, other.y, Number(range.value) / 100), started: performance.now() })
    }
    const go = () => move().catch((error) => this.failed(error))
    field.onchange = range.oninput = go
    const take = button("Write it", () => this.lines[0].put(changed(all, index, field.value)), "Puts the other word into the sentence")
    this.others.replaceChildren(
      ...(others.length ? [make("span", "gl-lab-quiet", word), range, field, take] : [make("span", "gl-lab-quiet", "No other word is likely here.")]),
    )
    if (others.length) go()
  }

  /**
   * @param {Sentence} sentence
   * @param {number} index
   */
  async othersOf(sentence, index) {
    try {
      const [told] = await this.sentences.told([sentence.text])
      return told.words[index].others
    } catch (error) {
      this.failed(error)
      return []
    }
  }

  /** @param {Sentence} sentence */
  async askInfluence(sentence) {
    const { data, url } = this.lab
    try {
      const asked = new URLSearchParams({ model: data.model, v: data.fingerprint, s: sentence.text })
      /** @type {Influence} */
      const found = await answered(url(`${data.influence}?${asked}`))
      if (!this.closed && this.shown === sentence.text) this.below.replaceChildren(table(found))
    } catch (error) {
      this.failed(error)
    }
  }

  /**
   * The first latent all the way from one sentence to the other.
   * @param {Float32Array} a
   * @param {Float32Array} b
   */
  showStrip(a, b) {
    const name = `${this.lines.map(({ text }) => text).join("|")} ${this.z[0]}`
    if (this.stripped === name) return
    this.stripped = name
    const { decoder, data } = this.lab, { size, latentDim } = data.shape
    const steps = Array.from({ length: STEPS }, (_, step) => between(a, b, step / (STEPS - 1)))
    const y = new Float32Array(steps.flatMap((each) => [...each]))
    decoder.decode(repeated(this.z.slice(0, latentDim), STEPS), y, STEPS).then(
      ({ rgba }) => {
        if (this.closed || this.stripped !== name) return
        this.strip.replaceChildren(
          ...steps.map((_, step) => {
            const canvas = crisp(size, size, "gs-picture", `${Math.round((100 * step) / (STEPS - 1))} % of the way, first latent`)
            paint(canvas, rgba, step, size)
            return canvas
          }),
        )
      },
      (error) => this.failed(error),
    )
  }

  /** @param {unknown} error */
  failed(error) {
    if (!this.closed) this.lab.failed(error)
  }

  resume() {
    this.readHere()
    if (this.y) this.draw({ y: this.y })
    else this.follow(performance.now())
  }

  update() {}

  close() {
    this.closed = true
    clearTimeout(this.later)
    for (const { later } of this.lines) clearTimeout(later)
    this.sentences.own?.close()
    this.root.replaceChildren()
  }
}

/**
 * How often an attribute is read differently once a word is dropped.
 * @param {Influence} influence
 */
function table({ attributes, words, count }) {
  const head = element("tr", {}, make("th", "", "Without"), ...attributes.map((name) => element("th", { scope: "col" }, name)))
  const rows = words.map(({ word, shares }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, word),
      ...shares.map((share) => element("td", { style: `--share: ${Math.round(100 * share)}%` }, `${Math.round(100 * share)} %`)),
    ),
  )
  const caption = `What each word decides: in how many of ${count} pictures the reader sees another attribute once the word is dropped`
  return element("table", { class: "gs-influence" }, make("caption", "gl-lab-quiet", caption), element("thead", {}, head), element("tbody", {}, ...rows))
}
