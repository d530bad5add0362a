// The pad in the page: what it shows comes from Python, where it stands from the link.
import { Pad } from "./pad.js"

const ROUNDS = 2 // of wandering by itself: an idle page costs nobody anything

export class View {
  constructor(root, lab) {
    this.lab = lab
    const { data, address } = lab
    const place = address.numbers(2)
    this.readout = Object.assign(document.createElement("span"), { className: "gl-lab-quiet" })
    this.pad = new Pad(root, {
      decoder: lab.decoder,
      shape: data.shape,
      plane: data.plane,
      marks: data.marks,
      place: place ?? [0.5, 0.5],
      heard: {
        moved: (...to) => address.put(to),
        moving: () => this.read(),
        drawn: (found) => lab.drawn(found),
        failed: (error) => lab.say(error.message),
        wandering: (on) => this.wanderButton && (this.wanderButton.textContent = on ? "Stop" : "Wander"),
      },
    })
    this.wanderButton = this.button("Wander", () => (this.pad.wandering ? this.pad.rest() : this.pad.wander()))
    const take = this.button("Keep this picture", () => lab.send("keep", { z: [...this.pad.z], y: this.pad.y && [...this.pad.y] }))
    const bar = Object.assign(document.createElement("div"), { className: "gl-lab-bar" })
    bar.append(take, this.wanderButton, this.readout)
    root.append(bar)
    this.shown = JSON.stringify([data.plane, data.marks])
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (!place && !calm) this.pad.wander(ROUNDS)
  }

  button(words, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words })
    made.addEventListener("click", act)
    return made
  }

  read() {
    if (this.reading) return
    this.reading = setTimeout(() => {
      this.reading = null
      const length = Math.hypot(...this.pad.z), typical = Math.sqrt(this.pad.z.length)
      this.readout.textContent = `length of z ${length.toFixed(1)}, a typical one ${typical.toFixed(1)}`
    }, 100)
  }

  update(data) {
    const wanted = JSON.stringify([data.plane, data.marks])
    if (wanted === this.shown) return
    this.shown = wanted
    this.pad.show(data.plane, data.marks)
  }

  resume() {
    this.pad.again()
  }

  close() {
    clearTimeout(this.reading)
    this.pad.close()
  }
}
