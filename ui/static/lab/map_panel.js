// Beside a map: the picture of a place, and the real picture of a dot with what the model makes of it.
import { make } from "../../../gan_core/web/dom.js"
import { crisp, pen } from "../../../gan_core/web/pixels.js"
import { length } from "../../../gan_core/web/latent_plane.js"

/** @import { Lab, LabData } from "./lab.js" */

export class Panel {
  node = make("div", "gl-map-panel")

  /** @param {Lab<LabData>} lab */
  constructor(lab) {
    this.size = lab.data.shape.size
    this.here = this.figure("Here")
    this.real = this.figure("Real picture")
    this.again = this.figure("Its reconstruction")
    this.node.append(this.here.node, this.real.node, this.again.node)
    this.drawHere = lab.painter(this.here.canvas, this.here.node)
    this.drawAgain = lab.painter(this.again.canvas, this.again.node)
  }

  /** @param {string} title */
  figure(title) {
    const node = make("figure", "gl-map-figure"), canvas = crisp(this.size, this.size, "gw-big", title)
    const words = make("span", "gl-lab-quiet")
    const caption = make("figcaption", "", title)
    node.append(canvas, caption, words)
    return { node, canvas, words }
  }

  /**
   * Which of the three there can be.
   * @param {boolean} places
   * @param {boolean} dots
   */
  offer(places, dots) {
    this.here.node.hidden = !places
    this.real.node.hidden = this.again.node.hidden = !dots
    for (const { canvas, words } of [this.real, this.again]) {
      pen(canvas).clearRect(0, 0, this.size, this.size)
      words.textContent = ""
    }
    this.real.words.textContent = "point at a dot"
  }

  /**
   * @param {Float32Array} z
   * @param {Float32Array | null} y
   * @param {string} words
   */
  place(z, y, words) {
    this.drawHere.wish(z, y)
    this.here.words.textContent = words
  }

  /**
   * Picture `index` of the sheet `pictures`, and the latent its encoder gave.
   * @param {HTMLImageElement} pictures
   * @param {number} index
   * @param {number} columns
   * @param {Float32Array} mu
   * @param {Float32Array | null} y
   * @param {string} name
   */
  dot(pictures, index, columns, mu, y, name) {
    const { size } = this
    pen(this.real.canvas).drawImage(pictures, (index % columns) * size, Math.floor(index / columns) * size, size, size, 0, 0, size, size)
    this.real.words.textContent = name
    this.real.node.dataset.index = String(index)
    this.again.words.textContent = `from μ, ‖μ‖ = ${length(mu).toFixed(1)}`
    this.drawAgain.wish(mu, y)
  }

  close() {
    this.drawHere.close()
    this.drawAgain.close()
  }
}
