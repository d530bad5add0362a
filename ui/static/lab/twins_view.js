// Two models under one pad: the same z, and the same label, drawn by both.
import { countUp, make } from "../../../gan_core/web/dom.js"
import { latest } from "../../../gan_core/web/latest.js"
import { crisp, paint } from "../../../gan_core/web/pixels.js"
import { BestDecoder } from "./decoders.js"
import { named, padWithButtons } from "./pad_view.js"

/** @import { Latest } from "../../../gan_core/web/latest.js" */
/** @import { Source } from "./decoders.js" */
/** @import { Answer } from "./fragment.js" */
/** @import { Lab } from "./lab.js" */
/** @import { PadData } from "./pad_view.js" */
/** @typedef {Omit<Source, "runtime" | "backend"> & { answer: Answer | null }} Other */
/** @typedef {PadData & { other: Other, titles: [string, string] }} Data */

export class View {
  first = make("figure", "gl-twin")
  second = make("figure", "gl-twin")
  titles = [make("figcaption", "gl-lab-quiet"), make("figcaption", "gl-lab-quiet")]
  name = "" // of the second model
  /** @type {Latest | null} what the second model draws */
  wishes = null
  /** @type {BestDecoder | null} */
  other = null
  closed = false

  /**
   * @param {Element} root
   * @param {Lab<Data>} lab
   */
  constructor(root, lab) {
    this.lab = lab
    const { pad, bar } = padWithButtons(root, lab, "Keep this z", () => this.follow())
    this.pad = pad
    pad.big.setAttribute("aria-label", "The first model's picture")
    this.first.append(pad.big, this.titles[0])
    this.second.append(this.titles[1])
    pad.node.append(this.first, this.second)
    root.append(bar)
    this.shown = named(lab.data)
    this.open(lab.data)
  }

  /**
   * Another second model: a decoder of its own, and a canvas of its pictures' size.
   * @param {Data} data
   */
  open(data) {
    const { other, titles, runtime, backend } = data
    for (const [index, title] of titles.entries()) this.titles[index].textContent = title
    const name = `${other.model} ${other.fingerprint} ${backend}`
    if (name === this.name) return
    this.name = name
    this.wishes?.close()
    this.other?.close()
    const canvas = crisp(other.shape.size, other.shape.size, "gw-big", "The second model's picture")
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
      this.wishes = latest(
        decoder,
        ({ rgba }) => {
          paint(canvas, rgba, 0, other.shape.size)
          countUp(canvas)
        },
        (error) => this.lab.failed(error),
      )
      this.follow()
    })
  }

  /** The second model draws what the pad's place says; the pad moves once before it is handed over. */
  follow() {
    if (this.pad) this.wishes?.wish(this.pad.z, this.pad.y)
  }

  /** @param {Data} data */
  update(data) {
    this.other?.hear(data.other.answer)
    this.open(data)
    const wanted = named(data)
    if (wanted === this.shown) return
    this.shown = wanted
    this.pad.show(data.plane, data.marks)
  }

  close() {
    this.closed = true
    this.wishes?.close()
    this.other?.close()
    this.pad.close()
  }
}
