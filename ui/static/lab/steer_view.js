// Sliders along directions of latent space: z = psi * (start + sum of strength * direction), drawn as they move.
import { button, make, slider } from "../../../gan_core/web/dom.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { joinedKeys } from "../../../gan_core/web/latent_plane.js"
import { Keys } from "./keys.js"
import { lengthInWords } from "./lengths.js"

/** @import { Key } from "../../../gan_core/web/decoder.js" */
/** @import { Lab, LabData } from "./lab.js" */
/** @typedef {{ name: string, vector: number[], reach: number, figure: string }} Direction */
/** @typedef {LabData & { keys: Key[], directions: Direction[] }} Data */
/** @typedef {{ row: HTMLElement, input: HTMLInputElement, ends: HTMLCanvasElement[], reach: number }} Slider */

const PORTION = 16 // pictures at the sliders' ends in one go

/**
 * Tells these directions from others.
 * @param {Direction[]} directions
 */
const named = (directions) => JSON.stringify(directions.map(({ name, vector }) => [name, vector.slice(0, 4)]))

export class View {
  rows = make("div", "gl-steer-rows")
  readout = make("span", "gl-lab-quiet")
  node = make("div", "gl-steer")
  /** @type {Float32Array[]} */
  vectors = []
  /** @type {number[]} */
  strengths = []
  /** @type {Slider[]} */
  sliders = []
  psi = 1
  shown = "" // which directions

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { size } = lab.data.shape
    this.shownKeys = JSON.stringify(lab.data.keys)
    const link = lab.address.numbers(lab.data.directions.length + 2)
    const again = () => {
      this.remember()
      this.restart()
    }
    this.keys = new Keys(lab, "Start from", again, link?.[0])
    this.big = crisp(size, size, "gw-big", "The picture of these sliders")
    this.truncation = this.plain()
    const bar = make("div", "gl-lab-bar")
    bar.append(
      button("Back to the start", () => this.reset(), "All strengths to 0, truncation to 1"),
      button("Keep this picture", () => lab.send("keep", { z: [...this.z()], y: this.y && [...this.y] })),
      button("Name this direction", () => lab.send("direction", { strengths: this.strengths }), "Saves the sum of the sliders as one direction"),
      this.readout,
    )
    const side = make("div", "gl-steer-side")
    side.append(this.keys.node, this.rows, bar)
    this.node.append(this.big, side)
    root.append(this.node)
    this.picture = lab.painter(this.big, this.node)
    this.show()
  }

  get y() {
    return this.keys.current.y
  }

  show() {
    const { directions } = this.lab.data
    this.shown = named(directions)
    this.vectors = directions.map((each) => Float32Array.from(each.vector))
    const link = this.lab.address.numbers(directions.length + 2)
    this.strengths = directions.map((_, index) => link?.[index + 1] ?? 0)
    this.psi = link?.at(-1) ?? 1
    this.sliders = directions.map((each, index) => this.slider(each, index))
    this.truncation = this.plain()
    this.rows.replaceChildren(...this.sliders.map((slider) => slider.row), this.truncation.row)
    this.restart()
  }

  /**
   * @param {Direction} direction
   * @param {number} index
   * @returns {Slider}
   */
  slider({ name, reach, figure }, index) {
    const row = make("div", "gl-steer-row"), title = make("label", "", name), evidence = make("span", "gl-lab-quiet", figure)
    const input = this.range(`strength-${index}`, -reach, reach, reach / 50, this.strengths[index], (value) => {
      this.strengths[index] = value
    })
    const { size } = this.lab.data.shape, ends = [crisp(size, size, "gl-lab-face"), crisp(size, size, "gl-lab-face")]
    title.htmlFor = input.id
    const words = make("div", "gl-steer-words")
    words.append(title, evidence)
    row.append(words, ends[0], input, ends[1])
    return { row, input, ends, reach }
  }

  plain() {
    const row = make("div", "gl-steer-row gl-steer-psi"), title = make("label", "", "Truncation ψ")
    const input = this.range("psi", 0, 1.5, 0.01, this.psi, (value) => {
      this.psi = value
    })
    title.htmlFor = input.id
    title.title = "z is multiplied by ψ: towards 0, the mean latent, pictures vary less. Related to the truncation of Brock et al. 2019 (of z, arxiv.org/abs/1809.11096) and Karras et al. 2019 (of w, arxiv.org/abs/1812.04948)"
    const words = make("div", "gl-steer-words")
    words.append(title, make("span", "gl-lab-quiet", "1 leaves z as it is"))
    row.append(words, input)
    return { row, input }
  }

  /**
   * @param {string} id
   * @param {number} min
   * @param {number} max
   * @param {number} step
   * @param {number} value
   * @param {(value: number) => void} heard
   */
  range(id, min, max, step, value, heard) {
    const input = slider({ min, max, step, value })
    input.id = `gl-${id}`
    input.addEventListener("input", () => {
      heard(Number(input.value))
      this.draw()
    })
    input.addEventListener("change", () => {
      this.remember()
      this.drawEnds()
    })
    input.addEventListener("dblclick", () => {
      input.value = id === "psi" ? "1" : "0"
      input.dispatchEvent(new Event("input"))
      input.dispatchEvent(new Event("change"))
    })
    return input
  }

  /** The latent of the sliders, with strength `strength` of direction `index` instead of its own. */
  z(index = -1, strength = 0) {
    const { z } = this.keys.current
    return z.map((start, i) => this.psi * this.vectors.reduce((sum, vector, k) => sum + (k === index ? strength : this.strengths[k]) * vector[i], start))
  }

  draw() {
    const z = this.z()
    this.picture.wish(z, this.y)
    this.readout.textContent = lengthInWords(z)
  }

  restart() {
    this.draw()
    this.drawEnds()
  }

  /** The small pictures at both ends of each slider: where it leads from here. */
  async drawEnds() {
    const sliders = this.sliders, wanted = sliders.flatMap(({ reach }, index) => [this.z(index, -reach), this.z(index, reach)])
    if (!wanted.length) return
    try {
      for (let from = 0; from < wanted.length; from += PORTION) {
        const part = wanted.slice(from, from + PORTION), { z, y } = joinedKeys(part.map((z) => ({ z, y: this.y })))
        const { rgba } = await this.lab.decoder.decode(z, y, part.length)
        if (sliders !== this.sliders) return
        part.forEach((_, i) => paint(sliders[(from + i) >> 1].ends[(from + i) & 1], rgba, i, this.lab.data.shape.size))
      }
    } catch (error) {
      this.lab.failed(error)
    }
  }

  remember() {
    this.lab.address.put([this.keys.index, ...this.strengths, this.psi])
  }

  reset() {
    this.strengths.fill(0)
    this.psi = 1
    for (const { input } of this.sliders) input.value = "0"
    this.truncation.input.value = "1"
    this.remember()
    this.restart()
  }

  /** @param {Data} data */
  update(data) {
    const keys = JSON.stringify(data.keys)
    if (keys !== this.shownKeys) {
      this.keys.show(data.keys)
      this.shownKeys = keys
      this.restart()
    }
    if (named(data.directions) !== this.shown) {
      this.lab.address.forget()
      this.show()
    }
  }

  resume() {
    this.restart()
  }

  close() {
    this.picture.close()
    this.node.remove()
  }
}
