// The interactive export: one page with a generator in it. gan_core/export/interactive_export.py writes the model into it.
import { address, byId, field, unpack } from "./carried.js"
import { Costs } from "./costs.js"
import { button, countUp, element, make, press, reason, sayOrHide } from "./dom.js"
import { newest } from "./latest.js"
import { normal } from "./normal.js"
import { openOrt, prepare } from "./ort.js"
import { Pad } from "./pad.js"
import { crisp, paint, pen } from "./pixels.js"
import { Plane, joinedKeys } from "./latent_plane.js"
import { openReader } from "./sentence_reader.js"
import { CORNERS, ofDimensions, ofPictures } from "./spans.js"
import { swapped, unknownWords } from "./unknown_words.js"

/** @import { Decoder, Drawn, Key, Shape } from "./decoder.js" */
/** @import { Mark } from "./pad.js" */
/** @import { Numbers, PlaneData, Point } from "./latent_plane.js" */
/** @import { Reader, Vocabulary } from "./sentence_reader.js" */
/** @typedef {"pictures" | "dimensions"} Spanned */
/**
 * What Python wrote into the page; `text` of a model that reads sentences, with one to begin with.
 * @typedef {{ name: string, shape: Shape, keep: boolean, labels: string[], keys: Key[], seed: number, text: (Vocabulary & { example: string }) | null }} Model
 */

const SAVED_PIXELS = 512

/** @type {Point} */
const MIDDLE = [0.5, 0.5]

/** @param {string} words */
const say = (words) => sayOrHide(byId("sentence"), words)

class InteractiveExport {
  picked = [0, 1, 2] // the pictures that span the field
  replaced = 0
  strength = 1
  /** @type {Point} */
  dims = [0, 1]
  /** @type {Set<number>} */
  labels = new Set()
  mixing = false
  /** @type {number[] | null} what all pictures are told; null where each has a caption of its own */
  said = null
  costs = new Costs()
  stale = false
  drawing = false
  all = button("Each its own", () => this.choose(null))
  mix = button("Mix", () => this.mixMore(), "Choose several labels: the picture mixes them in equal parts")

  /**
   * @param {Model} model
   * @param {Decoder} decoder
   * @param {Reader | null} reader
   */
  constructor(model, decoder, reader) {
    /** @type {Spanned} */
    this.spanned = model.shape.latentDim === 2 ? "dimensions" : "pictures" // two numbers are all there is: show them
    this.model = model
    this.decoder = decoder
    this.keys = model.keys
    this.seed = model.seed
    this.thumbs = model.keys.map((_, index) => this.thumb(index))
    this.names = model.labels.map((name, label) => button(name, () => this.choose(label)))
    this.fill()
    this.pad = new Pad(byId("pad"), {
      decoder,
      shape: model.shape,
      plane: this.plane(),
      marks: this.marks(),
      place: this.home(),
      heard: {
        drawn: (found) => this.drawn(found),
        failed: (error) => say(reason(error)),
        wandering: (on) => {
          byId("wander").textContent = on ? "Stop" : "Wander"
        },
      },
    })
    this.listen()
    if (reader && model.text) this.readLine(reader, model.text.example)
    this.change()
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.pad.wander()
  }

  /** @param {number} index */
  thumb(index) {
    const { size } = this.model.shape
    const node = button("", () => this.pick(index)), face = crisp(size, size, "thumb"), badge = make("span", "badge")
    node.append(face, badge)
    return { node, face, badge }
  }

  /** The buttons that depend on the model. */
  fill() {
    const { shape, labels } = this.model
    byId("pictures").append(...this.thumbs.map(({ node }) => node))
    byId("labels").append(this.all, ...this.names, this.mix)
    byId("label-row").hidden = !labels.length
    byId("span-row").hidden = shape.latentDim < 2
    for (const [place, id] of ["first", "second"].entries()) {
      const choice = field(id, HTMLSelectElement)
      choice.append(...Array.from({ length: shape.latentDim }, (_, dim) => new Option(`Number ${dim + 1}`, String(dim))))
      choice.value = String(this.dims[place])
    }
  }

