// One slider for cost: the same latents, drawn by the first channels of one network, as many as the slider says.
import { labelsInTurn } from "../../../gan_core/web/decoder.js"
import { button, countUp, make, press, slider } from "../../../gan_core/web/dom.js"
import { medianInterval } from "../../../gan_core/web/interval.js"
import { latest } from "../../../gan_core/web/latest.js"
import { normal } from "../../../gan_core/web/normal.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { Figures } from "./cost_figures.js"
import { BestDecoder } from "./decoders.js"
import { meanPsnr, psnr } from "./likeness.js"
import { clockStep, rounds } from "./turns.js"

/** @import { Component } from "../mount.js" */
/** @import { Drawn } from "../../../gan_core/web/decoder.js" */
/** @import { Interval } from "../../../gan_core/web/interval.js" */
/** @import { Price } from "./cost_figures.js" */
/** @import { Answer } from "./fragment.js" */
/** @import { Lab, LabData } from "./lab.js" */
/**
 * One width of the network: the share of its channels, the reference of its model, and what it costs.
 * @typedef {{ ratio: number, model: string, parameters: Price, multiply_adds: Price, file_bytes: Price, worth: (Price & { source: string, how: string }) | null }} Width
 */
/** @typedef {LabData & { widths: Width[], width_answer?: Answer & { width: number } }} Data */
/** @typedef {{ node: HTMLElement, canvas: HTMLCanvasElement, likeness: HTMLElement }} Same */

const COUNT = 8, ROUNDS = 15, CALM_MS = 900 // nobody touches it: now time can be taken
/** @type {Record<string, string>} */
const WHERE = { ort: "in this page", socket: "on the server" }

/** @param {number} ratio */
const percent = (ratio) => `${Math.round(100 * ratio)} %`

