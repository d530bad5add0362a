// One slider for cost: the same latents, drawn by the first channels of one network, as many as the slider says.
import { Figures } from "./cost_figures.js"
import { BestDecoder } from "./decoders.js"
import { medianInterval } from "./interval.js"
import { button, make } from "./keys.js"
import { latest } from "./latest.js"
import { meanPsnr, psnr } from "./likeness.js"
import { normal } from "./normal.js"
import { crisp, paint } from "./pixels.js"
import { clockStep, rounds } from "./turns.js"

const COUNT = 8, ROUNDS = 15, CALM_MS = 900 // nobody touches it: now time can be taken
const WHERE = { ort: "in this page", socket: "on the server" }
const percent = (ratio) => `${Math.round(100 * ratio)} %`

export class View {
  constructor(root, lab) {
    this.lab = lab
    const { widths, shape } = lab.data
    const [at, seed, shown] = lab.address.numbers(3) ?? [widths.length - 1, 0, 0]
    this.at = Math.max(0, Math.min(Math.round(at), widths.length - 1))
    this.shown = Math.max(0, Math.min(Math.round(shown), COUNT - 1))
    this.cuts = widths.map((width) => (width.ratio === 1 ? lab.decoder : this.decoder(width)))
    this.row = latest({ decode: (z, y) => this.draw(z, y) }, (found) => this.paintRow(found), (error) => lab.say(error.message))
    this.build(root, widths, shape)
    this.begin(Math.round(seed))
  }

  decoder(width) {
    const { data } = this.lab
    return new BestDecoder({ ...data, model: width.model }, this.lab.url, {
      ask: (_, value) => this.lab.component.setStateValue("ask_other", { ...value, width: width.ratio }),
      changed: () => this.figures && (this.tellTime(), this.soon()),
      failed: (words) => this.lab.say(words),
    })
  }

  build(root, widths, { size }) {
    const head = make("div", "gl-cost-head"), words = make("label", "gl-cost-words")
    this.big = make("b")
    words.append(this.big, make("span", "", " of the channels"))
    this.slider = Object.assign(make("input"), { type: "range", id: "gl-cost", min: 0, max: widths.length - 1, step: 1, value: this.at })
    words.htmlFor = this.slider.id
    words.title = "The first so many channels of every layer draw. All widths share the same numbers."
    this.slider.addEventListener("input", () => this.choose(Number(this.slider.value)))
    head.append(words, button("New pictures", () => this.begin(1 + Math.floor(Math.random() * 1e6)), "Eight other latents, the same for every width"))
    const stops = make("div", "gl-cost-stops")
    stops.append(...widths.map((width, index) => button(percent(width.ratio), () => this.choose(index), `Draw with ${percent(width.ratio)} of the channels`)))
    this.stops = [...stops.children]
    this.canvases = Array.from({ length: COUNT }, () => crisp(size, size, "gl-cost-picture"))
    const row = make("div", "gl-cost-row")
    this.faces = this.canvases.map((canvas, index) => {
      const face = button("", () => this.show(index), "Show this one at every width")
      face.setAttribute("aria-label", `Picture ${index + 1}: show it at every width`)
      face.append(canvas)
      return face
    })
    row.append(...this.faces)
    this.figures = new Figures()
    this.strip = make("div", "gl-cost-strip")
    this.same = widths.map((width, index) => this.figure(width, index, size))
    this.strip.append(...this.same.map(({ node }) => node))
    this.node = make("div", "gl-cost")
    this.node.append(head, this.slider, stops, row, this.figures.node, make("p", "gl-lab-quiet", "The same latent at every width:"), this.strip)
    root.append(this.node)
  }

  figure(width, index, size) {
    const node = make("figure", "gl-cost-same"), canvas = crisp(size, size, "gl-cost-picture"), likeness = make("span")
    const face = button("", () => this.choose(index), `Draw with ${percent(width.ratio)} of the channels`)
    face.append(canvas)
    const words = make("figcaption", "gl-lab-quiet")
    words.append(make("b", "", percent(width.ratio)), likeness)
    node.append(face, words)
    return { node, canvas, likeness }
  }

  /** Eight latents of `seed`, for every width; labels in turn. */
  begin(seed) {
    const { latentDim, numClasses } = this.lab.data.shape, number = normal(seed)
    this.seed = seed
    this.z = Float32Array.from({ length: COUNT * latentDim }, number)
    this.y = numClasses ? Float32Array.from({ length: COUNT * numClasses }, (_, i) => (i % numClasses === Math.floor(i / numClasses) % numClasses ? 1 : 0)) : null
    this.rows = null
    this.choose(this.at)
    this.drawAll()
  }

