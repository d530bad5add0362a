// The playground: one page with a generator in it. What it shows was written into it by gan_core/export/playground.py.
import { normal } from "./normal.js"
import { openOrt, prepare } from "./ort.js"
import { Pad } from "./pad.js"
import { crisp, paint } from "./pixels.js"
import { Plane, joined } from "./plane.js"
import { CORNERS, ofDimensions, ofPictures } from "./spans.js"

const SAVED_PIXELS = 512, KEPT_COSTS = 60, MIDDLE = [0.5, 0.5]

const byId = (id) => document.getElementById(id)
const press = (button, on) => button.setAttribute("aria-pressed", String(on))

function say(words) {
  byId("sentence").hidden = !words
  byId("sentence").textContent = words
}

/** One of the files that this page carries, as bytes. */
async function unpack(id) {
  const place = byId(id), text = atob(place.textContent), packed = new Uint8Array(text.length)
  place.remove()
  for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

const address = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }))

function button(words, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: words })
  made.addEventListener("click", act)
  return made
}

class Playground {
  constructor(model, decoder) {
    const kind = model.shape.latentDim === 2 ? "dimensions" : "pictures" // two numbers are all there is: show them
    Object.assign(this, { model, decoder, kind, keys: model.keys, seed: model.seed, picked: [0, 1, 2] })
    Object.assign(this, { replaced: 0, strength: 1, dims: [0, 1], labels: new Set(), mixing: false, costs: [] })
    this.fill()
    this.pad = new Pad(byId("pad"), {
      decoder,
      shape: model.shape,
      plane: this.plane(),
      marks: this.marks(),
      place: this.home(),
      heard: {
        drawn: (found) => this.drawn(found),
        failed: (error) => say(error.message),
        wandering: (on) => (byId("wander").textContent = on ? "Stop" : "Wander"),
      },
    })
    this.listen()
    this.change()
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.pad.wander()
  }

  /** The buttons that depend on the model. */
  fill() {
    const { shape, labels } = this.model
    this.thumbs = this.keys.map((_, index) => {
      const made = button("", () => this.pick(index)), badge = document.createElement("span")
      badge.className = "badge"
      made.append(crisp(shape.size, shape.size, "thumb"), badge)
      return made
    })
    byId("pictures").append(...this.thumbs)
    this.names = labels.map((name, label) => button(name, () => this.choose(label)))
    this.all = button("Each its own", () => this.choose(null))
    this.mix = button("Mix", () => this.mixMore())
    this.mix.title = "Choose several labels: the picture is half of each"
    byId("labels").append(this.all, ...this.names, this.mix)
    byId("label-row").hidden = !labels.length
    byId("span-row").hidden = shape.latentDim < 2
    for (const [place, id] of ["first", "second"].entries()) {
      byId(id).append(...Array.from({ length: shape.latentDim }, (_, dim) => new Option(`Number ${dim + 1}`, dim)))
      byId(id).value = String(this.dims[place])
    }
  }

  listen() {
    byId("save").addEventListener("click", () => this.save())
    byId("wander").addEventListener("click", () => (this.pad.wandering ? this.pad.rest() : this.pad.wander()))
    byId("more").addEventListener("click", () => this.renew())
    byId("truncation").addEventListener("input", (event) => this.change({ strength: Number(event.target.value) }))
    for (const kind of ["pictures", "dimensions"])
      byId(`by-${kind}`).addEventListener("click", () => this.change({ kind }, true))
    for (const id of ["first", "second"])
      byId(id).addEventListener("change", () => this.change({ dims: [+byId("first").value, +byId("second").value] }, true))
  }

  truncated = (z) => Array.from(z, (value) => value * this.strength)
  labelled = ({ z, y }) => ({ z, y: this.weights() ?? y })

  /** The chosen labels in equal shares; null where each picture has its own. */
  weights() {
    const count = this.labels.size
    return count ? this.model.labels.map((_, label) => (this.labels.has(label) ? 1 / count : 0)) : null
  }

  plane() {
    const keys = this.picked.map((index) => this.labelled(this.keys[index]))
    const plane = this.kind === "pictures" ? ofPictures(keys, this.model.keep) : ofDimensions(keys[0], ...this.dims)
    return { ...plane, origin: this.truncated(plane.origin), along: plane.along.map(this.truncated) }
  }

  marks() {
    if (this.kind !== "pictures") return []
    return CORNERS.map(([u, v], index) => ({ u, v, text: String(index + 1) }))
  }

  /** Where to begin: in the middle of three pictures, or where the one picture lies. */
  home() {
    if (this.kind === "pictures") return MIDDLE
    const { z } = this.keys[this.picked[0]]
    return new Plane(this.plane()).share(...this.dims.map((dim) => z[dim]))
  }

