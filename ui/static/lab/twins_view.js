// Two models under one pad: the same z, and the same label, drawn by both.
import { BestDecoder } from "./decoders.js"
import { latest } from "./latest.js"
import { Pad } from "./pad.js"
import { crisp, paint } from "./pixels.js"

const make = (tag, name, text = "") => Object.assign(document.createElement(tag), { className: name, textContent: text })

export class View {
  constructor(root, lab) {
    this.lab = lab
    const { data, address } = lab
    this.pad = new Pad(root, {
      decoder: lab.decoder,
      shape: data.shape,
      plane: data.plane,
      marks: data.marks,
      place: address.numbers(2) ?? [0.5, 0.5],
      heard: {
        moved: (...to) => address.put(to),
        moving: () => this.follow(),
        drawn: (found) => lab.drawn(found),
        failed: (error) => lab.say(error.message),
        wandering: (on) => this.wanderButton && (this.wanderButton.textContent = on ? "Stop" : "Wander"),
      },
    })
    this.first = this.frame(this.pad.big, "The first model's picture")
    this.second = this.frame(null, "The second model's picture")
    this.pad.node.append(this.first, this.second)
    this.wanderButton = this.button("Wander", () => (this.pad.wandering ? this.pad.rest() : this.pad.wander()))
    const keep = this.button("Keep this z", () => lab.send("keep", { z: [...this.pad.z], y: this.pad.y && [...this.pad.y] }))
    const bar = make("div", "gl-lab-bar")
    bar.append(keep, this.wanderButton)
    root.append(bar)
    this.shown = JSON.stringify([data.plane, data.marks])
    this.open(data)
  }

  button(words, act) {
    const made = Object.assign(make("button", "", words), { type: "button" })
    made.addEventListener("click", act)
    return made
  }

  frame(canvas, label) {
    const frame = make("figure", "gl-twin")
    frame.append(...(canvas ? [canvas] : []), make("figcaption", "gl-lab-quiet"))
    if (canvas) canvas.setAttribute("aria-label", label)
    frame.label = label
    return frame
  }

  /** Another second model: a decoder of its own, and a canvas of its pictures' size. */
  open(data) {
    const { other, titles, runtime, backend } = data
    this.titles(titles)
    const name = `${other.model} ${other.fingerprint} ${backend}`
    if (name === this.name) return
    this.name = name
    this.wishes?.close()
    this.other?.close()
    const canvas = crisp(other.shape.size, other.shape.size, "gw-big")
    canvas.setAttribute("role", "img")
    canvas.setAttribute("aria-label", this.second.label)
    this.second.querySelector("canvas")?.remove()
    this.second.prepend(canvas)
    const decoder = new BestDecoder({ ...other, runtime, backend }, this.lab.url, {
      ask: (_, value) => this.lab.component.setStateValue("ask_other", value),
      changed: () => {},
      failed: (words) => this.lab.say(words),
    })
    this.other = decoder
    decoder.ready.then(() => {
      if (this.other !== decoder || this.closed) return
      const draw = ({ rgba }) => {
        paint(canvas, rgba, 0, other.shape.size)
        canvas.dataset.frames = String(Number(canvas.dataset.frames ?? 0) + 1)
      }
      this.wishes = latest(decoder, draw, (error) => this.lab.say(error.message))
      this.follow()
    })
  }

  titles([first, second]) {
    this.first.lastChild.textContent = first
    this.second.lastChild.textContent = second
  }

  follow() {
    if (this.pad) this.wishes?.wish(this.pad.z, this.pad.y)
  }

  update(data) {
    this.other.hear(data.other.answer)
    this.open(data)
    const wanted = JSON.stringify([data.plane, data.marks])
    if (wanted === this.shown) return
    this.shown = wanted
    this.pad.show(data.plane, data.marks)
  }

  close() {
    this.closed = true
    this.wishes?.close()
    this.other.close()
    this.pad.close()
  }
}
