// One z under all labels, and a mix of two of them.
import { oneHot } from "../../../gan_core/web/decoder.js"
import { button, make, slider } from "../../../gan_core/web/dom.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { joined } from "../../../gan_core/web/latent_plane.js"
import { Keys } from "./keys.js"

/** @import { Key } from "../../../gan_core/web/decoder.js" */
/** @import { Lab, LabData } from "./lab.js" */
/** @typedef {LabData & { keys: Key[], names: string[], first: number }} Data */

const MOST = 64

export class View {
  words = make("p", "gl-lab-quiet")
  all = make("div", "gl-labels-all")
  node = make("div", "gl-labels")

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { data } = lab, { size } = data.shape, link = lab.address.numbers(4)
    /** @param {number} index */
    const fits = (index) => Number.isInteger(index) && index >= 0 && index < data.names.length
    const [first, second, share] = link && fits(link[0]) && fits(link[1]) ? link : [data.first, (data.first + 1) % data.names.length, 0.5]
    this.first = first
    this.second = second
    this.share = share
    const again = () => {
      this.remember()
      this.restart()
    }
    this.keys = new Keys(lab, "z of picture", again, link?.[3])
    this.big = crisp(size, size, "gw-big", "The picture of the mixed label")
    this.a = this.choice("From", first, (index) => {
      this.first = index
    })
    this.b = this.choice("To", second, (index) => {
      this.second = index
    })
    this.slider = slider({ min: 0, max: 1, step: 0.005, value: share })
    this.slider.setAttribute("aria-label", "Share of the second label")
    this.slider.addEventListener("input", () => {
      this.share = Number(this.slider.value)
      this.draw()
    })
    this.slider.addEventListener("change", () => this.remember())
    const mix = make("div", "gl-labels-mix")
    mix.append(this.a.node, this.slider, this.b.node)
    const keep = button("Keep this picture", () => lab.send("keep", { z: [...this.keys.current.z], y: [...this.y()] }))
    const side = make("div", "")
    side.append(this.keys.node, mix, this.words, keep)
    const top = make("div", "gl-labels-top")
    top.append(this.big, side)
    this.node.append(this.all, top)
    root.append(this.node)
    this.picture = lab.painter(this.big, this.node)
    this.shown = JSON.stringify(data.keys)
    this.restart()
  }

  /**
   * @param {string} words
   * @param {number} chosen
   * @param {(index: number) => void} heard
   */
  choice(words, chosen, heard) {
    const node = make("label", "gl-labels-choice", words), select = make("select")
    select.append(...this.lab.data.names.map((name, index) => new Option(name, String(index))))
    select.value = String(chosen)
    select.addEventListener("change", () => {
      heard(Number(select.value))
      this.draw()
      this.remember()
    })
    node.append(select)
    return { node, select }
  }

  /** The weights of the mix. */
  y() {
    const weights = new Float32Array(this.lab.data.names.length)
    weights[this.first] += 1 - this.share
    weights[this.second] += this.share
    return weights
  }

  draw() {
    this.picture.wish(this.keys.current.z, this.y())
    const { names } = this.lab.data, percent = Math.round(100 * this.share)
    this.words.textContent = `${100 - percent} % ${names[this.first]}, ${percent} % ${names[this.second]}`
  }

  remember() {
    this.lab.address.put([this.first, this.second, this.share, this.keys.index])
  }

  restart() {
    this.draw()
    this.row()
  }

  /** Every label for this z; a click takes it as the end of the mix. */
  async row() {
    const { z } = this.keys.current, { names, shape } = this.lab.data
    const faces = names.map(() => crisp(shape.size, shape.size, "gl-labels-face"))
    this.all.replaceChildren(
      ...names.map((name, index) => {
        const made = button("", () => {
          this.second = index
          this.b.select.value = String(index)
          this.share = 1
          this.slider.value = "1"
          this.draw()
          this.remember()
        })
        made.append(faces[index], make("span", "", name))
        made.setAttribute("aria-label", `This z as ${name}`)
        return made
      }),
    )
    try {
      for (let from = 0; from < names.length; from += MOST) {
        const part = names.slice(from, from + MOST).map((_, i) => oneHot(from + i, names.length))
        const { rgba } = await this.lab.decoder.decode(joined(part.map(() => z)), joined(part), part.length)
        part.forEach((_, i) => paint(faces[from + i], rgba, i, shape.size))
      }
    } catch (error) {
      this.lab.failed(error)
    }
  }

  /** @param {Data} data */
  update(data) {
    const keys = JSON.stringify(data.keys)
    if (keys === this.shown) return
    this.shown = keys
    this.keys.show(data.keys)
    this.restart()
  }

  close() {
    this.picture.close()
    this.node.remove()
  }
}