  choose(index) {
    this.at = index
    this.slider.value = index
    const { widths } = this.lab.data, width = widths[index], whole = widths.at(-1)
    this.big.textContent = percent(width.ratio)
    this.slider.setAttribute("aria-valuetext", `${percent(width.ratio)} of the channels`)
    ;[this.stops, this.same.map(({ node }) => node)].forEach((nodes) => nodes.forEach((each, i) => (each.dataset.chosen = String(i === index))))
    for (const name of ["parameters", "multiply_adds", "file_bytes"]) this.figures.counted(name, width[name], whole[name])
    const { worth } = width, beside = width === whole ? "lower is better" : `${whole.worth?.text ?? "?"} with all`
    this.figures.said("worth", worth?.text ?? "not measured", worth ? `${beside}; ${worth.source}` : "for this model", worth?.how)
    this.tellTime()
    this.tellLikeness()
    this.remember()
    this.row.wish(this.z, this.y)
    this.soon()
  }

  show(index) {
    this.shown = index
    this.remember()
    this.paintStrip()
  }

  remember() {
    this.lab.address.put([this.at, this.seed, this.shown])
  }

  /** The row at the slider's place now, whichever it was when it was wished for. */
  async draw(z, y) {
    const index = this.at
    return { ...(await this.cuts[index].decode(z, y, COUNT)), index }
  }

  paintRow({ rgba, index }) {
    this.canvases.forEach((canvas, picture) => paint(canvas, rgba, picture, this.lab.data.shape.size))
    this.node.dataset.width = String(this.lab.data.widths[index].ratio)
    this.node.dataset.frames = String(Number(this.node.dataset.frames ?? 0) + 1)
    this.lab.say("")
  }

  /** Every width of these latents, for the strip and for how far each is from the whole. */
  async drawAll() {
    const { z, y } = this, found = []
    try {
      for (const cut of this.cuts) {
        await cut.ready
        found.push((await cut.decode(z, y, COUNT)).rgba)
        if (z !== this.z || this.closed) return
      }
    } catch (error) {
      return this.lab.say(error.message)
    }
    this.rows = found
    this.paintStrip()
    this.tellLikeness()
    this.node.dataset.whole = "true"
  }

  paintStrip() {
    this.faces.forEach((face, index) => face.setAttribute("aria-pressed", String(index === this.shown)))
    if (!this.rows) return
    const { size } = this.lab.data.shape, whole = this.rows.at(-1)
    this.same.forEach(({ canvas, likeness }, index) => {
      paint(canvas, this.rows[index], this.shown, size)
      const level = psnr(this.rows[index], whole, this.shown, size)
      likeness.textContent = index === this.rows.length - 1 ? "the whole network" : Number.isFinite(level) ? `${level.toFixed(1)} dB` : "the same picture"
    })
  }

  tellLikeness() {
    if (this.at === this.cuts.length - 1) return this.figures.said("likeness", "itself", "all channels")
    if (!this.rows) return this.figures.said("likeness", "…", "")
    const level = meanPsnr(this.rows[this.at], this.rows.at(-1), COUNT, this.lab.data.shape.size)
    this.figures.said("likeness", Number.isFinite(level) ? `${level.toFixed(1)} dB` : "the same", `mean of these ${COUNT}`)
  }

  /** Take the time when nobody has touched anything for a moment: a hand on the slider is work too. */
  soon() {
    clearTimeout(this.calm)
    this.round = (this.round ?? 0) + 1
    if (!this.closed) this.calm = setTimeout(() => this.time(this.round), CALM_MS)
  }

  async time(round) {
    const names = new Set(this.cuts.map((cut) => cut.name)), [name] = names
    if (names.size > 1 || !WHERE[name] || document.hidden || this.timed?.name === name) return
    const { z, y } = this, found = this.cuts.map(() => [])
    const works = Object.fromEntries(this.cuts.map((cut, index) => [index, async () => (await cut.decode(z, y, COUNT)).serverMs]))
    const pause = () => new Promise((resolve) => setTimeout(resolve))
    try {
      for await (const each of rounds(works, { count: ROUNDS, step: clockStep(), pause })) {
        if (round !== this.round || this.closed) return
        if (each) found.forEach((kept, index) => kept.push(each[index] / COUNT))
      }
    } catch {
      return // another decoder took over: its coming asks again
    }
    this.timed = { name, widths: found.map(medianInterval) }
    this.tellTime()
    this.node.dataset.timed = name
  }

  tellTime() {
    const where = this.timed && `Measured ${WHERE[this.timed.name]}, ${COUNT} pictures at once, the widths in turns.`
    const waits = this.cuts.some((cut) => cut.name === "fragment") ? "not to be told through reruns" : "is measured when you rest"
    this.figures.time(this.timed?.widths[this.at], this.timed?.widths.at(-1), where ?? waits)
    if (this.timed) this.figures.cards.time.small.textContent += `, ${WHERE[this.timed.name]}`
  }

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
    this.cuts.forEach((cut) => cut !== this.lab.decoder && cut.close())
    this.node.remove()
  }
}