  listen() {
    byId("save").addEventListener("click", () => this.save())
    byId("wander").addEventListener("click", () => this.pad.turn())
    byId("more").addEventListener("click", () => this.renew())
    const truncation = field("truncation", HTMLInputElement)
    truncation.addEventListener("input", () => this.change({ strength: Number(truncation.value) }))
    for (const spanned of /** @type {Spanned[]} */ (["pictures", "dimensions"]))
      byId(`by-${spanned}`).addEventListener("click", () => this.change({ spanned }, true))
    const [first, second] = ["first", "second"].map((id) => field(id, HTMLSelectElement))
    for (const choice of [first, second])
      choice.addEventListener("change", () => this.change({ dims: [Number(first.value), Number(second.value)] }, true))
  }

  /**
   * The line to type in: what it says draws every picture; where it is empty each has its own caption again.
   * @param {Reader} reader
   * @param {string} example
   */
  readLine(reader, example) {
    const line = field("line", HTMLInputElement), told = byId("line-words")
    const read = newest(async (/** @type {string} */ text) => {
      const [sentence] = await reader.read([text])
      this.said = sentence.words.length ? [...sentence.y] : null
      const words = unknownWords(sentence, (word, other) => {
        put(swapped(line.value.trim(), word, other))
        line.focus()
      })
      told.hidden = !words.length
      told.replaceChildren(...words)
      byId("line-own").hidden = !line.value
      this.change()
    }, (error) => say(reason(error)))
    const put = (/** @type {string} */ text) => {
      line.value = text
      read(text)
    }
    line.addEventListener("input", () => read(line.value))
    byId("line-own").addEventListener("click", () => put(""))
    byId("line-row").hidden = false
    put(example)
  }

  /** @param {Numbers} z */
  truncated(z) {
    return Float32Array.from(z, (value) => value * this.strength)
  }

  /** @param {Key} key */
  labelled({ z, y }) {
    return { z, y: this.weights() ?? y }
  }

  /** The sentence, or the chosen labels in equal shares; null where each picture has its own. */
  weights() {
    if (this.said) return this.said
    const count = this.labels.size
    return count ? this.model.labels.map((_, label) => (this.labels.has(label) ? 1 / count : 0)) : null
  }

  /** @returns {PlaneData} */
  plane() {
    const keys = this.picked.map((index) => this.labelled(this.keys[index]))
    const plane = this.spanned === "pictures" ? ofPictures(keys, this.model.keep) : ofDimensions(keys[0], ...this.dims)
    const [a, b] = plane.along
    return { ...plane, origin: this.truncated(plane.origin), along: [this.truncated(a), this.truncated(b)] }
  }

  /** @returns {Mark[]} */
  marks() {
    if (this.spanned !== "pictures") return []
    return CORNERS.map(([u, v], index) => ({ u, v, text: String(index + 1) }))
  }

  /** Where to begin: in the middle of three pictures, or where the one picture lies. */
  home() {
    if (this.spanned === "pictures") return MIDDLE
    const { z } = this.keys[this.picked[0]], [first, second] = this.dims
    return new Plane(this.plane(), this.model.shape).share(z[first], z[second])
  }

  /**
   * All that is shown, anew; with `home` from where one begins.
   * @param {Partial<Pick<InteractiveExport, "spanned" | "strength" | "dims" | "picked" | "replaced">>} what
   */
  change(what = {}, home = false) {
    Object.assign(this, what)
    if (home) this.pad.rest()
    this.pad.show(this.plane(), this.marks(), home ? this.home() : this.pad.place)
    this.tell()
    this.redraw()
  }

  tell() {
    const pictures = this.spanned === "pictures"
    press(byId("by-pictures"), pictures)
    press(byId("by-dimensions"), !pictures)
    byId("dims").hidden = pictures
    byId("strength").textContent = this.strength.toFixed(2)
    press(this.all, !this.labels.size)
    press(this.mix, this.mixing)
    this.names.forEach((each, label) => press(each, this.labels.has(label)))
    byId("pictures-words").textContent = pictures
      ? "The field lies between pictures 1, 2 and 3. Choose others, or return to one of the three."
      : "The field starts from this picture and changes two of its numbers. Choose another."
    const spanning = pictures ? this.picked : this.picked.slice(0, 1)
    this.thumbs.forEach(({ node, badge }, index) => {
      const corner = spanning.indexOf(index)
      press(node, corner >= 0)
      badge.textContent = corner < 0 ? "" : pictures ? String(corner + 1) : "•"
      const words = corner < 0 ? "" : pictures ? `, number ${corner + 1} of the field` : ", the field starts from it"
      node.setAttribute("aria-label", `Picture ${index + 1}${words}`)
    })
  }

