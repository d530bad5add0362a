// A row of the visitor's pictures to start from, each a button.
import { crisp, paint } from "./pixels.js"
import { joined } from "./plane.js"

export const make = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text })

export function button(words, act, help = "") {
  const made = Object.assign(make("button", "", words), { type: "button", title: help })
  made.addEventListener("click", act)
  return made
}

/** keys: [{z, y}] as plain numbers -> the same as Float32Array. */
export const typed = (keys) => keys.map(({ z, y }) => ({ z: Float32Array.from(z), y: y ? Float32Array.from(y) : null }))

export class Keys {
  constructor(lab, words, chosen, index = 0) {
    Object.assign(this, { lab, chosen, index })
    this.node = make("div", "gl-lab-keys")
    this.node.setAttribute("role", "group")
    this.node.setAttribute("aria-label", words)
    this.words = words
    this.show(lab.data.keys)
  }

  get current() {
    return this.keys[this.index]
  }

  async show(keys) {
    this.keys = typed(keys)
    this.index = Math.max(0, Math.min(this.index, keys.length - 1))
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
    const y = this.keys[0].y ? joined(this.keys.map((key) => key.y)) : null
    const { rgba } = await this.lab.decoder.decode(joined(this.keys.map((key) => key.z)), y, keys.length)
    faces.forEach((face, index) => paint(face, rgba, index, size))
  }

  choose(index) {
    this.index = index
    this.tell()
    this.chosen(this.current)
  }

  tell() {
    this.buttons.forEach((each, index) => each.setAttribute("aria-pressed", String(index === this.index)))
    this.node.hidden = this.buttons.length < 2
  }
}
