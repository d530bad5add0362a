// One part of the latent lab: a decoder, the best there is, the view that Python asked for, and a line that says both.
import { countUp, make, reason, sayOrHide } from "../../../gan_core/web/dom.js"
import { latest } from "../../../gan_core/web/latest.js"
import { paint } from "../../../gan_core/web/pixels.js"
import { Address } from "./address.js"
import { BestDecoder } from "./decoders.js"
import { Gauge } from "./gauge.js"
import { revive } from "./revive.js"

/** @import { Component, Mounted, Url } from "../mount.js" */
/** @import { Drawn } from "../../../gan_core/web/decoder.js" */
/** @import { Source } from "./decoders.js" */
/** @import { Answer } from "./fragment.js" */
/**
 * What Python sends to every view; `heard` is the number of what it was told last.
 * @typedef {Source & { view: string, version: string, answer: Answer | null, heard: number }} LabData
 */
/**
 * What a module "..._view.js" exports as View.
 * @typedef {Object} LabView
 * @property {(data: any) => void} update
 * @property {() => void} [resume] draws what the decoder before this one left half-drawn
 * @property {() => void} close
 */

const SILENT_SECONDS = 4, REVIVED_SECONDS = 2, TRIES = 4

/**
 * @param {Element} parent
 * @param {Component<LabData>} component
 * @param {Url} url
 * @returns {Mounted<LabData>}
 */
export function mount(parent, component, url) {
  let lab = new Lab(parent, component, url)
  return {
    update(next) {
      if (lab.isAnother(next.data)) {
        if (lab.data.model !== next.data.model) lab.address.forget()
        lab.close()
        lab = new Lab(parent, next, url)
      } else lab.update(next)
    },
    close: () => lab.close(),
  }
}

/** @template {LabData} Data what its view knows */
export class Lab {
  node = make("div", "gan-lab")
  place = make("div")
  sentence = make("p", "gl-lab-sentence")
  gauge = new Gauge()
  /** @type {LabView | null} */
  view = null
  /** @type {{ name: string, value: Record<string, unknown> & { number: number }, tries: number } | null} what Python may not have heard yet */
  untold = null
  unheard = 0
  closed = false

  /**
   * @param {Element} parent
   * @param {Component<Data>} component
   * @param {Url} url
   */
  constructor(parent, component, url) {
    this.component = component
    this.data = component.data
    this.url = url
    const { data } = this
    this.node.classList.add(`gl-lab-${data.view}`)
    this.sentence.setAttribute("role", "status")
    this.sentence.hidden = true
    this.node.append(this.sentence, this.place, this.gauge.node)
    parent.append(this.node)
    this.address = new Address(data.view)
    this.decoder = new BestDecoder(data, url, {
      ask: (name, value) => this.component.setStateValue(name, value),
      changed: (decoder) => {
        this.gauge.uses(decoder)
        this.view?.resume?.()
      },
      failed: (words) => this.say(words),
    })
    this.open()
  }

  async open() {
    try {
      const { View } = await import(`./${this.data.view}_view.js`)
      await this.decoder.ready
      if (this.closed) return
      this.view = new View(this.place, this)
      this.node.dataset.open = "true"
    } catch (error) {
      this.say(reason(error) || "This part could not be opened. Reload the page.")
    }
  }

  /** @param {LabData} data */
  isAnother(data) {
    const same = /** @type {const} */ (["view", "model", "fingerprint", "backend", "version"])
    return same.some((name) => data[name] !== this.data[name])
  }

  /** @param {Component<Data>} component */
  update(component) {
    this.component = component
    this.data = component.data
    this.address.write()
    this.hear(this.data.heard)
    this.decoder.hear(this.data.answer)
    this.view?.update(this.data)
  }

  /**
   * Tell Python something that the user did: causes one rerun. Said again until it is heard: a server that was
   * restarted, or a connection that broke, is deaf for a while.
   * @param {string} name
   * @param {Record<string, unknown>} value
   */
  send(name, value) {
    this.untold = { name, value: { ...value, number: Date.now() }, tries: 0 }
    this.tell()
  }

  tell() {
    clearTimeout(this.unheard)
    if (!this.untold) return
    const { name, value } = this.untold
    this.component.setTriggerValue(name, value)
    if (++this.untold.tries >= TRIES) return
    this.unheard = setTimeout(() => {
      revive()
      this.unheard = setTimeout(() => this.tell(), REVIVED_SECONDS * 1000)
    }, SILENT_SECONDS * 1000)
  }

  /** @param {number} number of what Python has heard */
  hear(number) {
    if (!this.untold || number !== this.untold.value.number) return
    clearTimeout(this.unheard)
    this.untold = null
  }

  /**
   * What draws the newest wish on a canvas; `node` counts the pictures.
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} node
   */
  painter(canvas, node) {
    return latest(
      this.decoder,
      (found) => {
        paint(canvas, found.rgba, 0, this.data.shape.size)
        countUp(node)
        this.drawn(found)
      },
      (error) => this.failed(error),
    )
  }

  /**
   * A picture was drawn, in that many ms, after so many ms since it was wished for.
   * @param {{ ms: number, waited?: number }} found
   */
  drawn(found) {
    this.gauge.add(found)
    this.node.dispatchEvent(new CustomEvent("gan-drawn", { bubbles: true, detail: { ms: found.ms, waited: found.waited } }))
    this.say("")
  }

  /** @param {string} words */
  say(words) {
    sayOrHide(this.sentence, words)
  }

  /** @param {unknown} error */
  failed(error) {
    this.say(reason(error))
  }

  close() {
    this.closed = true
    clearTimeout(this.unheard)
    this.view?.close()
    this.decoder.close()
    this.node.remove()
  }
}