  /** All that is shown, anew; with `home` from where one begins. */
  change(what = {}, home = false) {
    Object.assign(this, what)
    if (home) this.pad.rest()
    this.pad.show(this.plane(), this.marks(), home ? this.home() : this.pad.place)
    this.tell()
    this.redraw()
  }

  tell() {
    const pictures = this.kind === "pictures"
    press(byId("by-pictures"), pictures)
    press(byId("by-dimensions"), !pictures)
    byId("dims").hidden = pictures
    byId("strength").textContent = this.strength.toFixed(2)
    press(this.all, !this.labels.size)
    press(this.mix, this.mixing)
    this.names.forEach((each, label) => press(each, this.labels.has(label)))
    byId("pictures-words").textContent = pictures
      ? "The field lies between pictures 1, 2 and 3. Choose others, or go back to one of the three."
      : "The field starts from this picture and changes two of its numbers. Choose another."
    const spanning = pictures ? this.picked : this.picked.slice(0, 1)
    this.thumbs.forEach((each, index) => {
      const corner = spanning.indexOf(index)
      press(each, corner >= 0)
      each.lastChild.textContent = corner < 0 ? "" : pictures ? corner + 1 : "•"
      const words = corner < 0 ? "" : pictures ? `, number ${corner + 1} of the field` : ", the field starts from it"
      each.setAttribute("aria-label", `Picture ${index + 1}${words}`)
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
        const keys = this.keys.map(this.labelled)
        const y = keys[0].y && joined(keys.map((key) => key.y))
        const { rgba } = await this.decoder.decode(joined(keys.map((key) => this.truncated(key.z))), y, keys.length)
        this.thumbs.forEach((each, index) => paint(each.firstChild, rgba, index, this.model.shape.size))
      }
      byId("pictures").dataset.drawn = String(Number(byId("pictures").dataset.drawn ?? 0) + 1)
    } catch (error) {
      say(error.message)
    } finally {
      this.drawing = false
    }
  }

  /** Another picture takes the place of the one that was chosen first; one of the three is gone to. */
  pick(index) {
    const corner = this.picked.indexOf(index)
    if (this.kind === "pictures" && corner >= 0) {
      this.pad.rest()
      return this.pad.move(...this.pad.plane.share(...CORNERS[corner]))
    }
    const place = this.kind === "pictures" ? this.replaced : 0
    if (this.kind === "pictures") this.replaced = (this.replaced + 1) % CORNERS.length
    if (corner >= 0) this.picked[corner] = this.picked[place]
    this.picked[place] = index
    this.change({}, this.kind === "dimensions")
  }

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
    const next = normal((this.seed += 1)), { latentDim, numClasses } = this.model.shape
    this.keys = this.keys.map((_, index) => ({
      z: Array.from({ length: latentDim }, next),
      y: numClasses ? Array.from({ length: numClasses }, (_, label) => Number(label === index % numClasses)) : null,
    }))
    this.change({ picked: [0, 1, 2], replaced: 0 })
  }

  drawn({ ms }) {
    say("")
    this.costs.push(ms)
    if (this.costs.length > KEPT_COSTS) this.costs.shift()
    const now = performance.now()
    if (now - (this.told ?? -Infinity) < 250) return
    this.told = now
    const middle = [...this.costs].sort((a, b) => a - b)[Math.floor(this.costs.length / 2)]
    byId("gauge").textContent = `Drawn ${this.decoder.words} · ${middle.toFixed(1)} ms a picture`
  }

  /** The picture as PNG, enlarged without smoothing. */
  save() {
    const { size } = this.model.shape, side = size * Math.ceil(SAVED_PIXELS / size)
    const large = crisp(side, side, ""), pen = large.getContext("2d")
    pen.imageSmoothingEnabled = false
    pen.drawImage(this.pad.big, 0, 0, side, side)
    large.toBlob((blob) => {
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob) })
      link.download = `${this.model.name}.png`
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
    })
  }
}

async function start() {
  try {
    const model = JSON.parse(byId("model").textContent)
    const files = ["file-runtime", "file-loader", "file-wasm", "file-generator"]
    const [runtime, loader, wasm, generator] = await Promise.all(files.map(unpack))
    const ort = prepare(await import(address(runtime)), { wasmBinary: wasm, wasmPaths: { mjs: address(loader) } })
    const decoder = await openOrt(ort, generator, model.shape)
    byId("stage").hidden = false
    new Playground(model, decoder)
    document.body.dataset.open = "true"
  } catch (error) {
    say(`This browser cannot run the network (${error.message}). A recent Chrome, Edge, Firefox or Safari can.`)
  }
}

if (document.body.dataset.fit) start()