  /** The small pictures; what changes meanwhile is drawn once, and not for every step of a slider. */
  async redraw() {
    this.stale = true
    if (this.drawing) return
    this.drawing = true
    try {
      while (this.stale) {
        this.stale = false
        const keys = this.keys.map((key) => this.labelled(key))
        const { z, y } = joinedKeys(keys.map((key) => ({ z: this.truncated(key.z), y: key.y && Float32Array.from(key.y) })))
        const { rgba } = await this.decoder.decode(z, y, keys.length)
        this.thumbs.forEach(({ face }, index) => paint(face, rgba, index, this.model.shape.size))
      }
      countUp(byId("pictures"), "drawn")
    } catch (error) {
      say(reason(error))
    } finally {
      this.drawing = false
    }
  }

  /**
   * Another picture takes the place of the one that was chosen first; one of the three is gone to.
   * @param {number} index
   */
  pick(index) {
    const corner = this.picked.indexOf(index)
    if (this.spanned === "pictures" && corner >= 0) {
      this.pad.rest()
      return this.pad.move(...this.pad.plane.share(...CORNERS[corner]))
    }
    const place = this.spanned === "pictures" ? this.replaced : 0
    if (this.spanned === "pictures") this.replaced = (this.replaced + 1) % CORNERS.length
    if (corner >= 0) this.picked[corner] = this.picked[place]
    this.picked[place] = index
    this.change({}, this.spanned === "dimensions")
  }

  /** @param {number | null} label */
  choose(label) {
    if (!this.mixing || label === null) this.labels.clear()
    if (label === null) this.mixing = false
    else if (!this.labels.delete(label)) this.labels.add(label)
    this.change()
  }

  mixMore() {
    this.mixing = !this.mixing
    if (!this.mixing) this.labels = new Set([...this.labels].slice(0, 1))
    this.change()
  }

  /** As many new pictures, from N(0, I). */
  renew() {
    this.seed += 1
    const next = normal(this.seed), { latentDim, numClasses } = this.model.shape, captions = this.keys.map(({ y }) => y)
    this.keys = this.keys.map((_, index) => ({
      z: Array.from({ length: latentDim }, next),
      y: numClasses ? Array.from({ length: numClasses }, (_, label) => Number(label === index % numClasses)) : captions[index],
    }))
    this.change({ picked: [0, 1, 2], replaced: 0 })
  }

  /** @param {Drawn} found */
  drawn({ ms }) {
    say("")
    this.costs.add(ms)
    if (this.costs.due()) byId("gauge").textContent = `Drawn ${this.decoder.words} · ${this.costs.middle.toFixed(1)} ms per picture`
  }

  /** The picture as PNG, enlarged without smoothing. */
  save() {
    const { size } = this.model.shape, side = size * Math.ceil(SAVED_PIXELS / size)
    const large = crisp(side, side, ""), context = pen(large)
    context.imageSmoothingEnabled = false
    context.drawImage(this.pad.big, 0, 0, side, side)
    large.toBlob((blob) => {
      if (!blob) return say("This browser could not save the picture as a PNG.")
      const link = element("a", { href: URL.createObjectURL(blob), download: `${this.model.name}.png` })
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
    })
  }
}

async function start() {
  try {
    /** @type {Model} */
    const model = JSON.parse(byId("model").textContent ?? "")
    const files = ["file-runtime", "file-loader", "file-wasm", "file-generator"]
    const [runtime, loader, wasm, generator] = await Promise.all(files.map(unpack))
    const ort = prepare(await import(address(runtime)), { wasmBinary: wasm, wasmPaths: { mjs: address(loader) } })
    const decoder = await openOrt(ort, generator, model.shape)
    const reader = model.text && (await openReader(ort, await unpack("file-reader"), model.text))
    byId("stage").hidden = false
    new InteractiveExport(model, decoder, reader)
    document.body.dataset.open = "true"
  } catch (error) {
    say(`This browser cannot run the network (${reason(error)}). A recent Chrome, Edge, Firefox or Safari can.`)
  }
}

if (document.body.dataset.fit) start()