export class View {
  strip = make("div", "gl-cost-strip")
  node = make("div", "gl-cost")
  big = make("b")
  figures = new Figures()
  seed = 0
  /** @type {Float32Array} */
  z = new Float32Array()
  /** @type {Float32Array | null} */
  y = null
  /** @type {Drawn["rgba"][] | null} the pictures of every width, when all are there */
  rows = null
  /** @type {{ name: string, widths: Interval[] } | null} */
  timed = null
  calm = 0
  round = 0
  closed = false

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { widths, shape } = lab.data, { size } = shape
    this.known = widths
    const [at, seed, shown] = lab.address.numbers(3) ?? [widths.length - 1, 0, 0]
    this.at = clamp(Math.round(at), 0, widths.length - 1)
    this.shown = clamp(Math.round(shown), 0, COUNT - 1)
    this.slider = slider({ min: 0, max: widths.length - 1, step: 1, value: this.at })
    this.stops = widths.map((width, index) => button(percent(width.ratio), () => this.choose(index), `Draw with ${percent(width.ratio)} of the channels`))
    this.canvases = Array.from({ length: COUNT }, () => crisp(size, size, "gl-cost-picture"))
    this.faces = this.canvases.map((canvas, index) => this.face(canvas, index))
    this.same = widths.map((width, index) => this.figure(width, index, size))
    this.cuts = widths.map((width) => (width.ratio === 1 ? lab.decoder : this.decoder(width)))
    this.row = latest({ decode: (z, y) => this.draw(z, y) }, (found) => this.paintRow(found), (error) => lab.failed(error))
    this.build(root)
    this.begin(Math.round(seed))
  }

  /** @param {Width} width */
  decoder(width) {
    const { data } = this.lab
    return new BestDecoder({ ...data, model: width.model }, this.lab.url, {
      ask: (_, value) => this.lab.component.setStateValue("ask_other", { ...value, width: width.ratio }),
      changed: () => {
        this.tellTime()
        this.soon()
      },
      failed: (words) => this.lab.say(words),
    })
  }

  /** @param {Element} root */
  build(root) {
    const head = make("div", "gl-cost-head"), words = make("label", "gl-cost-words"), stops = make("div", "gl-cost-stops"), row = make("div", "gl-cost-row")
    words.append(this.big, make("span", "", " of the channels"))
    words.htmlFor = this.slider.id = "gl-cost"
    words.title = "Only this share of the channels of every layer draws, counted from the first. All widths share the same weights."
    this.slider.addEventListener("input", () => this.choose(Number(this.slider.value)))
    head.append(words, button("New pictures", () => this.begin(1 + Math.floor(Math.random() * 1e6)), "Eight other latents, the same for every width"))
    stops.append(...this.stops)
    row.append(...this.faces)
    this.strip.append(...this.same.map(({ node }) => node))
    this.node.append(head, this.slider, stops, row, this.figures.node, make("p", "gl-lab-quiet", "The same latent at every width:"), this.strip)
    root.append(this.node)
  }

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {number} index
   */
  face(canvas, index) {
    const face = button("", () => this.show(index), "Show this one at every width")
    face.setAttribute("aria-label", `Picture ${index + 1}: show it at every width`)
    face.append(canvas)
    return face
  }

  /**
   * @param {Width} width
   * @param {number} index
   * @param {number} size
   * @returns {Same}
   */
  figure(width, index, size) {
    const node = make("figure", "gl-cost-same"), canvas = crisp(size, size, "gl-cost-picture"), likeness = make("span")
    const face = button("", () => this.choose(index), `Draw with ${percent(width.ratio)} of the channels`)
    face.append(canvas)
    const words = make("figcaption", "gl-lab-quiet")
    words.append(make("b", "", percent(width.ratio)), likeness)
    node.append(face, words)
    return { node, canvas, likeness }
  }

  /** The network with all channels, the last of the widths. */
  get whole() {
    const { widths } = this.lab.data
    return widths[widths.length - 1]
  }

  /**
   * Eight latents of `seed`, for every width; labels in turn.
   * @param {number} seed
   */
  begin(seed) {
    const { latentDim, numClasses } = this.lab.data.shape, number = normal(seed)
    this.seed = seed
    this.z = Float32Array.from({ length: COUNT * latentDim }, number)
    this.y = numClasses ? labelsInTurn(COUNT, numClasses) : null
    this.rows = null
    this.choose(this.at)
    this.drawAll()
  }

  /** @param {number} index */
  choose(index) {
    this.at = index
    this.slider.value = String(index)
    const width = this.lab.data.widths[index], { whole } = this
    this.big.textContent = percent(width.ratio)
    this.slider.setAttribute("aria-valuetext", `${percent(width.ratio)} of the channels`)
    for (const nodes of [this.stops, this.same.map(({ node }) => node)])
      for (const [i, each] of nodes.entries()) each.dataset.chosen = String(i === index)
    for (const name of /** @type {const} */ (["parameters", "multiply_adds", "file_bytes"])) this.figures.counted(name, width[name], whole[name])
    const { worth } = width, beside = width === whole ? "lower is better" : `${whole.worth?.text ?? "?"} with all`
    this.figures.said("worth", worth?.text ?? "not measured", worth ? `${beside}; ${worth.source}` : "for this model", worth?.how)
    this.tellTime()
    this.tellLikeness()
    this.remember()
    this.row.wish(this.z, this.y)
    this.soon()
  }

  /** @param {number} index */
  show(index) {
    this.shown = index
    this.remember()
    this.paintStrip()
  }

  remember() {
    this.lab.address.put([this.at, this.seed, this.shown])
  }

  /**
   * The row at the slider's place now, whichever it was when it was wished for.
   * @param {Float32Array} z
   * @param {Float32Array | null} y
   */
  async draw(z, y) {
    const index = this.at
    return { ...(await this.cuts[index].decode(z, y, COUNT)), index }
  }

  /** @param {Drawn & { index: number }} found */
  paintRow({ rgba, index }) {
    this.canvases.forEach((canvas, picture) => paint(canvas, rgba, picture, this.lab.data.shape.size))
    this.node.dataset.width = String(this.lab.data.widths[index].ratio)
    countUp(this.node)
    this.lab.say("")
  }

  /** Every width of these latents, for the strip and for how far each is from the whole. */
  async drawAll() {
    const { z, y } = this
    /** @type {Drawn["rgba"][]} */
    const found = []
    try {
      for (const cut of this.cuts) {
        await cut.ready
        found.push((await cut.decode(z, y, COUNT)).rgba)
        if (z !== this.z || this.closed) return
      }
    } catch (error) {
      return this.lab.failed(error)
    }
    this.rows = found
    this.paintStrip()
    this.tellLikeness()
    this.node.dataset.whole = "true"
  }

  paintStrip() {
    this.faces.forEach((face, index) => press(face, index === this.shown))
    const { rows } = this, { size } = this.lab.data.shape
    if (!rows) return
    const last = rows.length - 1
    this.same.forEach(({ canvas, likeness }, index) => {
      paint(canvas, rows[index], this.shown, size)
      const level = psnr(rows[index], rows[last], this.shown, size)
      likeness.textContent = index === last ? "the whole network" : Number.isFinite(level) ? `${level.toFixed(1)} dB` : "the same picture"
    })
  }

  tellLikeness() {
    if (this.at === this.cuts.length - 1) return this.figures.said("likeness", "itself", "all channels")
    if (!this.rows) return this.figures.said("likeness", "…", "")
    const level = meanPsnr(this.rows[this.at], this.rows[this.rows.length - 1], COUNT, this.lab.data.shape.size)
    this.figures.said("likeness", Number.isFinite(level) ? `${level.toFixed(1)} dB` : "the same", `mean of these ${COUNT}`)
  }

  /** Take the time when nobody has touched anything for a moment: a hand on the slider is work too. */
  soon() {
    clearTimeout(this.calm)
    this.round += 1
    if (!this.closed) this.calm = setTimeout(() => this.time(this.round), CALM_MS)
  }

  /** @param {number} round is over as soon as another one is asked for */
  async time(round) {
    const names = new Set(this.cuts.map((cut) => cut.name)), [name] = names
    if (names.size > 1 || !name || !WHERE[name] || document.hidden || this.timed?.name === name) return
    const { z, y } = this
    /** @type {number[][]} */
    const found = this.cuts.map(() => [])
    const works = Object.fromEntries(this.cuts.map((cut, index) => [index, async () => (await cut.decode(z, y, COUNT)).serverMs]))
    const pause = () => /** @type {Promise<void>} */ (new Promise((resolve) => setTimeout(resolve)))
    try {
      for await (const each of rounds(works, { count: ROUNDS, step: clockStep(), pause })) {
        if (round !== this.round || this.closed) return
        if (each) for (const [index, kept] of found.entries()) kept.push(each[index] / COUNT)
      }
    } catch {
      return // another decoder took over: its coming asks again
    }
    this.timed = { name, widths: found.map(medianInterval) }
    this.tellTime()
    this.node.dataset.timed = name
  }

  tellTime() {
    const { timed } = this
    const where = timed && `Measured ${WHERE[timed.name]}, ${COUNT} pictures at once, the widths in turns.`
    const waits = this.cuts.some((cut) => cut.name === "fragment") ? "cannot be measured through reruns" : "measured while you pause"
    this.figures.time(timed?.widths[this.at], timed?.widths.at(-1), where ?? waits)
    if (timed) this.figures.cards.time.small.textContent += `, ${WHERE[timed.name]}`
  }

  /** @param {Data} data */
  update(data) {
    const answer = data.width_answer
    if (answer) this.cuts[data.widths.findIndex((each) => each.ratio === answer.width)]?.hear(answer)
    if (JSON.stringify(data.widths) !== JSON.stringify(this.known)) this.choose(this.at)
    this.known = data.widths
  }

  resume() {
    this.row.wish(this.z, this.y)
    this.tellTime()
    this.soon()
  }

  close() {
    this.closed = true
    clearTimeout(this.calm)
    this.row.close()
    for (const cut of this.cuts) if (cut !== this.lab.decoder) cut.close()
    this.node.remove()
  }
}
