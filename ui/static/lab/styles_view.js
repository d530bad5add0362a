// Style mixing under the pointer: a row for each band of layers, in which the picture lies that it takes its style from.
import { button, make, set, slider } from "../../../gan_core/web/dom.js"
import { newest } from "../../../gan_core/web/latest.js"
import { joined } from "../../../gan_core/web/latent_plane.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { letter, mixedStyles, moved, placeAt, placeInWords, shareOf } from "./style_mix.js"

/** @import { Lab, LabData } from "./lab.js" */
/** @import { Styles } from "./style_mix.js" */
/** @typedef {{ name: string, about: string }} Band */
/** @typedef {LabData & { sources: number[][], average: number[], layers: number[], bands: Band[] }} Data */
/** @typedef {{ node: HTMLElement, track: HTMLElement, mark: HTMLElement, words: HTMLElement, faces: HTMLCanvasElement[] }} Row */

const LARGEST_PSI = 1.5

export class View {
  node = make("div", "gl-styles")
  table = make("div", "gl-styles-table")
  words = make("p", "gl-lab-quiet gl-styles-words")
  /** @type {HTMLCanvasElement[]} */
  heads = []
  /** @type {Row[]} */
  rows = []

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { data } = lab, { size } = data.shape
    this.styles = typed(data)
    this.shown = named(data)
    const link = lab.address.numbers(data.bands.length + 2)
    this.places = data.bands.map((_, band) => clamp(link?.[band] ?? Math.min(band, this.count - 1), 0, this.count - 1))
    this.psi = clamp(link?.[data.bands.length] ?? 1, 0, LARGEST_PSI)
    this.noise = link?.at(-1) !== 0
    this.big = crisp(size, size, "gw-big", "The picture of the mixed styles")
    this.picture = lab.painter(this.big, this.node)
    this.fill = newest(() => this.drawFaces(), (error) => lab.failed(error))
    const side = make("div", "gl-styles-side")
    side.append(this.table, this.controls())
    const left = make("div", "gl-styles-left")
    left.append(this.big, this.words)
    this.node.append(left, side)
    root.append(this.node)
    this.build()
  }

  get count() {
    return this.styles.sources.length
  }

  controls() {
    const bar = make("div", "gl-styles-controls"), psi = slider({ min: 0, max: LARGEST_PSI, step: 0.01, value: this.psi })
    const psiLabel = make("label", "gl-styles-psi", "Truncation ψ"), value = make("span", "gl-lab-quiet", this.psi.toFixed(2))
    psi.addEventListener("input", () => {
      this.psi = Number(psi.value)
      value.textContent = this.psi.toFixed(2)
      this.draw()
    })
    psi.addEventListener("change", () => this.settle())
    psiLabel.title = "Every w is drawn towards the average style: average + ψ (w − average). Below 1 pictures are more typical and more alike, at 0 all are one"
    psiLabel.append(psi, value)
    const noise = make("input"), noiseLabel = make("label", "gl-styles-noise")
    noise.type = "checkbox"
    noise.checked = this.noise
    noise.addEventListener("change", () => {
      this.noise = noise.checked
      this.settle()
    })
    noiseLabel.title = "Each layer adds noise to its maps, with a learned strength: small details that no style decides"
    noiseLabel.append(noise, "Noise")
    const chance = button("Mix at random", () => this.take(this.places.map(() => Math.floor(Math.random() * this.count))), "Another picture for each row")
    bar.append(psiLabel, noiseLabel, chance)
    return bar
  }

  /** The table anew: the pictures at its head, and a row for each band. */
  build() {
    const { size } = this.lab.data.shape, head = make("div", "gl-styles-row gl-styles-head"), all = make("div", "gl-styles-cells")
    this.node.style.setProperty("--count", String(this.count))
    this.heads = this.styles.sources.map(() => crisp(size, size, "gl-styles-face"))
    this.heads.forEach((face, index) => {
      const made = button("", () => this.take(this.places.map(() => index)), `All styles of ${letter(index)}`)
      made.setAttribute("aria-label", `All styles of picture ${letter(index)}`)
      made.append(face, letter(index))
      made.addEventListener("pointerenter", ({ pointerType }) => {
        if (pointerType === "mouse") this.draw(this.places.map(() => index))
      })
      made.addEventListener("pointerleave", () => this.draw())
      all.append(made)
    })
    head.append(make("span", "gl-lab-quiet", "Styles of"), all)
    this.rows = this.lab.data.bands.map((band, index) => this.row(band, index))
    this.table.replaceChildren(head, ...this.rows.map(({ node }) => node))
    this.settle()
  }

  /**
   * A band's row. The picture follows the pointer over it; a press or a drag stays.
   * @param {Band} band
   * @param {number} index
   * @returns {Row}
   */
  row({ name, about }, index) {
    const { size } = this.lab.data.shape, node = make("div", "gl-styles-row"), title = make("div", "gl-styles-title"), words = make("span", "gl-lab-quiet")
    const track = make("div", "gl-styles-cells gl-styles-track"), mark = make("div", "gl-styles-mark")
    const faces = this.styles.sources.map(() => crisp(size, size, "gl-styles-face"))
    title.append(make("b", "", name), words)
    title.title = about
    track.append(...faces, mark)
    track.tabIndex = 0
    for (const [key, value] of Object.entries({ role: "slider", "aria-label": `${name} styles`, "aria-valuemin": 1, "aria-valuemax": this.count })) set(track, key, value)
    /** @param {PointerEvent} event */
    const under = ({ clientX }) => {
      const { left, width } = track.getBoundingClientRect()
      return this.places.with(index, placeAt((clientX - left) / width, this.count))
    }
    track.addEventListener("pointerdown", (event) => {
      track.setPointerCapture(event.pointerId)
      this.places = under(event)
      this.draw()
    })
    track.addEventListener("pointermove", (event) => {
      if (track.hasPointerCapture(event.pointerId)) this.places = under(event)
      if (track.hasPointerCapture(event.pointerId) || event.pointerType === "mouse") this.draw(under(event))
    })
    track.addEventListener("lostpointercapture", () => this.settle())
    track.addEventListener("pointerleave", () => this.draw())
    track.addEventListener("keydown", (event) => {
      const to = moved(event.key, this.places[index], this.count)
      if (to === null) return
      event.preventDefault()
      this.take(this.places.with(index, to))
    })
    node.append(title, track)
    return { node, track, mark, words, faces }
  }

  /** @param {number[]} places from now on */
  take(places) {
    this.places = places
    this.settle()
  }

  settle() {
    this.lab.address.put([...this.places, this.psi, Number(this.noise)])
    this.draw()
    this.fill(null)
  }

  /** The picture with the bands at these places, where the pointer only looks if they are not the own ones. */
  draw(places = this.places) {
    this.picture.wish(mixedStyles(this.styles, places, this.psi), this.y(1))
    this.rows.forEach(({ track, mark, words }, band) => {
      const said = placeInWords(places[band])
      mark.style.left = `${100 * shareOf(places[band], this.count)}%`
      words.textContent = said
      set(track, "aria-valuenow", (places[band] + 1).toFixed(1))
      set(track, "aria-valuetext", said)
    })
    this.words.textContent = this.lab.data.bands.map(({ name }, band) => `${name}: ${placeInWords(places[band])}`).join(" · ")
  }

  /** @param {number} count of pictures that get noise, or none */
  y(count) {
    return new Float32Array(count).fill(Number(this.noise))
  }

  /** The pictures at the head, and in each row what it would show with that picture's styles. */
  async drawFaces() {
    const { styles, places, psi, heads, rows, count } = this, { size } = this.lab.data.shape
    const faces = [...heads, ...rows.flatMap((row) => row.faces)]
    const wanted = [places.map(() => -1), ...places.map((_, band) => places.with(band, -1))] // -1 is each picture in turn
    const z = wanted.flatMap((each) => styles.sources.map((_, index) => mixedStyles(styles, each.map((place) => (place < 0 ? index : place)), psi)))
    const { rgba } = await this.lab.decoder.decode(joined(z), this.y(z.length), z.length)
    if (heads !== this.heads) return
    faces.forEach((face, index) => paint(face, rgba, index, size))
    this.node.dataset.faces = String(count * wanted.length)
  }

  /** @param {Data} data */
  update(data) {
    const wanted = named(data)
    if (wanted === this.shown) return
    this.shown = wanted
    this.styles = typed(data)
    this.places = this.places.map((place) => clamp(place, 0, this.count - 1))
    this.build()
  }

  resume() {
    this.settle()
  }

  close() {
    this.picture.close()
    this.node.remove()
  }
}

/**
 * @param {Data} data
 * @returns {Styles}
 */
const typed = ({ sources, average, layers }) => ({ sources: sources.map((each) => Float32Array.from(each)), average: Float32Array.from(average), layers })

/**
 * Tells these pictures from others.
 * @param {Data} data
 */
const named = ({ sources }) => JSON.stringify(sources.map((each) => each.slice(0, 6)))
