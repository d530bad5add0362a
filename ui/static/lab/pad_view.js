// The pad in the page: what it shows comes from Python, where it stands from the link.
import { button, make } from "../../../gan_core/web/dom.js"
import { Pad } from "../../../gan_core/web/pad.js"
import { lengthInWords } from "./lengths.js"

/** @import { Heard, Mark } from "../../../gan_core/web/pad.js" */
/** @import { PlaneData } from "../../../gan_core/web/latent_plane.js" */
/** @import { Lab, LabData } from "./lab.js" */
/** @typedef {LabData & { plane: PlaneData, marks: Mark[] }} PadData */

const ROUNDS = 2 // of wandering by itself: an idle page costs nobody anything

/**
 * A pad that tells the link where it stands and Python what to keep, with its two buttons.
 * @param {Element} root
 * @param {Lab<PadData>} lab
 * @param {string} keep
 * @param {() => void} moving
 */
export function padWithButtons(root, lab, keep, moving) {
  const wander = button("Wander", () => pad.turn())
  const taken = button(keep, () => lab.send("keep", { z: [...pad.z], y: pad.y && [...pad.y] }))
  const { data, address } = lab
  /** @type {Heard} */
  const heard = {
    moved: (...to) => address.put(to),
    moving,
    drawn: (found) => lab.drawn(found),
    failed: (error) => lab.failed(error),
    wandering(on) {
      wander.textContent = on ? "Stop" : "Wander"
    },
  }
  const pad = new Pad(root, { decoder: lab.decoder, shape: data.shape, plane: data.plane, marks: data.marks, place: address.place(), heard })
  const bar = make("div", "gl-lab-bar")
  bar.append(taken, wander)
  return { pad, bar }
}

/**
 * Tells this plane from others.
 * @param {PadData} data
 */
export const named = ({ plane, marks }) => JSON.stringify([plane, marks])

export class View {
  readout = make("span", "gl-lab-quiet")
  reading = 0

  /**
   * @param {Element} root
   * @param {Lab<PadData>} lab
   */
  constructor(root, lab) {
    const { pad, bar } = padWithButtons(root, lab, "Keep this picture", () => this.read())
    this.pad = pad
    bar.append(this.readout)
    root.append(bar)
    this.shown = named(lab.data)
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (!lab.address.place() && !calm) pad.wander(ROUNDS)
  }

  read() {
    this.reading ||= setTimeout(() => {
      this.reading = 0
      this.readout.textContent = lengthInWords(this.pad.z)
    }, 100)
  }

  /** @param {PadData} data */
  update(data) {
    const wanted = named(data)
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
