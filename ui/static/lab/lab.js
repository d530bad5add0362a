// One part of the latent lab: a decoder, the best there is, the view that Python asked for, and a line that says both.
import { Address } from "./address.js"
import { BestDecoder } from "./decoders.js"
import { Gauge } from "./gauge.js"
import { revive } from "./revive.js"

const SILENT_SECONDS = 4, REVIVED_SECONDS = 2, TRIES = 4

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

class Lab {
  constructor(parent, component, url) {
    Object.assign(this, { component, data: component.data, url })
    const { data } = this
    this.node = document.createElement("div")
    this.node.className = `gan-lab gl-lab-${data.view}`
    this.place = document.createElement("div")
    this.gauge = new Gauge()
    this.sentence = document.createElement("p")
    this.sentence.className = "gl-lab-sentence"
    this.sentence.setAttribute("role", "status")
    this.sentence.hidden = true
    this.node.append(this.sentence, this.place, this.gauge.node)
    parent.append(this.node)
    this.address = new Address(data.view)
    this.decoder = new BestDecoder(data, url, {
      ask: (name, value) => this.component.setStateValue(name, value),
      changed: (decoder) => {
        this.gauge.uses(decoder)
        this.view?.resume?.() // what the one before it left half-drawn
      },
      failed: (words) => this.say(words),
    })
    this.open()
  }

  async open() {
    try {
      const { View } = await import(this.url(`api/lab/js/${this.data.version}/${this.data.view}_view.js`))
      await this.decoder.ready
      if (this.closed) return
      this.view = new View(this.place, this)
      this.node.dataset.open = "true"
    } catch (error) {
      this.say(error.message || "This part could not be opened. Reload the page.")
    }
  }

  isAnother(data) {
    const same = ["view", "model", "fingerprint", "backend", "version"]
    return same.some((name) => data[name] !== this.data[name])
  }

  update(component) {
    this.component = component
    this.data = component.data
    this.address.write()
    this.hear(this.data.heard)
    this.decoder.hear(this.data.answer)
    this.view?.update(this.data)
  }

  /** Tell Python something that the user did: causes one rerun. Said again until it is heard: a server that was
   * restarted, or a connection that broke, is deaf for a while. */
  send(name, value) {
    this.untold = { name, value: { ...value, number: Date.now() }, tries: 0 }
    this.tell()
  }

  tell() {
    clearTimeout(this.unheard)
    const { name, value } = this.untold
    this.component.setTriggerValue(name, value)
    if (++this.untold.tries < TRIES) this.unheard = setTimeout(() => (revive(), (this.unheard = setTimeout(() => this.tell(), REVIVED_SECONDS * 1000))), SILENT_SECONDS * 1000)
  }

  hear(number) {
    if (number !== this.untold?.value.number) return
    clearTimeout(this.unheard)
    this.untold = null
  }

  drawn(found) {
    this.gauge.add(found)
    this.node.dispatchEvent(new CustomEvent("gan-drawn", { bubbles: true, detail: { ms: found.ms, waited: found.waited } }))
    this.say("")
  }

  say(words) {
    this.sentence.hidden = !words
    if (this.sentence.textContent !== words) this.sentence.textContent = words
  }

  close() {
    this.closed = true
    clearTimeout(this.unheard)
    this.view?.close()
    this.decoder.close()
    this.node.remove()
  }
}
