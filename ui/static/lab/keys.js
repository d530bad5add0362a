// A row of the visitor's pictures to start from, each a button.
import { button, make, press } from "../../../gan_core/web/dom.js"
import { clamp } from "../../../gan_core/web/numbers.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { joinedKeys } from "../../../gan_core/web/latent_plane.js"

/** @import { Key } from "../../../gan_core/web/decoder.js" */
/** @import { Lab, LabData } from "./lab.js" */
/** @typedef {{ z: Float32Array, y: Float32Array | null }} TypedKey */

/**
 * @param {Key[]} keys
 * @returns {TypedKey[]}
 */
export const typed = (keys) => keys.map(({ z, y }) => ({ z: Float32Array.from(z), y: y && Float32Array.from(y) }))

export class Keys {
  node = make("div", "gl-lab-keys")
  /** @type {HTMLButtonElement[]} */
  buttons = []

  /**
   * @param {Lab<LabData & { keys: Key[] }>} lab
   * @param {string} words
   * @param {(key: TypedKey) => void} chosen
   */
  constructor(lab, words, chosen, index = 0) {
    this.lab = lab
    this.chosen = chosen
    this.index = index
    this.keys = typed(lab.data.keys)
    this.node.setAttribute("role", "group")
    this.node.setAttribute("aria-label", words)
    this.words = words
    this.show(lab.data.keys)
  }

  get current() {
    return this.keys[this.index]
  }

  /** @param {Key[]} keys */
  async show(keys) {
    this.keys = typed(keys)
    this.index = clamp(this.index, 0, keys.length - 1)
    const { size } = this.lab.data.shape
    const faces = this.keys.map(() => crisp(size, size, "gl-lab-face"))
    this.buttons = faces.map((face, index) => {
      const made = button("", () => this.choose(index))
      made.setAttribute("aria-label", `Picture ${index + 1}`)
      made.append(face)
      return made
    })
    this.node.replaceChildren(make("span", "gl-lab-quiet", this.words), ...this.buttons)
    this.tell()
    const { z, y } = joinedKeys(this.keys)
    const { rgba } = await this.lab.decoder.decode(z, y, keys.length)
    faces.forEach((face, index) => paint(face, rgba, index, size))
  }

  /** @param {number} index */
  choose(index) {
    this.index = index
    this.tell()
    this.chosen(this.current)
  }

  tell() {
    this.buttons.forEach((each, index) => press(each, index === this.index))
    this.node.hidden = this.buttons.length < 2
  }
}
